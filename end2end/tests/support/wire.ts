/** What a page and its server say to each other: the Engine.IO packets of either transport, in order. */
import type { Page, Request, WebSocket } from '@playwright/test';

const SEPARATOR = '\u001e';

export class Wire {
  readonly sent: string[] = [];
  /** Attachments are written as long-polling writes them: `b` and base64. */
  readonly received: string[] = [];
  /** The most packets that came in one body of long-polling. */
  bundled = 0;
  /** The most characters that came at once: of a frame, or of a body. */
  longest = 0;
  /** Over which transports packets came. */
  readonly transports = new Set<'websocket' | 'polling'>();

  /** Follows every connection that the page opens from now on. */
  constructor(page: Page) {
    page.on('websocket', (socket) => this.#followSocket(socket));
    page.on('request', (request) => {
      if (isPolling(request)) this.sent.push(...(request.postData()?.split(SEPARATOR) ?? []));
    });
    page.on('requestfinished', (request) => void this.#readBody(request));
  }

  /** Engine.IO sessions that were opened. */
  get sessions(): number {
    return this.received.filter((packet) => packet.startsWith('0{')).length;
  }

  /** What was sent with each CONNECT. */
  get connects(): { token: string; client: { id: string; version: string } }[] {
    return this.sent.filter((packet) => packet.startsWith('40')).map((packet) => JSON.parse(packet.slice(2)));
  }

  /** Pings that were answered. */
  get pongs(): number {
    return this.sent.filter((packet) => packet === '3').length;
  }

  /** The answers to each request of that name, in order. */
  answersTo(name: string): unknown[] {
    const asked = this.sent.flatMap((packet) => new RegExp(`^42(\\d+)\\["${name}"`).exec(packet)?.[1] ?? []);
    return asked.flatMap((id) => {
      const answer = this.received.find((packet) => packet.startsWith(`43${id}[`));
      return answer === undefined ? [] : (JSON.parse(answer.slice(2 + id.length)) as unknown[]);
    });
  }

  #followSocket(socket: WebSocket): void {
    socket.on('framesent', ({ payload }) => this.sent.push(String(payload)));
    socket.on('framereceived', ({ payload }) => {
      this.transports.add('websocket');
      this.longest = Math.max(this.longest, payload.length);
      this.received.push(typeof payload === 'string' ? payload : `b${payload.toString('base64')}`);
    });
  }

  async #readBody(request: Request): Promise<void> {
    if (!isPolling(request) || request.method() !== 'GET') return;
    // The body of a session that was closed meanwhile is gone.
    const body = await request.response().then((response) => response?.text()).catch(() => undefined);
    if (body === undefined) return;
    this.transports.add('polling');
    const packets = body.split(SEPARATOR);
    this.bundled = Math.max(this.bundled, packets.length);
    this.longest = Math.max(this.longest, body.length);
    this.received.push(...packets);
  }
}

function isPolling(request: Request): boolean {
  return request.url().includes('transport=polling');
}
