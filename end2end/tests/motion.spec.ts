/** Who asked for less motion sees none: what moves otherwise, in the same story, is there at once. */
import type { Page } from '@playwright/test';
import { makeArrival } from './support/bookings.ts';
import { Diagnostics } from './support/diagnostics.ts';
import { expect, test } from './support/fixtures.ts';
import { OutboxView } from './support/outbox.ts';
import { NETWORK_ERRORS } from './support/page-errors.ts';

/** Notes all that moves from now on; the returned function tells it. */
async function followMotion(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const moved = new Set<string>();
    const read = (): void => {
      for (const animation of document.getAnimations()) {
        if (animation.playState !== 'running') continue;
        if (animation instanceof CSSAnimation) moved.add(animation.animationName.replace(/-(odd|even)$/, ''));
        else if (animation instanceof CSSTransition) moved.add(animation.transitionProperty);
        else moved.add(animation.id);
      }
    };
    const look = (): void => {
      read();
      requestAnimationFrame(look);
    };
    look();
    for (const event of ['transitionrun', 'animationstart']) document.addEventListener(event, read, true);
    Object.assign(window, { moved });
  });
  return () => page.evaluate(() => [...(window as unknown as { moved: Set<string> }).moved].sort());
}

for (const [reducedMotion, moves] of [['reduce', []], ['no-preference', ['clip-path', 'grid-template-rows', 'tint']]] as const) {
  test(`motion: ${reducedMotion}`, async ({ desk, people, line, api, page, errors }) => {
    errors.allow(...NETWORK_ERRORS);
    const { id } = await makeArrival(api, { guest: 'Mona Motion' });
    await page.emulateMedia({ reducedMotion });
    await desk.signIn(people.ana, '/bookings?range=today&q=motion');
    const moved = await followMotion(page);

    await api.change({ id, set: { note: 'Cot' } });
    await expect(desk.row(id)).toHaveAttribute('data-changed', /odd|even/);
    await line.refuse();
    await expect(desk.banner).toHaveAttribute('data-kind', 'reconnecting', { timeout: 15_000 });
    await line.heal();
    await desk.expectLive();
    await desk.row(id).locator('[data-action="check_in"]').click();
    await expect(new OutboxView(page).toast).toBeVisible();
    await new Diagnostics(page).open();
    await page.keyboard.press('Escape');
    await desk.row(id).getByRole('link').click();
    await expect(page.getByTestId('history').getByRole('listitem').first()).toBeVisible();
    // The wipe takes visibility along, which is no motion.
    expect((await moved()).filter((name) => name !== 'visibility')).toEqual(moves);
  });
}
