import "@testing-library/jest-dom/vitest";
import { vi } from "vitest";

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
