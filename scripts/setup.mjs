// Makes this machine ready to build, serve and test Deskbell. Safe to run again; does nothing when nothing is to do.
// Needed beforehand: rustup, Node, make. Everything else is found or installed here.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { duration, fail, output, run, say } from "./lib/run.mjs";
import {
  NODE_MAJOR_MIN, cargoTools, end2end, findBrowser, findCargoTool, root, rustToolchain, which,
} from "./lib/tools.mjs";

/** Brings the machine to where every other command of the Makefile works, or ends with one line that says why not. */
export function setUp() {
  const started = performance.now();
  checkNode();
  ensureCompiler();
  ensureRust();
  ensureNodeModules();
  for (const tool of cargoTools()) ensureCargoTool(tool);
  ensureBrowser();
  say(`everything is set up (${duration(performance.now() - started)})`);
}

function checkNode() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) return;
  fail(`Node ${NODE_MAJOR_MIN} or newer is needed, this is ${process.versions.node}. See https://nodejs.org`);
}

/** Rust links with the system's C compiler, and trunk builds a little C; rustup brings neither. */
function ensureCompiler() {
  if (which("cc")) return;
  if (canInstallFromDebian()) {
    say("installing a C compiler from Debian …");
    installFromDebian("gcc", "libc6-dev");
    if (which("cc")) return;
  }
  fail("a C compiler (cc) is missing, which Rust links with. Install gcc or clang, then run this again");
}

function ensureRust() {
  if (!which("rustup")) fail("rustup is missing. Install it from https://rustup.rs, then run this again");
  const { channel, components, targets } = rustToolchain();
  if (hasRust(channel, components, targets)) return;
  say(`installing Rust ${channel} with ${[...components, ...targets].join(", ")} …`);
  const parts = [...components.flatMap((name) => ["--component", name]), ...targets.flatMap((name) => ["--target", name])];
  if (run("rustup", ["toolchain", "install", channel, "--profile", "minimal", "--no-self-update", ...parts])) return;
  fail(`rustup could not install Rust ${channel} with ${targets.join(", ")}; is the network reachable?`);
}

function hasRust(channel, components, targets) {
  const folder = output("rustup", ["run", channel, "rustc", "--print", "sysroot"], { cwd: root });
  if (!folder) return false;
  const programs = { clippy: "bin/cargo-clippy", rustfmt: "bin/rustfmt" };
  const files = [
    ...components.map((name) => programs[name] ?? `lib/rustlib/components`),
    ...targets.map((name) => `lib/rustlib/${name}/lib`),
  ];
  return files.every((file) => existsSync(join(folder, file)));
}

/** `npm ci` takes a while and throws the folder away first, so it runs only for another lock file than the last time. */
function ensureNodeModules() {
  const lock = createHash("sha256").update(readFileSync(join(end2end, "package-lock.json"))).digest("hex");
  const stamp = join(end2end, "node_modules", ".installed-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  if (!which("npm")) fail("npm is missing; it usually comes with Node. See https://nodejs.org");
  say("installing the Node packages of end2end …");
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  if (!run("npm", ["ci", "--prefer-offline", ...quiet], { cwd: end2end })) {
    fail("npm could not install the packages of end2end; its message is above");
  }
  writeFileSync(stamp, lock);
}

/**
 * Into cargo's own folder, where a plain `trunk serve` finds it too, unless another version lives there: then beside
 * it, in the cache, and nobody's other project breaks.
 */
function ensureCargoTool(tool) {
  if (findCargoTool(tool)) return;
  const place = which(tool.program) ? ["--root", tool.folder] : [];
  const wanted = `${tool.crate} ${tool.version}`;
  // A target folder shared with the project would keep the tool's own build for ever.
  const { CARGO_TARGET_DIR: _, ...env } = process.env;
  const options = { cwd: root, env };
  const named = ["--version", tool.version, ...place];
  if (which("cargo-binstall")) {
    say(`fetching ${wanted} …`);
    if (run("cargo", ["binstall", "--no-confirm", tool.crate, ...named], options) && findCargoTool(tool)) return;
  }
  say(`building ${wanted}; this takes some minutes, once …`);
  if (run("cargo", ["install", "--locked", tool.crate, ...named], options) && findCargoTool(tool)) return;
  say("trying once more without its lock file, which may name a package that the registry in use does not have …");
  if (run("cargo", ["install", tool.crate, ...named], options) && findCargoTool(tool)) return;
  fail(`${wanted} could not be installed; cargo's message is above`);
}

function ensureBrowser() {
  if (findBrowser()) return;
  const { CHROME_PATH: named } = process.env;
  if (named) fail(`CHROME_PATH names ${named}, which is not a program that can be run`);
  if (canInstallFromDebian()) {
    say("installing Chromium from Debian …");
    installFromDebian("chromium");
    if (findBrowser()) return;
  }
  say("fetching Chromium with Playwright …");
  run("npx", ["playwright", "install", "--with-deps", "chromium"], { cwd: end2end });
  if (!findBrowser()) fail("no Chromium was found or could be installed. Install one, or name it with CHROME_PATH");
}

function canInstallFromDebian() {
  const isDebian = existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  return isDebian && process.getuid?.() === 0;
}

function installFromDebian(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "--quiet"], { env });
  run("apt-get", ["install", "--yes", "--quiet", "--no-install-recommends", ...packages], { env });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
