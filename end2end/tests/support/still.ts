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

/**
 * Follows the booking under a point of the page after a finger has left the list; the returned function tells for how
 * many milliseconds it stayed. The press that the browser makes of a touch is taken away, for it would hold the list too.
 */
export async function stayedAfterTouch(page: Page, x: number, y: number): Promise<() => Promise<number>> {
  await page.evaluate(([left, top]) => {
    const at = (): string | undefined =>
      document.elementFromPoint(left!, top!)?.closest<HTMLElement>('[data-booking-id]')?.dataset['bookingId'];
    const before = at();
    for (const press of ['mousedown', 'click']) {
      document.addEventListener(press, (event) => {
        event.preventDefault();
        event.stopPropagation();
      }, true);
    }
    const stayed = new Promise<number>((resolve) => {
      document.querySelector('[data-testid="list"]')!.addEventListener('pointerleave', () => {
        const leftAt = performance.now();
        const look = (): void => {
          if (at() === before) requestAnimationFrame(look);
          else resolve(performance.now() - leftAt);
        };
        look();
      }, { once: true });
    });
    Object.assign(window, { stayed });
  }, [x, y]);
  return () => page.evaluate(() => (window as unknown as { stayed: Promise<number> }).stayed);
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
