/**
 * Faults on order, for tests: what the control routes under `/test` switch on. Without
 * `DESKBELL_TEST=1` nothing can switch anything on, and every question answers "no".
 */
import type { Code } from './errors.ts';

export interface RefusedConnect {
  code: Code;
  retry_after_ms?: number;
}

export class Faults {
  #swallow = 0;
  #refuse: { times: number; with: RefusedConnect } | undefined;
  #paused: { done: Promise<void>; resume: () => void } | undefined;
  readonly #onResume: (() => void)[] = [];

  get paused(): boolean {
    return this.#paused !== undefined;
  }

  /** Resolves at once, or while paused when the pause ends. */
  async whileRunning(): Promise<void> {
    await this.#paused?.done;
  }

  pause(): void {
    if (this.#paused) return;
    let resume = (): void => {};
    const done = new Promise<void>((resolve) => { resume = resolve; });
    this.#paused = { done, resume };
  }

  resume(): void {
    const paused = this.#paused;
    this.#paused = undefined;
    paused?.resume();
    for (const listener of this.#onResume) listener();
  }

  onResume(listener: () => void): void {
    this.#onResume.push(listener);
  }

  /** The next `times` changes are committed and never emitted. */
  swallow(times: number): void {
    this.#swallow = times;
  }

  takeSwallow(): boolean {
    if (this.#swallow === 0) return false;
    this.#swallow -= 1;
    return true;
  }

  /** The next `times` CONNECTs are refused. */
  refuseConnects(times: number, refusal: RefusedConnect): void {
    this.#refuse = times > 0 ? { times, with: refusal } : undefined;
  }

  takeRefusal(): RefusedConnect | undefined {
    const refuse = this.#refuse;
    if (!refuse) return undefined;
    refuse.times -= 1;
    if (refuse.times === 0) this.#refuse = undefined;
    return refuse.with;
  }

  clear(): void {
    this.#swallow = 0;
    this.#refuse = undefined;
    this.resume();
  }
}
