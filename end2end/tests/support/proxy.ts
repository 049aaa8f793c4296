/**
 * A TCP proxy between the browser and the server whose faults are real ones: the browser's own sockets feel them.
 *
 * It carries bytes; of HTTP it knows the requests for a WebSocket and those under /socket.io/. Faults hold for the connections that exist and for those to come, until
 * `heal()`. Each direction of a connection holds at most 1 MiB; beyond that the sender is paused, as TCP would.
 */
import { createServer, connect, type Server, type Socket, type AddressInfo } from 'node:net';

const HELD_BYTES_MAX = 1024 * 1024;
const SLICE_BYTES = 16 * 1024;

export interface Throttle {
  /** Towards the browser, bits a second. */
  downBitsPerS: number;
  /** Towards the server, bits a second. */
  upBitsPerS: number;
  /** There and back, milliseconds. */
  roundTripMs: number;
}

/** What browsers' tools call "Fast 4G". */
export const FAST_4G: Throttle = { downBitsPerS: 9_000_000, upBitsPerS: 1_500_000, roundTripMs: 170 };

interface Weather {
  stalled: boolean;
  /** Towards the browser nothing passes. */
  muted: boolean;
  socketsBlocked: boolean;
  pushBlocked: boolean;
  /** How long a connection may live. */
  life: { fromMs: number; toMs: number } | undefined;
  delayMs: number;
  downBitsPerS: number;
  upBitsPerS: number;
}

const FAIR: Weather = { stalled: false, muted: false, socketsBlocked: false, pushBlocked: false, life: undefined, delayMs: 0, downBitsPerS: Infinity, upBitsPerS: Infinity };

export class FaultProxy {
  readonly #weather: Weather = { ...FAIR };
  readonly #connections = new Set<Connection>();
  #listener: Server | undefined;
  #port = 0;
  /** How many connections were ever accepted. */
  accepted = 0;

  private constructor(private readonly target: () => { host: string; port: number }) {}

  /** Listens on a free port; `target` is asked for each connection, so that a server may move. */
  static async start(target: () => { host: string; port: number }): Promise<FaultProxy> {
    const proxy = new FaultProxy(target);
    await proxy.#listen();
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#connections.size;
  }

  /** Ends every open connection; new ones are accepted. `reset` sends RST, as a crashed machine does. */
  cut({ reset = false } = {}): void {
    for (const connection of this.#connections) connection.destroy(reset);
  }

  /** Ends every connection and refuses new ones. */
  async refuse(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    const closed = new Promise<void>((resolve) => (listener ? listener.close(() => resolve()) : resolve()));
    this.cut();
    await closed;
  }

  /** A black hole: connections stay open, new ones are accepted, and nothing passes, not even an end. */
  stall(): void {
    this.#change({ stalled: true });
  }

  /** What the browser says arrives, and no answer does. */
  mute(): void {
    this.#change({ muted: true });
  }

  /** As some networks do: requests for a WebSocket are cut off, those that are open too; all other HTTP passes. */
  blockSockets(): void {
    this.#change({ socketsBlocked: true });
    for (const connection of this.#connections) if (connection.isSocket) connection.destroy(false);
  }

  /** Requests under /socket.io/ are cut off on every transport, those that are open too; all other HTTP passes. */
  blockPush(): void {
    this.#change({ pushBlocked: true });
    for (const connection of this.#connections) if (connection.isPush) connection.destroy(false);
  }

  /** As some boxes do: each connection is cut so many milliseconds after it opened, those that are open at once. */
  killYoung(fromMs: number, toMs: number): void {
    this.#change({ life: { fromMs, toMs } });
    this.cut();
  }

  /** Every byte arrives this much later, in each direction. */
  delay(delayMs: number): void {
    this.#change({ delayMs });
  }

  /** A slow line; half of the round trip is added in each direction. */
  throttle({ downBitsPerS, upBitsPerS, roundTripMs }: Throttle): void {
    this.#change({ downBitsPerS, upBitsPerS, delayMs: roundTripMs / 2 });
  }

  /** Ends all faults. What a stall held back arrives now. */
  async heal(): Promise<void> {
    this.#change(FAIR);
    if (!this.#listener) await this.#listen();
  }

  async close(): Promise<void> {
    await this.refuse();
  }

  #change(weather: Partial<Weather>): void {
    Object.assign(this.#weather, weather);
    for (const connection of this.#connections) connection.pump();
  }

  #listen(): Promise<void> {
    const listener = createServer({ allowHalfOpen: true }, (browser) => {
      this.accepted += 1;
      const connection = new Connection(browser, this.target(), this.#weather, () => this.#connections.delete(connection));
      this.#connections.add(connection);
      const { life } = this.#weather;
      if (life) setTimeout(() => connection.destroy(false), life.fromMs + Math.random() * (life.toMs - life.fromMs));
    });
    this.#listener = listener;
    return new Promise((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ host: '127.0.0.1', port: this.#port }, () => {
        this.#port = (listener.address() as AddressInfo).port;
        resolve();
      });
    });
  }
}

class Connection {
  readonly #server: Socket;
  readonly #lanes: Lane[];
  #over = false;
  /** The browser asked for a WebSocket over it. */
  isSocket = false;
  /** Its last request was under /socket.io/. */
  isPush = false;

  constructor(
    private readonly browser: Socket,
    target: { host: string; port: number },
    private readonly weather: Weather,
    private readonly onOver: () => void,
  ) {
    const server = connect({ ...target, allowHalfOpen: true });
    this.#server = server;
    this.#lanes = [
      new Lane(server, browser, weather, 'down'),
      new Lane(browser, server, weather, 'up'),
    ];
    browser.on('data', (bytes) => {
      if (!this.isSocket && /\r\nupgrade: *websocket\r\n/i.test(bytes.toString('latin1'))) this.isSocket = true;
      if (this.isSocket && weather.socketsBlocked) this.destroy(false);
      const request = /^(?:GET|POST|DELETE|OPTIONS) (\S+) HTTP/.exec(bytes.toString('latin1'));
      if (request) this.isPush = request[1]!.startsWith('/socket.io/');
      if (this.isPush && weather.pushBlocked) this.destroy(false);
    });
    for (const socket of [browser, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.#broken());
      socket.on('close', () => this.#closed());
    }
  }

  pump(): void {
    if (this.#isHalfGone && !this.weather.stalled) this.destroy(true);
    for (const lane of this.#lanes) lane.pump();
  }

  destroy(reset: boolean): void {
    for (const socket of [this.browser, this.#server]) {
      if (reset) socket.resetAndDestroy();
      else socket.destroy();
    }
    for (const lane of this.#lanes) lane.stop();
  }

  get #isHalfGone(): boolean {
    return this.browser.destroyed || this.#server.destroyed;
  }

  /** One side broke; in a stall the other side must not hear of it yet. */
  #broken(): void {
    if (!this.weather.stalled) this.destroy(true);
  }

  #closed(): void {
    if (!this.weather.stalled && !this.#lanes.some((lane) => lane.isHolding)) this.destroy(false);
    if (this.#over || !(this.browser.destroyed && this.#server.destroyed)) return;
    this.#over = true;
    for (const lane of this.#lanes) lane.stop();
    this.onOver();
  }
}

/** One direction of a connection: what was read waits here until it is due. */
class Lane {
  readonly #held: { bytes: Buffer; dueMs: number }[] = [];
  #heldBytes = 0;
  #freeMs = 0;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly weather: Weather,
    private readonly way: 'down' | 'up',
  ) {
    from.on('data', (bytes) => this.#take(bytes as Buffer));
    from.on('end', () => {
      this.#ended = true;
      this.pump();
    });
    to.on('drain', () => this.pump());
  }

  get #isStalled(): boolean {
    return this.weather.stalled || (this.way === 'down' && this.weather.muted);
  }

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#held.length = 0;
  }

  pump(): void {
    clearTimeout(this.#timer);
    if (this.#isStalled || this.to.destroyed) return;
    for (let head = this.#held[0]; head && !this.to.writableNeedDrain; head = this.#held[0]) {
      const now = performance.now();
      const wait = Math.max(head.dueMs, this.#freeMs) - now;
      if (wait > 0) {
        this.#timer = setTimeout(() => this.pump(), wait);
        return;
      }
      this.#held.shift();
      this.#heldBytes -= head.bytes.length;
      this.#freeMs = now + (head.bytes.length * 8_000) / (this.way === 'down' ? this.weather.downBitsPerS : this.weather.upBitsPerS);
      this.to.write(head.bytes);
    }
    if (this.#heldBytes < HELD_BYTES_MAX) this.from.resume();
    if (this.#ended && !this.isHolding && !this.to.writableEnded) this.to.end();
  }

  #take(bytes: Buffer): void {
    const dueMs = performance.now() + this.weather.delayMs;
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      this.#held.push({ bytes: bytes.subarray(at, at + SLICE_BYTES), dueMs });
    }
    this.#heldBytes += bytes.length;
    if (this.#heldBytes >= HELD_BYTES_MAX) this.from.pause();
    this.pump();
  }
}
