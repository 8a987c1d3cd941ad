/** Which rows are selected, by their keys: what becomes of the rows does not matter to it. */
export class Selection {
  #keys = $state.raw<ReadonlySet<string>>(new Set());
  /** Where a range begins, and what was selected before it was drawn. */
  #anchor: string | undefined;
  #before: ReadonlySet<string> = new Set();

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  toggle(key: string): void {
    const keys = new Set(this.#keys);
    if (!keys.delete(key)) keys.add(key);
    this.#set(keys, key);
  }

  /** Selects all of them, or none when all are selected already. */
  toggleAll(keys: readonly string[]): void {
    const these = new Set(keys);
    const others = [...this.#keys].filter((key) => !these.has(key));
    const all = keys.every((key) => this.#keys.has(key));
    this.#set(new Set(all ? others : [...this.#keys, ...keys]), undefined);
  }

  /** Draws the range that began at the last selection from there to here, as `between` says what lies on the way. */
  extend(to: string, between: (from: string, to: string) => readonly string[]): void {
    this.#anchor ??= to;
    this.#keys = new Set([...this.#before, ...between(this.#anchor, to)]);
  }

  /** A range that is drawn next begins here, unless one is being drawn. */
  anchor(key: string): void {
    if (this.#anchor === undefined) this.#begin(key);
  }

  /** The keyboard has moved on without Shift: the next range begins anew. */
  release(): void {
    this.#anchor = undefined;
  }

  clear(): void {
    this.#set(new Set(), undefined);
  }

  #set(keys: ReadonlySet<string>, anchor: string | undefined): void {
    this.#keys = keys;
    this.#begin(anchor);
  }

  #begin(anchor: string | undefined): void {
    this.#anchor = anchor;
    this.#before = new Set(this.#keys);
  }
}
