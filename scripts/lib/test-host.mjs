// What a Rust test in the browser may ask of the machine around it: a booking server, the garbage collector, a line
// in the report. Each is a function of the page; what is never asked for is never started.
import { keepLedger } from "./page-ledger.mjs";
import { startServer } from "./test-server.mjs";

const ACCOUNT = { username: "ana", password: "harbour-ana" };

/** Puts the functions into every document of the page; `dispose` ends what they started. */
export async function offerHost(page) {
  let starting;
  const server = () => (starting ??= startServer(new URL(page.url()).origin));
  const request = async (path, body) => {
    const { url } = await server();
    const init = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body };
    const answer = await fetch(`${url}${path}`, init);
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  };
  const devtools = await page.context().newCDPSession(page);
  const functions = {
    /** Starts the server, unless it runs, and signs in; gives its address and an access token as JSON. */
    openServer: async () => {
      const session = JSON.parse(await request("/api/session", JSON.stringify(ACCOUNT)));
      return JSON.stringify({ url: (await server()).url, token: session.access_token });
    },
    /** A control route of the server. */
    control: (path, body) => request(path, body),
    /** How many Socket.IO clients the server has. */
    serverClients: async () => Number((await request("/metrics")).match(/^deskbell_clients (\d+)$/m)[1]),
    /** Bytes of the JavaScript heap after everything that nobody holds was collected. */
    collectedHeap: async () => {
      await devtools.send("HeapProfiler.collectGarbage");
      return (await devtools.send("Runtime.getHeapUsage")).usedSize;
    },
    /** How many rounds a leak test makes after its warm-up. */
    leakRounds: () => Number(process.env.LEAK_ROUNDS || 1_000),
    /** A line in the report. */
    tell: (line) => process.stdout.write(`${line}\n`),
  };
  for (const [name, run] of Object.entries(functions)) await page.exposeFunction(name, run);
  await page.addInitScript(keepLedger);
  return { dispose: async () => (await starting?.catch(() => undefined))?.dispose() };
}
