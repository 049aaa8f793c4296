/** What a page shows of one's own actions: in the row, beside the chip, as toasts, and in the outbox. */
import { randomUUID } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Api, Booking } from './api.ts';

export class OutboxView {
  /** Beside the connection's chip, while there is something in it. */
  readonly chip: Locator;
  readonly summary: Locator;
  readonly items: Locator;
  readonly toast: Locator;
  readonly clash: Locator;
  readonly signOutDialog: Locator;

  constructor(readonly page: Page) {
    this.chip = page.getByTestId('outbox-chip');
    this.summary = page.getByTestId('outbox-summary');
    this.items = page.getByTestId('outbox-item');
    this.toast = page.getByTestId('toast');
    this.clash = page.getByTestId('clash-dialog');
    this.signOutDialog = page.getByTestId('sign-out-dialog');
  }

  /** Goes to the outbox without loading the page again. */
  async open(): Promise<void> {
    // In any language; in the header or along the foot.
    await this.page.locator('.nav-link[href^="/outbox"]').filter({ visible: true }).click();
    await expect(this.summary).toBeVisible();
  }

  /** Back to the list, the same way. */
  async back(): Promise<void> {
    await this.page.goBack();
    await expect(this.page.getByTestId('list')).toBeVisible();
  }

  item(guest: string): Locator {
    return this.items.filter({ hasText: guest });
  }

  async signOut(): Promise<void> {
    await this.page.getByTestId('user-menu-button').click();
    await this.page.getByTestId('sign-out').click();
  }
}

/** How often an action stands in a booking's history: it must be once, whatever happened on the way. */
export async function timesDone(api: Api, id: string, action: string): Promise<number> {
  return (await api.booking(id)).history.filter((entry) => entry.action === action).length;
}

/** The server's word on a command, without throwing when it refuses. */
export async function answerTo(api: Api, booking: Booking, action: Record<string, unknown>): Promise<string> {
  const command = { id: randomUUID(), booking_id: booking.id, expected_version: booking.version, action };
  return api.post<{ booking: Booking }>('/api/commands', command).then(() => 'ok', (error: unknown) => String(error));
}
