import type { Answer, Failure } from "@/ipc/client";

/** One view read from the core: what it last was, whether it is being read, and why it could not be. */
export class Resource<T> {
  data = $state.raw<T>();
  failure = $state.raw<Failure>();
  busy = $state(false);
  #latest = 0;
  #read: () => Answer<T>;

  constructor(read: () => Answer<T>) {
    this.#read = read;
  }

  /** Reads again. What was shown stays until the answer is there; an answer overtaken by a later one is dropped. */
  load = async (): Promise<void> => {
    const mine = ++this.#latest;
    this.busy = true;
    const answer = await this.#read();
    if (mine !== this.#latest) return;
    this.busy = false;
    if (answer.status === "ok") {
      this.data = answer.data;
      this.failure = undefined;
    } else {
      this.failure = answer.error;
    }
  };

  /** Forgets what was read, because the question has changed. */
  clear(): void {
    this.#latest += 1;
    this.busy = false;
    this.data = undefined;
    this.failure = undefined;
  }
}
