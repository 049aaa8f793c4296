/** The proxy's faults are what they say: a test of the tests' own tool, without a browser. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { FaultProxy } from './support/proxy.ts';

let echo: Server;
let proxy: FaultProxy;

test.beforeEach(async () => {
  echo = createServer((socket) => socket.pipe(socket).on('error', () => {}));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await FaultProxy.start(() => ({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port }));
});

test.afterEach(async () => {
  await proxy.close();
  echo.close();
});

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** Sends, and resolves with the time that the whole answer took. */
async function roundTrip(socket: Socket, bytes: number): Promise<number> {
  const started = performance.now();
  let missing = bytes;
  const back = new Promise<void>((resolve) => {
    socket.on('data', function count(chunk: Buffer) {
      missing -= chunk.length;
      if (missing > 0) return;
      socket.off('data', count);
      resolve();
    });
  });
  socket.write(Buffer.alloc(bytes, 1));
  await back;
  return performance.now() - started;
}

test('passes on what it is given, ends included', async () => {
  const socket = await open();
  await roundTrip(socket, 3_000_000);
  socket.end();
  await once(socket, 'close');
  await expect.poll(() => proxy.open).toBe(0);
  expect(proxy.accepted).toBe(1);
});

test('cut ends what is open, and takes new connections', async () => {
  const socket = await open();
  await roundTrip(socket, 10);
  proxy.cut();
  await once(socket, 'close');
  await roundTrip(await open(), 10);
});

test('refuse turns new connections away until healed, on the same port', async () => {
  const socket = await open();
  const { url } = proxy;
  await proxy.refuse();
  await once(socket, 'close');
  await expect(open()).rejects.toThrow('ECONNREFUSED');
  await proxy.heal();
  expect(proxy.url).toBe(url);
  await roundTrip(await open(), 10);
});

test('stall holds everything back, without an end, and heal lets it go', async () => {
  const socket = await open();
  await roundTrip(socket, 10);
  proxy.stall();
  const late = roundTrip(socket, 10);
  const heard = await Promise.race([late, once(socket, 'close'), sleep(300, 'nothing')]);
  expect(heard).toBe('nothing');
  const second = await open();
  expect(second.destroyed).toBe(false);
  await proxy.heal();
  await late;
});

test('what closed during a stall is closed on the other side after it', async () => {
  const socket = await open();
  await roundTrip(socket, 10);
  proxy.stall();
  socket.destroy();
  await expect.poll(() => proxy.open).toBe(1);
  await proxy.heal();
  await expect.poll(() => proxy.open).toBe(0);
});

test('delay and throttle slow it down', async () => {
  const socket = await open();
  proxy.delay(100);
  expect(await roundTrip(socket, 10)).toBeGreaterThanOrEqual(195);
  proxy.throttle({ downBitsPerS: 8_000_000, upBitsPerS: 1_600_000, roundTripMs: 0 });
  expect(await roundTrip(socket, 100_000)).toBeGreaterThanOrEqual(350);
});
