import { describe, expect, it } from "vitest";
import { drawing } from "./drawing";

const svg = (inside: string) => `<svg width="10" height="10" xmlns="http://www.w3.org/2000/svg">${inside}</svg>`;

describe("a drawing", () => {
  it("keeps its shapes and texts", () => {
    const found = drawing(svg(`<polyline points="0,0 1,1" stroke="#fff"/><text x="1" y="2">12:00</text>`));
    expect(found?.querySelector("polyline")?.getAttribute("points")).toBe("0,0 1,1");
    expect(found?.querySelector("text")?.textContent).toBe("12:00");
  });

  it("brings no script, no link, no handler and no foreign content to the page", () => {
    const hostile = svg(
      `<script>alert(1)</script><a href="javascript:alert(1)"><text>x</text></a><rect onload="alert(1)" style="x" fill="url(#a)"/>` +
        `<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><img src="x"/></body></foreignObject><image href="x"/><use href="#a"/>`,
    );
    const found = drawing(hostile);
    expect(found?.outerHTML).toBe(`<svg width="10" height="10"><rect></rect></svg>`);
  });

  it("is nothing where the text is no drawing", () => {
    expect(drawing("<html></html>")).toBeUndefined();
    expect(drawing("<svg")).toBeUndefined();
  });
});
