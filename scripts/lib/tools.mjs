// Where the tools of this project are: which versions it wants, and which of those this machine has.
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "./run.mjs";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const end2end = join(root, "end2end");

const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const cargoFolder = join(process.env.CARGO_HOME || join(homedir(), ".cargo"), "bin");
/** Tools that must not replace another version on PATH; outside of the clone, so that the next clone finds them. */
export const toolsFolder = process.env.DESKBELL_TOOLS || join(cache, "deskbell", "tools");

export const NODE_MAJOR_MIN = 20;
export const TRUNK_VERSION = "^0.21";

/** What `rust-toolchain.toml` asks for. */
export function rustToolchain() {
  const text = readFileSync(join(root, "rust-toolchain.toml"), "utf8");
  const list = (key) => [...(text.match(new RegExp(`^${key}\\s*=\\s*\\[([^\\]]*)\\]`, "m"))?.[1] ?? "").matchAll(/"([^"]+)"/g)];
  return {
    channel: text.match(/^channel\s*=\s*"([^"]+)"/m)[1],
    components: list("components").map(([, name]) => name),
    targets: list("targets").map(([, name]) => name),
  };
}

/** The version of wasm-bindgen that Cargo.lock names: the command-line tool must be exactly this one. */
export function wasmBindgenVersion() {
  const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
  return lock.match(/name = "wasm-bindgen"\nversion = "([^"]+)"/)[1];
}

/** The two tools that cargo installs: their package, the program asked for its version, and whether it fits. */
export function cargoTools() {
  const bindgen = wasmBindgenVersion();
  return [
    { crate: "trunk", program: "trunk", version: TRUNK_VERSION, fits: (found) => found.startsWith("0.21.") },
    {
      crate: "wasm-bindgen-cli",
      program: "wasm-bindgen",
      companion: "wasm-bindgen-test-runner",
      version: bindgen,
      fits: (found) => found === bindgen,
    },
  ].map((tool) => ({ ...tool, folder: join(toolsFolder, `${tool.crate}-${tool.version.replace("^", "")}`) }));
}

/** The folder that holds a fitting version of a cargo tool, or undefined. */
export function findCargoTool(tool) {
  const folders = [join(tool.folder, "bin"), ...pathFolders(), cargoFolder];
  return folders.find((folder) => {
    const program = join(folder, tool.program);
    if (!isExecutable(program) || (tool.companion && !isExecutable(join(folder, tool.companion)))) return false;
    const version = output(program, ["--version"])?.match(/\d+\.\d+\.\d+\S*/)?.[0];
    return version !== undefined && tool.fits(version);
  });
}

/** The full path of a program on PATH, or undefined. */
export function which(program) {
  return pathFolders().map((folder) => join(folder, program)).find(isExecutable);
}

const BROWSERS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const APPLICATIONS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A Chromium: `CHROME_PATH`, one on PATH, an installed application, or the one that Playwright downloaded. */
export function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) return isExecutable(named) ? named : undefined;
  const found = BROWSERS.map(which).find(Boolean) ?? APPLICATIONS.find(isExecutable);
  if (found) return found;
  if (!existsSync(join(end2end, "node_modules", "@playwright", "test"))) return undefined;
  const downloaded = playwright().chromium.executablePath();
  return existsSync(downloaded) ? downloaded : undefined;
}

/** Flags for a Chromium under test: no sandbox is to be had in a container, and no traffic of the browser's own. */
export const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The Playwright of end2end. */
export function playwright() {
  return createRequire(join(end2end, "package.json"))("@playwright/test");
}

/** The environment in which trunk, cargo and Playwright find each other's tools. */
export function toolEnvironment() {
  const folders = cargoTools().map(findCargoTool).filter(Boolean);
  folders.push(join(end2end, "node_modules", ".bin"));
  const browser = findBrowser();
  return {
    ...process.env,
    PATH: [...new Set([...folders, ...pathFolders()])].join(delimiter),
    TRUNK_SKIP_VERSION_CHECK: "true",
    ...(browser && { CHROME_PATH: browser }),
  };
}

function pathFolders() {
  return (process.env.PATH ?? "").split(delimiter).filter(Boolean);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
