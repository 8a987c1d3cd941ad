/** The clocks differ by more than this: the core runs on a rehearsal's clock, not on this computer's. */
const APART = 60_000;

/** The time the page counts ages with, once a second. It is this computer's, unless the core's is another one. */
export class Clock {
  #ahead = $state(0);
  #here = $state(Date.now());

  get now(): number {
    return this.#here + this.#ahead;
  }

  start(): () => void {
    const timer = setInterval(() => (this.#here = Date.now()), 1000);
    return () => clearInterval(timer);
  }

  /** What time the core takes it to be. */
  follow(now: string | undefined): void {
    const ahead = now === undefined ? 0 : Date.parse(now) - Date.now();
    this.#ahead = Math.abs(ahead) > APART ? ahead : 0;
  }
}
