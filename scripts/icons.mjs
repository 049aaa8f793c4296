// Draws the PNG icons that some browsers want from the one that is kept by hand, `public/icons/bell.svg`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BROWSER_FLAGS, findBrowser, playwright, root } from "./lib/tools.mjs";

const SIZES = [180, 192, 512];

const folder = join(root, "public", "icons");
const source = readFileSync(join(folder, "bell.svg"), "utf8");
const browser = await playwright().chromium.launch({ executablePath: findBrowser(), args: BROWSER_FLAGS });
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${source}`);
  await page.screenshot({ path: join(folder, `bell-${size}.png`), omitBackground: true });
}
await browser.close();
