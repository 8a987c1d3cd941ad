// A frame that is asked for within a frame begins after the one before is on the screen.
requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("useful")));
