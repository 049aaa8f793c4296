/** Says why tests failed in the last lines of a run: where a log is cut off, these are what is left of it. */
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FullConfig, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

const LINES_MAX = 8;
const CHARACTERS_MAX = 200;

export default class Reasons implements Reporter {
  readonly #failed: string[] = [];
  #root = '';

  onBegin(config: FullConfig): void {
    this.#root = config.rootDir;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === test.expectedStatus || result.status === 'skipped') return;
    const place = `${relative(this.#root, test.location.file)}:${test.location.line} ${test.title}`;
    this.#failed.push(`  ${place}\n${result.errors.map((error) => this.#reason(error)).join('\n')}`);
  }

  onEnd(): void {
    if (this.#failed.length > 0) console.log(`\nwhy:\n${this.#failed.join('\n')}`);
  }

  #reason({ message = 'no message', location }: TestResult['errors'][number]): string {
    const lines = stripVTControlCharacters(message).split('\n').map((line) => line.trim()).filter((line) => line !== '');
    const where = location ? `    at ${relative(this.#root, location.file)}:${location.line}` : '';
    return [...lines.slice(0, LINES_MAX).map((line) => `    ${line.slice(0, CHARACTERS_MAX)}`), where].join('\n').trimEnd();
  }
}
