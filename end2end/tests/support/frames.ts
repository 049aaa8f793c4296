/** A hand on the page's real connection: frames of the server changed on their way, or added. */
import type { Page, WebSocketRoute } from '@playwright/test';

export class Frames {
  #sockets: WebSocketRoute[] = [];
  /** Gets each text frame of the server, and gives what the page gets instead. */
  rewrite: (frame: string) => string = (frame) => frame;

  /** Takes hold of every WebSocket that the page opens from now on; call it before `goto`. */
  static async of(page: Page): Promise<Frames> {
    const frames = new Frames();
    await page.routeWebSocket(/\/socket\.io\//, (socket) => {
      const server = socket.connectToServer();
      frames.#sockets.push(socket);
      server.onMessage((message) => socket.send(typeof message === 'string' ? frames.rewrite(message) : message));
    });
    return frames;
  }

  /** The page receives this, as if the server had sent it. */
  inject(frame: string | Buffer): void {
    const socket = this.#sockets.at(-1);
    if (!socket) throw new Error('the page has opened no connection');
    socket.send(frame);
  }

  /** How many connections the page has opened. */
  get opened(): number {
    return this.#sockets.length;
  }
}
