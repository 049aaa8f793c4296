/** The contrast of texts that axe cannot judge, as WCAG 2.2 computes it. */

/**
 * In the page: those of the elements whose text has not enough contrast to what lies behind it, with the ratio. Behind it
 * lies the nearest ground that is painted; where a hatch is drawn, its lines as well.
 */
export function lowContrast(targets: string[]): string[] {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  /** Red, green, blue and alpha from 0 to 1, of any colour that CSS can say. */
  const colour = (css: string): number[] => {
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
  /** Every colour that may lie behind the text. */
  const grounds = (element: Element): number[][] => {
    const found: number[][] = [];
    for (let each: Element | null = element; each !== null; each = each.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(each);
      for (const [stop] of backgroundImage.matchAll(/rgba?\([^)]*\)|color\([^)]*\)/g)) {
        const drawn = colour(stop);
        if (drawn[3]! > 0) found.push(drawn);
      }
      const painted = colour(backgroundColor);
      if (painted[3] === 1) return [...found, painted];
      if (painted[3]! > 0) throw new Error(`${each.tagName}.${each.className} is half transparent: ${backgroundColor}`);
    }
    return [...found, colour('canvas')];
  };
  return targets.flatMap((target) => {
    const element = document.querySelector(target);
    // It left meanwhile, or a control that cannot be used: WCAG asks nothing of that.
    if (element === null || element.closest('[aria-disabled="true"], :disabled') !== null) return [];
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const pixels = Number.parseFloat(fontSize);
    const needed = pixels >= 24 || (pixels >= 18.66 && Number(fontWeight) >= 700) ? 3 : 4.5;
    const lowest = Math.min(...grounds(element).map((ground) => ratio(colour(color), ground)));
    return lowest >= needed ? [] : [`contrast of ${target}: ${lowest.toFixed(2)}, needs ${needed}`];
  });
}
