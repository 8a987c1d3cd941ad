/**
 * Drawings come from Rust as SVG text in which every word of AWS's is escaped. They are not trusted all the same: only
 * shapes and texts are taken over, element by element, so that whatever else a drawing held would never be on the page.
 */

const ELEMENTS = new Set(["svg", "g", "path", "polyline", "polygon", "line", "rect", "circle", "text"]);
const ATTRIBUTES = new Set([
  "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "dx", "dy", "width", "height", "points", "d", "viewBox",
  "fill", "stroke", "stroke-width", "opacity", "fill-opacity", "stroke-opacity", "stroke-dasharray",
  "text-anchor", "font-family", "font-size", "transform",
]);
const SVG = "http://www.w3.org/2000/svg";

/** The drawing as an element of this page; nothing where the text is no drawing. */
export function drawing(text: string): SVGElement | undefined {
  const read = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return read.localName === "svg" && read.namespaceURI === SVG ? (taken(read) as SVGElement) : undefined;
}

function taken(source: Element): Element | undefined {
  if (source.namespaceURI !== SVG || !ELEMENTS.has(source.localName)) return undefined;
  const element = document.createElementNS(SVG, source.localName);
  for (const { name, value } of source.attributes) {
    if (ATTRIBUTES.has(name) && !/url\s*\(/i.test(value)) element.setAttribute(name, value);
  }
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      const copy = taken(child);
      if (copy) element.append(copy);
    } else if (source.localName === "text") {
      element.append(child.textContent ?? "");
    }
  }
  return element;
}
