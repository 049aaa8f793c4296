// A *release*: the exact files of one build. Its list goes into `sw.js`, so that a browser notices a new build by the
// bytes of that one file, and can tell for every other file whether the server has it whole.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

const WORKER = "sw.js";
/** `config.json` is a deployment's own and changes without a build. */
const NOT_LISTED = [WORKER, "config.json"];
const PLACE = /^const RELEASE = .*;$/m;

/** The release in a folder: `{ version, files }`, each file with its hash as `integrity` takes it, in order of names. */
export function readRelease(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join("/"))
    .filter((name) => !NOT_LISTED.includes(name));
  // By code unit: a locale would order differently on another machine.
  const files = Object.fromEntries(names.sort().map((name) => [name, integrity(readFileSync(join(folder, name)))]));
  // The worker's own code counts too: two workers with the same version would share a cache.
  const text = JSON.stringify([files, workerWith(folder, null)]);
  return { version: createHash("sha256").update(text).digest("hex").slice(0, 16), files };
}

/** Writes the folder's release into its `sw.js`, in the place of what stood there. Gives it back. */
export function writeRelease(folder) {
  const release = readRelease(folder);
  writeFileSync(join(folder, WORKER), workerWith(folder, release));
  return release;
}

function workerWith(folder, release) {
  const text = readFileSync(join(folder, WORKER), "utf8");
  if (!PLACE.test(text)) throw new Error(`${WORKER} has no line for the release`);
  return text.replace(PLACE, () => `const RELEASE = ${JSON.stringify(release)};`);
}

function integrity(bytes) {
  return `sha256-${createHash("sha256").update(bytes).digest("base64")}`;
}
