// Cuts the Inter variable font down to what Deskbell writes: three files in `public/fonts`, committed, at most 40 KB
// together. Run it after a new version of the font: `node scripts/subset-fonts.mjs`.
//
// A browser fetches the second and the third only when a page holds one of their letters. Of the layout features
// tabular figures, kerning and what puts accents right stay; contextual alternates would cost 4 KB.
import { createRequire } from 'node:module';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const require = createRequire(new URL('end2end/package.json', root));
const subset = require('subset-font');

const LIMIT = 40 * 1024;
const FEATURES = ['tnum', 'kern', 'mark', 'mkmk', 'locl'];
const WEIGHTS = { min: 400, max: 700 };

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, at) => from + at));
const PARTS = [
  {
    source: 'inter-latin-wght-normal.woff2',
    target: 'inter-latin.woff2',
    // Latin-1; dashes, quotes, ellipsis, bullet, narrow and thin spaces, minus, euro.
    letters: `${range(0x20, 0x7e)}${range(0xa0, 0xff)}\u2009\u200a\u202f–—‘’‚“”„•…‹›€−`,
  },
  {
    source: 'inter-latin-ext-wght-normal.woff2',
    target: 'inter-latin-ext.woff2',
    // Latin Extended-A, the four Romanian letters with a comma below, the capital sharp s.
    letters: `${range(0x100, 0x17f)}${range(0x218, 0x21b)}ẞ`,
  },
  {
    source: 'inter-vietnamese-wght-normal.woff2',
    target: 'inter-vietnamese.woff2',
    letters: `${range(0x1ea0, 0x1ef9)}ƠơƯư`,
  },
];

const from = new URL('end2end/node_modules/@fontsource-variable/inter/', root);
const to = new URL('public/fonts/', root);
await mkdir(to, { recursive: true });
let total = 0;
for (const { source, target, letters } of PARTS) {
  const font = await subset(await readFile(new URL(`files/${source}`, from)), letters, {
    targetFormat: 'woff2', variationAxes: { wght: WEIGHTS }, keepFeatures: FEATURES, noHinting: true,
  });
  await writeFile(new URL(target, to), font);
  total += font.length;
  console.log(`${target}: ${font.length} bytes, ${[...letters].length} characters`);
}
await copyFile(new URL('LICENSE', from), new URL('OFL.txt', to));
if (total > LIMIT) {
  console.error(`${fileURLToPath(to)}: ${total} bytes are more than the ${LIMIT} that a page may load.`);
  process.exit(1);
}
