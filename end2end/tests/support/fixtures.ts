/**
 * What every test gets: a booking server of the worker, freshly reset; a proxy in front of it, through which the page
 * is loaded; and the watch for errors. `page.goto('/')` goes through the proxy, so each test may break the line.
 */
import { test as base, expect, type BrowserContextOptions, type Page } from '@playwright/test';
import { Api, type Account } from './api.ts';
import { Desk } from './desk.ts';
import { PageErrors } from './page-errors.ts';
import { FaultProxy } from './proxy.ts';
import { BookingServer, type ServerOptions } from './server.ts';

interface WorkerFixtures {
  /** How the server is started: `test.use({ serverOptions: { env: { ACCESS_TTL_S: '5' } } })` in a file of its own. */
  serverOptions: ServerOptions;
  workerServer: BookingServer;
}

interface TestFixtures {
  /** The server, running and reset. */
  server: BookingServer;
  /** The way from the page to the server, with faults on order. */
  line: FaultProxy;
  /** REST and the control routes, straight to the server, past the line. */
  api: Api;
  errors: PageErrors;
  /** The demo accounts, by name; the API is signed in as Ben. */
  people: Record<'ana' | 'ben' | 'eva', Account>;
  /** The test's page, as a person uses it. */
  desk: Desk;
  /** Opens a page of somebody else: own cookies, same server, errors watched as well. */
  openPage: (options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverOptions: [{}, { option: true, scope: 'worker' }],
  workerServer: [
    async ({ serverOptions }, use) => {
      const server = await BookingServer.start(serverOptions);
      await use(server);
      await server.dispose();
    },
    { scope: 'worker', timeout: 150_000 },
  ],

  server: async ({ workerServer }, use, testInfo) => {
    await workerServer.launch();
    await new Api(workerServer.url).reset();
    await use(workerServer);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server.log', { body: workerServer.log, contentType: 'text/plain' });
    }
  },

  line: async ({ server }, use) => {
    const line = await FaultProxy.start(() => ({ host: '127.0.0.1', port: server.port }));
    await use(line);
    await line.close();
  },

  baseURL: async ({ line }, use) => use(line.url),

  api: async ({ server }, use) => use(new Api(server.url)),

  people: async ({ api }, use) => {
    const accounts = await api.demoAccounts();
    const named = (username: string): Account => {
      const account = accounts.find((each) => each.username === username);
      if (!account) throw new Error(`the demo has no account ${username}`);
      return account;
    };
    const people = { ana: named('ana'), ben: named('ben'), eva: named('eva') };
    await api.signIn(people.ben);
    await use(people);
  },

  desk: async ({ page }, use) => use(new Desk(page)),

  errors: async ({}, use) => {
    const errors = new PageErrors();
    await use(errors);
    expect(errors.unexpected, 'errors in the page').toEqual([]);
  },

  context: async ({ context, errors }, use) => {
    await errors.watch(context);
    await use(context);
  },

  openPage: async ({ browser, baseURL, errors }, use) => {
    const close: (() => Promise<void>)[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL, ...options });
      close.push(() => context.close());
      await errors.watch(context);
      return context.newPage();
    });
    for (const each of close) await each();
  },
});

export { expect };
