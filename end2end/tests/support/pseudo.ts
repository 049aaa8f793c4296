/** A language that nobody speaks, each of its words 40 % longer than in English: who has room for it has room for most. */
import type { Page } from '@playwright/test';

/** Everything that the page says becomes longer, and what it says from now on as well. */
export async function lengthen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ACCENTS: Record<string, string> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ú', A: 'Á', E: 'É', I: 'Í', O: 'Ó', U: 'Ú' };
    /** Attributes that a style sheet or the browser shows. */
    const SHOWN = ['placeholder', 'data-short'];
    const written = new Map<Text, { short: string; long: string }>();
    const attributes = new Map<Element, Map<string, { short: string; long: string }>>();

    const longer = (word: string): string => {
      let missing = Math.ceil(word.length * 0.4);
      const letters = [...word].map((letter) => {
        const accented = ACCENTS[letter];
        if (accented === undefined) return letter;
        const again = missing > 0 ? accented.toLowerCase() : '';
        missing -= again.length;
        return accented + again;
      });
      return letters.join('') + 'é'.repeat(Math.max(0, missing));
    };
    const translate = (text: string): string => text.replace(/\p{L}{2,}/gu, longer);
    const readText = (node: Text): void => {
      if (written.get(node)?.long === node.data || node.parentElement?.closest('script, style')) return;
      const [short, long] = [node.data, translate(node.data)];
      if (long === short) return;
      written.set(node, { short, long });
      node.data = long;
    };
    const readAttributes = (element: Element): void => {
      for (const name of SHOWN) {
        const short = element.getAttribute(name);
        const known = attributes.get(element) ?? new Map<string, { short: string; long: string }>();
        if (short === null || known.get(name)?.long === short) continue;
        const long = translate(short);
        attributes.set(element, known.set(name, { short, long }));
        element.setAttribute(name, long);
      }
    };
    const read = (root: Node): void => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
      for (let node: Node | null = root; node !== null; node = walker.nextNode()) {
        if (node instanceof Text) readText(node);
        else if (node instanceof Element) readAttributes(node);
      }
    };
    const observer = new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        if (type === 'childList') addedNodes.forEach(read);
        else read(target);
      }
    });
    read(document.body);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SHOWN });
    const end = (): void => {
      observer.disconnect();
      for (const [node, { short, long }] of written) if (node.data === long) node.data = short;
      for (const [element, names] of attributes) {
        for (const [name, { short, long }] of names) if (element.getAttribute(name) === long) element.setAttribute(name, short);
      }
    };
    Object.assign(window, { endPseudo: end });
  });
}

/** English again. */
export async function shorten(page: Page): Promise<void> {
  await page.evaluate(() => (window as unknown as { endPseudo: () => void }).endPseudo());
}
