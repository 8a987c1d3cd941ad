/** The clocks differ by more than this: the core runs on a rehearsal's clock, not on this computer's. */
const APART = 60_000;

/** Ages need not be newer than this; each step draws the page again. */
const STEP_SECONDS = 5;

/** The time the page counts ages with. It is this computer's, unless the core's is another one. */
export class Clock {
  #ahead = $state(0);
  #here = $state(Date.now());

  get now(): number {
    return this.#here + this.#ahead;
  }

  #countingDown = false;

  /** While something counts down, every second is shown, from the first on. */
  set countingDown(on: boolean) {
    if (on && !this.#countingDown) this.#here = Date.now();
    this.#countingDown = on;
  }

  start(): () => void {
    let seconds = 0;
    const timer = setInterval(() => {
      seconds += 1;
      if (this.#countingDown || seconds % STEP_SECONDS === 0) this.#here = Date.now();
    }, 1000);
    return () => clearInterval(timer);
  }

  /** What time the core takes it to be. */
  follow(now: string | undefined): void {
    const ahead = now === undefined ? 0 : Date.parse(now) - Date.now();
    this.#ahead = Math.abs(ahead) > APART ? ahead : 0;
  }
}
