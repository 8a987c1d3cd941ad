let marked = false;

/** Once what is in the page now has been painted: a frame that is asked for within a frame begins after that. */
export function oncePainted(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}

/** Marks when what the window is opened for was first on the screen; the benchmarks measure a start by it. */
export function markUseful(): void {
  if (marked) return;
  marked = true;
  oncePainted(() => performance.mark("useful"));
}
