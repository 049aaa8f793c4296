/**
 * Whatever goes wrong in a page fails its test: console errors, uncaught errors, breaches of the
 * Content-Security-Policy. A test that causes an error on purpose names it beforehand with `allow`.
 */
import type { BrowserContext } from '@playwright/test';

/** What a browser itself writes to the console when the network or the server is away. */
export const NETWORK_ERRORS = [
  /net::ERR_(CONNECTION|EMPTY_RESPONSE|INTERNET_DISCONNECTED|NETWORK_CHANGED|SOCKET|TIMED_OUT)/,
  /WebSocket connection to '.*' failed/,
  /WebSocket is closed before the connection is established/,
];

const SHOWN_MAX = 20;

export class PageErrors {
  readonly #seen: string[] = [];
  readonly #allowed: RegExp[] = [];

  /** Errors that this test expects to see. */
  allow(...patterns: RegExp[]): void {
    this.#allowed.push(...patterns);
  }

  /** Follows every page of a context, from now on. */
  async watch(context: BrowserContext): Promise<void> {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#seen.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#seen.push(`uncaught: ${error.error().stack ?? error.error().message}`));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy: ${event.effectiveDirective} forbids ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
      });
    });
  }

  /** The errors that nobody expected, at most the first twenty. */
  get unexpected(): string[] {
    return this.#seen.filter((text) => !this.#allowed.some((pattern) => pattern.test(text))).slice(0, SHOWN_MAX);
  }
}
