/** The contrast of texts that axe cannot judge, as WCAG 2.2 computes it. */

/**
 * In the page: those of the elements whose text has not enough contrast to what lies behind it, with the ratio. Behind it
 * lie the nearest ground that is painted and every colour that is drawn over that: a hatch has lines and gaps, and it may
 * be drawn by a part that is not in the markup. What this cannot judge it says.
 */
export function lowContrast(targets: string[]): string[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  /** Red, green, blue and alpha from 0 to 1, of a colour as the browser computes it. */
  const colour = (css: string): number[] => {
    if (!CSS.supports('color', css)) throw new Error(`"${css}" is no colour`);
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
  };
  const luminance = (rgb: number[]): number => {
    const [red, green, blue] = rgb.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one: number[], other: number[]): number => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  /** Where a layer with edges of a fixed size is drawn, it lies beside the text: a hatch at the list's edge. */
  const isBeside = (size: string): boolean => /^[\d.]+px/.test(size) && Number.parseFloat(size) < 12;
  /** The colours of the gradients of a style, outside of those that lie beside the text. */
  const drawn = ({ backgroundImage, backgroundSize }: CSSStyleDeclaration): number[][] => {
    const sizes = backgroundSize.split(/,\s*/);
    // Commas inside of parentheses separate no layers.
    const layers = backgroundImage.split(/,\s*(?![^()]*(?:\([^()]*\)[^()]*)*\))/);
    return layers.filter((layer, at) => layer !== 'none' && !isBeside(sizes[at % sizes.length]!)).flatMap((layer) => {
      const stops = [...layer.matchAll(/(?:rgba?|hsla?|color|lab|lch|oklab|oklch)\([^)]*\)/g)].map(([stop]) => colour(stop));
      if (stops.length === 0) throw new Error(`what does "${layer}" draw?`);
      return stops.filter((stop) => stop[3]! > 0);
    });
  };
  /** What a part that is not in the markup draws, if it is as large as the text. */
  const drawnByPart = (element: Element, part: string, text: DOMRect): number[][] => {
    const style = getComputedStyle(element, part);
    const isThere = style.content !== 'none' && style.content !== 'normal' && style.display !== 'none' && style.visibility !== 'hidden';
    const colours = isThere ? drawn(style) : [];
    const [width, height] = [Number.parseFloat(style.width), Number.parseFloat(style.height)];
    if (colours.length > 0 && !(width >= 0 && height >= 0)) throw new Error(`how large is ${part} of ${element.tagName}.${element.className}?`);
    return width >= text.width && height >= text.height ? colours : [];
  };
  /** Every colour that may lie behind the text. */
  const grounds = (element: Element): number[][] => {
    const found: number[][] = [];
    const text = element.getBoundingClientRect();
    for (let each: Element | null = element; each !== null; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (Number(style.opacity) < 1) throw new Error(`${each.tagName}.${each.className} is not opaque`);
      found.push(...drawn(style), ...drawnByPart(each, '::before', text), ...drawnByPart(each, '::after', text));
      const painted = colour(style.backgroundColor);
      if (painted[3] === 1) return [...found, painted];
      if (painted[3]! > 0) throw new Error(`${each.tagName}.${each.className} is half transparent: ${style.backgroundColor}`);
    }
    return [...found, colour('canvas')];
  };
  return targets.flatMap((target) => {
    const element = document.querySelector(target);
    // It left meanwhile, or it is a control that cannot be used: WCAG asks nothing of that.
    if (element === null || element.closest('[aria-disabled="true"], :disabled') !== null) return [];
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const pixels = Number.parseFloat(fontSize);
    const needed = pixels >= 24 || (pixels >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
    try {
      const front = colour(color);
      if (front[3]! < 1) throw new Error(`the text is half transparent: ${color}`);
      const lowest = Math.min(...grounds(element).map((ground) => ratio(front, ground)));
      return lowest >= needed ? [] : [`contrast of ${target}: ${lowest.toFixed(2)}, needs ${needed}`];
    } catch (error) {
      return [`contrast of ${target} cannot be judged: ${String(error)}`];
    }
  });
}
