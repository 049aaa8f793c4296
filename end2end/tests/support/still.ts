/** What lies under a pointer that does not move, as the page changes around it. */
import { expect, type Page } from '@playwright/test';

/** Follows the booking under a point of the page, frame by frame; the returned function tells all that were seen. */
export async function followBookingAt(page: Page, x: number, y: number): Promise<() => Promise<string[]>> {
  await page.evaluate(([left, top]) => {
    const seen: string[] = [];
    const look = (): void => {
      const row = document.elementFromPoint(left!, top!)?.closest<HTMLElement>('[data-booking-id]');
      const id = row?.dataset['bookingId'] ?? 'none';
      if (seen.at(-1) !== id) seen.push(id);
      requestAnimationFrame(look);
    };
    look();
    Object.assign(window, { bookingsSeen: seen });
  }, [x, y]);
  return () => page.evaluate(() => (window as unknown as { bookingsSeen: string[] }).bookingsSeen);
}

/** Follows the focus, frame by frame; the returned function tells whether it ever was on nothing. */
export async function followFocus(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    let onBody = 0;
    const look = (): void => {
      // Two frames may pass between a removal and the catch.
      onBody = document.activeElement === document.body ? onBody + 1 : 0;
      if (onBody > 2) Object.assign(window, { focusLost: true });
      requestAnimationFrame(look);
    };
    look();
  });
  return async () => expect(await page.evaluate(() => 'focusLost' in window), 'the focus was on the body').toBe(false);
}
