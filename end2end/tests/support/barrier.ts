/** Holds up everyone until so many have come; then all go on, and whoever comes later. */
export class Barrier {
  #missing: number;
  #open = (): void => {};
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));

  constructor(count: number) {
    this.#missing = count;
  }

  async pass(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#open();
    await this.#opened;
  }
}
