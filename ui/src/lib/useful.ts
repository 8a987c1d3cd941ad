let marked = false;

/**
 * Marks when what the window is opened for was first on the screen; the benchmarks measure a start by it. A frame that
 * is asked for within a frame begins after the one before has been painted.
 */
export function markUseful(): void {
  if (marked) return;
  marked = true;
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("useful")));
}
