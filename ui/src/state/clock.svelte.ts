/** The clocks differ by more than this: the core runs on a rehearsal's clock, not on this computer's. */
const APART = 60_000;

/** Ages are told by the minute, and each step draws the page again. */
const STEP = 60_000;
const SECOND = 1_000;

/** The time the page counts ages with. It is this computer's, unless the core's is another one. */
export class Clock {
  #ahead = $state(0);
  #here = $state(Date.now());

  get now(): number {
    return this.#here + this.#ahead;
  }

  #countingDown = false;
  #runs = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** While something counts down, every second is shown, from the first on. */
  set countingDown(on: boolean) {
    if (on === this.#countingDown) return;
    this.#countingDown = on;
    if (on) this.#here = Date.now();
    this.#wait();
  }

  /** Goes on while somebody can see it; a window that is hidden is not drawn for nobody. */
  start(): () => void {
    const seen = () => {
      if (!document.hidden) this.#here = Date.now();
      this.#wait();
    };
    this.#runs = true;
    this.#wait();
    document.addEventListener("visibilitychange", seen);
    return () => {
      this.#runs = false;
      clearTimeout(this.#timer);
      document.removeEventListener("visibilitychange", seen);
    };
  }

  /** Waits for the next full minute or second: two clocks on one screen change together. */
  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#runs || document.hidden) return;
    const step = this.#countingDown ? SECOND : STEP;
    this.#timer = setTimeout(() => {
      this.#here = Date.now();
      this.#wait();
    }, step - (Date.now() % step));
  }

  /** What time the core takes it to be. */
  follow(now: string | undefined): void {
    const ahead = now === undefined ? 0 : Date.parse(now) - Date.now();
    this.#ahead = Math.abs(ahead) > APART ? ahead : 0;
  }
}
