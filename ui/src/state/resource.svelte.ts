import { untrack } from "svelte";
import type { Answer, Failure } from "@/ipc/client";

/** One view read from the core: what it last was, whether it is being read, and why it could not be. */
export class Resource<T> {
  data = $state.raw<T>();
  failure = $state.raw<Failure>();
  busy = $state(false);
  /** Whether what is held answers an older question than the one that is being asked. */
  past = $state(false);
  /** As `busy`, but not watched: whoever asks to read must not be asked again when the reading ends. */
  #reading = false;
  #question = 0;
  /** Counts what was asked with `ask`: only the newest is answered. */
  #asked = 0;
  #again = false;
  #read: (held: T | undefined) => Answer<T>;

  /** `read` is given what is held: an answer may go on from it. */
  constructor(read: (held: T | undefined) => Answer<T>) {
    this.#read = read;
  }

  /** Reads again. One reading runs at a time; whatever changes meanwhile is read once after it. What was shown stays until then. */
  load = async (): Promise<void> => {
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = this.busy = true;
    const asked = this.#asked;
    do {
      this.#again = false;
      const question = this.#question;
      const answer = await this.#read(untrack(() => this.data));
      if (asked !== this.#asked) return;
      if (question === this.#question) this.#take(answer);
      else this.#again = true;
    } while (this.#again);
    this.#reading = this.busy = false;
  };

  /** Asks another question at once, whether or not the one before was answered: that answer is not taken. What was shown stays until then, as `past`. */
  ask = async (): Promise<void> => {
    this.#asked += 1;
    this.past = untrack(() => this.data) !== undefined;
    this.failure = undefined;
    this.#reading = this.#again = false;
    await this.load();
  };

  /** Forgets what was read, because the question has changed: an answer to the old one is not taken. */
  clear(): void {
    this.#question += 1;
    this.data = undefined;
    this.failure = undefined;
    this.past = false;
  }

  #take(answer: Awaited<Answer<T>>): void {
    if (answer.status === "ok") {
      this.data = answer.data;
      this.failure = undefined;
    } else {
      // What answers another question is no last known state of this one.
      if (this.past) this.data = undefined;
      this.failure = answer.error;
    }
    this.past = false;
  }
}
