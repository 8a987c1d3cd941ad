/** Where along a chart somebody points, by mouse or by keyboard. */
export class Pointer {
  /** The column that is pointed at. */
  at = $state<number>();
  #count: () => number;

  constructor(count: () => number) {
    this.#count = count;
  }

  /** Points at a share of the way from left to right. */
  pointAt(share: number): void {
    const count = this.#count();
    this.at = count === 0 ? undefined : Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  }

  move(by: number): void {
    const count = this.#count();
    if (count === 0) return;
    this.at = Math.min(count - 1, Math.max(0, (this.at ?? count) + by));
  }

  forget(): void {
    this.at = undefined;
  }
}
