// Runs the checks and tests of the project, in order, and stops at the first that fails.
// `node scripts/test.mjs [group …] [-- arguments for Playwright]`; without a group, all of them, and of the end-to-end
// tests the short forms. The long ones are the group `states`.
import { duration, fail, run } from "./lib/run.mjs";
import { setUp } from "./setup.mjs";
import { end2end, root, toolEnvironment } from "./lib/tools.mjs";

const WASM = ["--target", "wasm32-unknown-unknown"];
const IN_BROWSER = ["--test", "web", "--test", "leaks"];
const DENY = ["--", "-D", "warnings"];

const separator = process.argv.indexOf("--");
const groups = process.argv.slice(2, separator < 0 ? undefined : separator);
const playwrightArguments = separator < 0 ? [] : process.argv.slice(separator + 1);

const STEPS = [
  step("lint", "format", "cargo", ["fmt", "--check"]),
  step("lint", "clippy, native", "cargo", ["clippy", "--locked", "--all-targets", ...DENY]),
  step("lint", "clippy, wasm32", "cargo", ["clippy", "--locked", ...WASM, "--lib", "--bins", ...IN_BROWSER, ...DENY]),
  step("lint", "docs, native", "cargo", ["doc", "--locked", "--no-deps", "--lib"], { env: { RUSTDOCFLAGS: "-D warnings" } }),
  step("lint", "docs, wasm32", "cargo", ["doc", "--locked", "--no-deps", "--lib", ...WASM], {
    env: { RUSTDOCFLAGS: "-D warnings" },
  }),
  step("lint", "TypeScript", "npm", ["run", "--silent", "typecheck"], { cwd: end2end }),
  step("native", "native tests", "cargo", ["test", "--locked"]),
  step("native", "simulation and fuzzing", "cargo", ["test", "--locked", "--release", "--test", "sim", "--test", "fuzz", "--", "--nocapture"]),
  step("server", "tests of the reference server", "npm", ["run", "--silent", "test:server"], { cwd: end2end }),
  step("web", "tests in the browser", "cargo", ["test", "--locked", ...WASM, ...IN_BROWSER]),
  step("build e2e states", "release build", "trunk", ["build", "--release", "--locked"]),
  step("e2e", "end to end", "playwright", ["test", ...playwrightArguments], { cwd: end2end }),
  step("states", "end to end, the long forms", "playwright", ["test", ...playwrightArguments], { cwd: end2end, env: { STATES: "all" } }),
];

function step(inGroups, title, command, args, { env = {}, cwd = root } = {}) {
  return { groups: inGroups.split(" "), title, command, args, env, cwd };
}

const wanted = groups.length > 0 ? groups : ["lint", "native", "server", "web", "build", "e2e"];
const chosen = STEPS.filter((each) => wanted.some((name) => each.groups.includes(name)));
if (chosen.length === 0) fail(`no such group: ${groups.join(" ")}. There are: lint native server web build e2e states`);

setUp();
const environment = toolEnvironment();
const times = [];
for (const [index, { title, command, args, env, cwd }] of chosen.entries()) {
  console.log(`\n=== ${index + 1}/${chosen.length} ${title}: ${command} ${args.join(" ")}`);
  const started = performance.now();
  const passed = run(command, args, { cwd, env: { ...environment, ...env } });
  const took = duration(performance.now() - started);
  if (!passed) fail(`step ${index + 1} of ${chosen.length} failed after ${took}: ${title}`);
  console.log(`=== ${title}: passed in ${took}`);
  times.push(`${took.padStart(12)}  ${title}`);
}
console.log(`\n${times.join("\n")}\ndeskbell: all ${chosen.length} steps passed`);
