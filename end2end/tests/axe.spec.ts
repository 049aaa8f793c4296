/** The check of the rules finds what it is there to find, also where axe itself cannot tell. */
import { expect, test } from '@playwright/test';
import { violations } from './support/axe.ts';

const HATCH = 'repeating-linear-gradient(135deg, #8a8060 0 1px, transparent 1px 5px)';
const pageOf = (style: string): string =>
  `<html lang="en"><head><title>t</title></head><body><main><h1>Title</h1><p style="background:${HATCH} #f7f3ea;${style}">Words</p></main></body></html>`;

test('words over a hatch are judged by the lines and by the ground', async ({ page }) => {
  await page.setContent(pageOf('color:#000'));
  expect(await violations(page)).toEqual([]);
  // Enough on the ground (5.3), too little on the lines.
  await page.setContent(pageOf('color:#636363'));
  expect(await violations(page)).toEqual([expect.stringMatching(/^contrast of p: 1\.\d\d, needs 4\.5$/)]);
});

test('and so are words over a hatch that a part outside of the markup draws', async ({ page }) => {
  const over = `<style>main{position:relative;background:#f7f3ea} main::before{content:"";position:absolute;inset:0;z-index:-1;background:${HATCH}}</style>`;
  await page.setContent(pageOf('').replace('<p style', `${over}<p data-style`).replace('<p ', '<p style="color:#636363" '));
  expect(await violations(page)).toContainEqual(expect.stringMatching(/^contrast of p: 1\.\d\d, needs 4\.5$/));
});

test('what cannot be judged is said', async ({ page }) => {
  await page.setContent(pageOf('color:#000;opacity:.9'));
  expect(await violations(page)).toEqual([expect.stringMatching(/^contrast of p cannot be judged: .*not opaque/)]);
});

test('what axe cannot tell and no reason is given for is reported', async ({ page }) => {
  await page.setContent(pageOf('color:#000').replace('Words', `Words <a href="#a" style="text-decoration:none;color:#111">lead</a>`));
  expect(await violations(page)).toEqual([expect.stringContaining('link-in-text-block')]);
});
