import type { ClusterRow } from "@/ipc/client";

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

  /** A living cluster's start and age tell what time the core takes it to be. */
  follow(rows: readonly ClusterRow[]): void {
    const living = rows.find((row) => row.ended_at === null && row.created_at !== null && row.age_seconds !== null);
    if (!living) return;
    const ahead = Date.parse(living.created_at!) + living.age_seconds! * 1000 - Date.now();
    this.#ahead = Math.abs(ahead) > APART ? ahead : 0;
  }
}
