// Cargo's runner for wasm32 tests: serves them with wasm-bindgen-test-runner and opens them in Chromium through
// Playwright, so that the one browser of the end-to-end tests does, and no driver of a matching version is needed.
import { setTimeout as sleep } from "node:timers/promises";
import { fail, start, stop } from "./lib/run.mjs";
import { offerHost } from "./lib/test-host.mjs";
import { BROWSER_FLAGS, findBrowser, playwright, toolEnvironment } from "./lib/tools.mjs";

const SERVED = /available at (http:\/\/\S+)/;
const ENDED = /^test result: (\w+)\..*$/m;
const LIMIT_S = Number(process.env.WASM_BINDGEN_TEST_TIMEOUT || 300);

const browserPath = findBrowser();
if (!browserPath) fail("no Chromium for the tests in the browser; run `make setup`");

const runner = start("wasm-bindgen-test-runner", process.argv.slice(2), {
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...toolEnvironment(), NO_HEADLESS: "1", WASM_BINDGEN_TEST_ADDRESS: "127.0.0.1:0" },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop(runner).then(() => process.exit(130)));

let code = 1;
try {
  const address = await served(runner);
  // Without an address the runner had nothing for a browser (`--list`, or tests for Node), and has already ended.
  code = address ? await runInBrowser(address) : runner.exitCode;
} finally {
  await stop(runner);
}
process.exit(code);

/** The address at which the tests are served; undefined when the runner ends without serving. */
function served(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      const address = text.match(SERVED)?.[1];
      if (address) resolve(address);
    });
    child.once("error", reject);
    child.once("close", () => {
      if (!SERVED.test(text)) process.stdout.write(text);
      resolve(undefined);
    });
  });
}

/** Runs the page of the tests to its end, shows what it says, and gives the code to exit with. */
async function runInBrowser(address) {
  const browser = await playwright().chromium.launch({ executablePath: browserPath, args: BROWSER_FLAGS });
  let host;
  try {
    const page = await browser.newPage();
    host = await offerHost(page);
    const errors = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(address);
    const ended = await page
      .waitForFunction((source) => new RegExp(source, "m").test(document.getElementById("output").textContent),
        ENDED.source, { timeout: LIMIT_S * 1_000, polling: 100 })
      .then(() => true, () => false);
    const report = await page.locator("#output").textContent();
    process.stdout.write(`${report}\n`);
    if (ended) return report.match(ENDED)[1] === "ok" ? 0 : 1;
    process.stderr.write(`the tests did not end within ${LIMIT_S} s\n${errors.join("\n")}\n`);
    return 1;
  } finally {
    await host?.dispose();
    await Promise.race([browser.close(), sleep(5_000, undefined, { ref: false })]);
  }
}
