import "@testing-library/jest-dom/vitest";
import { configure } from "@testing-library/svelte";
import { vi } from "vitest";

// A failed search says what was searched, without printing the whole page; a busy machine may take a while.
configure({ getElementError: (message) => new Error(message?.split("\n\n")[0] ?? ""), asyncUtilTimeout: 5000 });

// jsdom lays nothing out; what the widgets ask of a browser is answered here, once.
class NoResize implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

vi.stubGlobal("ResizeObserver", NoResize);
Element.prototype.scrollIntoView = () => {};
Element.prototype.hasPointerCapture = () => false;
Element.prototype.setPointerCapture = () => {};
Element.prototype.releasePointerCapture = () => {};
Element.prototype.getAnimations = () => [];
window.scrollTo = () => {};
// What floats hides while its anchor has no place on the screen, so everything has one.
Element.prototype.getBoundingClientRect = () => DOMRect.fromRect({ x: 20, y: 20, width: 200, height: 30 });
Element.prototype.getClientRects = () => [DOMRect.fromRect({ x: 20, y: 20, width: 200, height: 30 })] as unknown as DOMRectList;
Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1280 });
Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 860 });

// The virtual list shows what fits: tests get a viewport that fits fifty rows.
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 2500 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 1280 });

window.matchMedia = (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: () => {},
  removeListener: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
  dispatchEvent: () => false,
});

// Nothing is painted here, and what paints nothing has no frames: they come at once, whatever clock a test stops.
const { setTimeout: realTimeout, clearTimeout: realClear } = globalThis;
window.requestAnimationFrame = (run) => Number(realTimeout(() => run(performance.now())));
window.cancelAnimationFrame = (frame) => realClear(frame);
