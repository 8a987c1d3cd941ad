/** So much of a long list is in the page as was asked for: the rest is counted, not drawn. */
export class Steps {
  readonly #step: number;
  #most = $state(0);
  /** What the number of shown ones belongs to. */
  #question = "";

  constructor(step: number) {
    this.#step = step;
    this.#most = step;
  }

  shown<T>(all: readonly T[]): readonly T[] {
    return all.length <= this.#most ? all : all.slice(0, this.#most);
  }

  more = (): void => {
    this.#most += this.#step;
  };

  /** Another question begins at its first ones. */
  ask(question: string): void {
    if (question === this.#question) return;
    this.#question = question;
    this.#most = this.#step;
  }
}
