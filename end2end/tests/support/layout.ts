/**
 * What is wrong with the layout of a page as it stands: what sticks out, what is cut off, what lies on something else,
 * and what covers too much. Each fault names its element, so that it is found at once.
 */
import type { Page } from '@playwright/test';

/** Deliberately one line with an ellipsis; where the whole text is. */
const SHORTENED: Record<string, string> = {
  '.guest-line': 'the detail has name and note in whole',
  '.header-venue': 'the element\'s title, or the list of venues, has the name in whole',
  '.status-line .attention': 'its title and the detail say it in whole',
  '.slow-note': 'a press on the chip opens the diagnostics, whose verdict says it in whole; a second line would move the rows below',
  '.row-result-text': 'its title has the sentence in whole, and so has the outbox; a second line would move the rows below',
};

/** Text fields and lists of choices scroll, or open. */
const FIELDS = 'input, textarea, select';
/** What is wider than its place by nature, and scrolls by itself. */
const SCROLLS_SIDEWAYS = '.chart-table-scroll';
/** A pane beside the list covers nothing; what a person opened, or what leaves by itself, does not stay. */
const COVERS_NOTHING = '.detail, dialog, .toaster, .toaster-more, .skip-link, .menu, .user-menu';

/** All faults; `quarter` also asks that what stays in view covers at most a quarter of the height. */
export async function faults(page: Page, quarter: boolean): Promise<string[]> {
  const options = { shortened: Object.keys(SHORTENED).join(', '), fields: FIELDS, wide: SCROLLS_SIDEWAYS, free: COVERS_NOTHING };
  return [
    ...await page.evaluate(sticksOut, options),
    ...await page.evaluate(cutOff, options),
    ...await page.evaluate(overlaps, options),
    ...await page.evaluate(inHeader),
    ...(quarter ? await page.evaluate(covers, options) : []),
  ];
}

interface Options {
  shortened: string;
  fields: string;
  wide: string;
  free: string;
}

/** Sideways scrolling: of the page, or of anything on it. */
function sticksOut({ wide, fields }: Options): string[] {
  const name = (element: Element): string => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
  const scrollers = [...document.querySelectorAll('*')].filter((element) =>
    element === document.documentElement ||
    (['auto', 'scroll'].includes(getComputedStyle(element).overflowX) && !element.matches(wide) && !element.matches(fields)));
  return scrollers.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth && clientWidth > 0).map((scroller) => {
    const edge = scroller.getBoundingClientRect().left + scroller.clientLeft + scroller.clientWidth + 0.5;
    const sticking = [...scroller.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > edge);
    return `${name(scroller)} scrolls sideways, ${scroller.scrollWidth} of ${scroller.clientWidth} px: ${[...new Set(sticking.map(name))].slice(0, 6).join(', ')}`;
  });
}

/** Text that lies outside of what cuts it off, or to the left of the page or above it. */
function cutOff({ shortened }: Options): string[] {
  const found = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement!;
    if (node.textContent!.trim() === '' || !parent.checkVisibility({ visibilityProperty: true }) || parent.closest(`option, .visually-hidden, ${shortened}`)) continue;
    if (getComputedStyle(parent).fontSize === '0px') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    for (let element: Element | null = parent; element !== null; element = element.parentElement) {
      const { overflowX, overflowY, position, clipPath } = getComputedStyle(element);
      // The heads of a table that is shown without heads are there for those who do not see.
      if (clipPath !== 'none' && element.clientWidth <= 1) break;
      const box = element.getBoundingClientRect();
      const isCut = (['hidden', 'clip'].includes(overflowX) && (text.right > box.right + 1 || text.left < box.left - 1)) ||
        (['hidden', 'clip'].includes(overflowY) && (text.bottom > box.bottom + 2 || text.top < box.top - 2));
      if (isCut) found.add(`cut off by ${element.tagName.toLowerCase()}.${element.className}: ${node.textContent}`);
      if (['auto', 'scroll'].includes(overflowX) || ['auto', 'scroll'].includes(overflowY)) break;
      if (position === 'fixed') {
        if (text.left < -1 || text.right > innerWidth + 1 || text.top < -1 || text.bottom > innerHeight + 1) found.add(`out of the window: ${node.textContent}`);
        break;
      }
      if (element === document.body && text.left < -1) found.add(`to the left of the page: ${node.textContent}`);
    }
  }
  return [...found].slice(0, 20);
}

/** Text on other text, and controls on other controls: what one reads, and what a finger means, must be clear. */
function overlaps({ shortened, free }: Options): string[] {
  window.scrollTo(0, 0);
  const root = document.querySelector('dialog[open]') ?? document.body;
  type Box = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;
  type Part = Box & { node: Node; name: string };
  /** A pane beside the list is a part of the page; whatever else stays in view, or was opened, lies over it by purpose. */
  const isOver = (element: Element): boolean => {
    for (let each: Element | null = element; each !== null && each !== root && !each.matches('.detail'); each = each.parentElement) {
      const { position, clipPath } = getComputedStyle(each);
      if (each.matches(free) || position === 'fixed' || position === 'sticky' || clipPath !== 'none') return true;
    }
    return false;
  };
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('option, .visually-hidden') && !isOver(element);
  /** What is seen of a box in what cuts it off. */
  const seen = ({ left, right, top, bottom }: Box, around: Element | null): Box => {
    for (let each = around; each !== null && each !== root; each = each.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(each);
      const outer = each.getBoundingClientRect();
      if (overflowX !== 'visible') [left, right] = [Math.max(left, outer.left), Math.min(right, outer.right)];
      if (overflowY !== 'visible') [top, bottom] = [Math.max(top, outer.top), Math.min(bottom, outer.bottom)];
    }
    return { left, right, top, bottom };
  };
  const texts: Part[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement!;
    if (node.textContent!.trim() === '' || getComputedStyle(parent).fontSize === '0px' || parent.closest(shortened) || !isSeen(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) texts.push({ node, name: `"${node.textContent}"`, ...seen(box, parent) });
  }
  const controls: Part[] = [...root.querySelectorAll('button, a[href], select, input, textarea, summary')].filter(isSeen).map((node) =>
    ({ node, name: `the control "${node.textContent || node.ariaLabel}"`, ...seen(node.getBoundingClientRect(), node.parentElement) }));

  const found = new Set<string>();
  const height = ({ top, bottom }: Box): number => bottom - top;
  const sweep = (parts: Part[], wideMax: number, highMax: (one: Part, other: Part) => number): void => {
    const inOrder = parts.filter((part) => part.right - part.left > 0 && height(part) > 0).sort((one, other) => one.top - other.top);
    inOrder.forEach((one, index) => {
      for (const other of inOrder.slice(index + 1)) {
        if (other.top >= one.bottom) break;
        if (one.node.contains(other.node) || other.node.contains(one.node)) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - other.top;
        if (wide > wideMax && high > highMax(one, other)) found.add(`${one.name} lies on ${other.name}`);
      }
    });
  };
  // Lines stand close: the box of a letter reaches into the line beside it.
  sweep(texts, 2, (one, other) => 0.4 * Math.min(height(one), height(other)));
  sweep(controls, 1, () => 1);
  return [...found].slice(0, 20);
}

/** The header's own parts stand beside each other, inside of it, and nothing of the page lies on them. */
function inHeader(): string[] {
  const header = document.querySelector('.header');
  if (header === null || document.querySelector('dialog[open], [popover]:popover-open, .menu') !== null) return [];
  window.scrollTo(0, innerHeight / 3);
  const found: string[] = [];
  const name = (element: Element | null): string => `${element?.tagName.toLowerCase()}.${element?.getAttribute('class')}`;
  const outer = header.getBoundingClientRect();
  const parts = [...header.querySelectorAll('button, a, select, .header-venue, .header-unproved, .header-demo')]
    .map((element) => ({ element, box: element.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
  for (const [index, { element, box }] of parts.entries()) {
    if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 1 || box.bottom > outer.bottom + 1) found.push(`${name(element)} leaves the header`);
    for (const other of parts.slice(index + 1)) {
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (wide > 1 && high > 1) found.push(`${name(element)} and ${name(other.element)} lie on each other`);
    }
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    const top = document.elementFromPoint(x, y);
    if (x < innerWidth && y >= 0 && y < innerHeight && top !== null && !header.contains(top)) found.push(`${name(top)} lies on ${name(element)}`);
  }
  window.scrollTo(0, 0);
  return found;
}

/** What stays in view while the page scrolls, if it takes more than a quarter of the height. */
function covers({ free }: Options): string[] {
  window.scrollTo(0, innerHeight / 2);
  /** Stays only far outside of the window, where it never gets: a style sheet's way to say that it does not. */
  const neverStays = ({ top, bottom }: CSSStyleDeclaration): boolean => [top, bottom].filter((inset) => inset !== 'auto').every((inset) => Number.parseFloat(inset) < -innerHeight);
  const stays = (style: CSSStyleDeclaration): boolean => style.position === 'fixed' || (style.position === 'sticky' && !neverStays(style));
  const parts = [...document.querySelectorAll('*, .diagnostics-head')].filter((element) =>
    stays(getComputedStyle(element)) && !element.closest(free) && element.checkVisibility({ visibilityProperty: true }));
  const open = document.querySelector('dialog[open]');
  if (open !== null) parts.splice(0, parts.length, ...open.querySelectorAll('.diagnostics-head'));
  const lines = new Set<number>();
  const names = new Set<string>();
  for (const part of parts) {
    const { top, bottom, width, height } = part.getBoundingClientRect();
    if (width <= 1 || height <= 1) continue;
    for (let y = Math.max(0, Math.round(top)); y < Math.min(innerHeight, Math.round(bottom)); y += 1) lines.add(y);
    names.add(`${part.tagName.toLowerCase()}.${part.getAttribute('class') ?? ''}`);
  }
  window.scrollTo(0, 0);
  return lines.size > innerHeight / 4 ? [`${lines.size} of ${innerHeight} px are always covered: ${[...names].join(', ')}`] : [];
}
