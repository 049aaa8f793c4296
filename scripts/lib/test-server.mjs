// The reference booking server for tests that run in a page which is not its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start, stop } from "./run.mjs";
import { end2end } from "./tools.mjs";

const LISTENING = /listening on (http:\/\/127\.0\.0\.1:\d+)/;

/**
 * Starts a server on a free port, with an empty data folder of its own, for pages of `origin`. Gives its address and
 * `dispose`, which stops it by its own process id and removes the data.
 */
export async function startServer(origin) {
  const folder = await mkdtemp(join(tmpdir(), "deskbell-"));
  // Node itself rather than `npm run server`: one process, whose id is the server's.
  const flags = ["--port", "0", "--data", folder, "--cors", origin, "--log", "warn"];
  const child = start(process.execPath, ["--import", "tsx", "backend/main.ts", ...flags], {
    cwd: end2end,
    env: { ...process.env, DATABASE_URL: "", DESKBELL_TEST: "1", DEMO_ACTIVITY: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const dispose = async () => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { url: await listening(child), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function listening(child) {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      const url = text.match(LISTENING)?.[1];
      if (url) resolve(url);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the booking server ended with code ${code}`)));
  });
}
