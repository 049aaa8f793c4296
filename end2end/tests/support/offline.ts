/** The copy of the list in the browser's IndexedDB, and a line that lets only the page's own files through. */
import type { Page } from '@playwright/test';
import type { FaultProxy } from './proxy.ts';

/** A copy of a venue's list as it lies on the device. */
export interface Kept {
  user: string;
  venue: string;
  revision: number;
  provedAtMs: number;
  bookings: number;
}

/** Every copy on the device, in the order of people and venues. */
export function keptCopies(page: Page): Promise<Kept[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const kept: Kept[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      const transaction = db.transaction(['copies', 'records']);
      const [heads, records] = [transaction.objectStore('copies'), transaction.objectStore('records')];
      for (const key of (await done(heads.getAllKeys())) as [string, string][]) {
        const [user, venue] = key;
        const head = await done(heads.get(key));
        const bookings = await done(records.count(IDBKeyRange.bound([user, venue], [user, venue, []])));
        kept.push({ user, venue, revision: Number(head.revision), provedAtMs: head.proved_at, bookings });
      }
      db.close();
    }
    return kept;
  });
}

/** Rewrites a field of every copy's head. */
export async function spoilCopies(page: Page, field: string, value: unknown): Promise<void> {
  await page.evaluate(async ([field, value]) => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      const heads = db.transaction('copies', 'readwrite').objectStore('copies');
      for (const key of await done(heads.getAllKeys())) {
        await done(heads.put({ ...(await done(heads.get(key))), [field as string]: value }, key));
      }
      db.close();
    }
  }, [field, value] as const);
}

const API = /\/(api|socket\.io)\//;

/** From now on the booking server answers nobody; the page's own files still come. */
export async function silenceServer(page: Page, line: FaultProxy): Promise<void> {
  await page.route(API, (route) => route.abort('connectionrefused'));
  line.blockSockets();
}

/** It answers again. */
export async function healServer(page: Page, line: FaultProxy): Promise<void> {
  await line.heal();
  await page.unroute(API);
}
