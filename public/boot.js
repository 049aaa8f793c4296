// What must run before, or without, the WASM: hold calls to `window.realtimeService` until the application takes
// over, load the module, and say on the static shell when it cannot start. Nothing here draws the application.

const { dataset } = document.querySelector("script[data-wasm]");
const german = navigator.language.toLowerCase().startsWith("de");
const say = (english, inGerman) => (german ? inGerman : english);
const words = {
  loading: [say("Connecting…", "Verbindung wird aufgebaut…"),
    say("Your bookings will appear in a moment.", "Ihre Buchungen erscheinen gleich.")],
  failed: [say("The booking monitor couldn't start.", "Der Buchungsmonitor konnte nicht starten."),
    say("Reload the page. Your bookings are safe.", "Laden Sie die Seite neu. Ihre Buchungen sind sicher.")],
  unsupported: [say("This browser can't run Deskbell.", "Dieser Browser kann Deskbell nicht ausführen."),
    say("Please update it, or use another one.", "Bitte aktualisieren Sie ihn oder nehmen Sie einen anderen.")],
};

function show(state, cause = "") {
  const shell = document.getElementById("boot-shell");
  if (!shell) return; // the application is mounted, and speaks for itself
  shell.dataset.state = state;
  const texts = { "boot-title": words[state][0], "boot-text": words[state][1], "boot-cause": String(cause),
    "boot-slow": say("This takes longer than usual.", "Das dauert länger als üblich."),
    "boot-slow-reload": say("Reload", "Neu laden"), "boot-reload": say("Reload", "Neu laden") };
  for (const [id, text] of Object.entries(texts)) document.getElementById(id).textContent = text;
  document.getElementById("boot-cause").hidden = !cause;
  document.getElementById("boot-reload").hidden = state === "loading";
}

// Calls made before the application runs wait here, in order. `takeOver(service)` replays them on the real service;
// from then on every call goes straight to it, also through references that were taken before.
const HELD_MAX = 1000;
const held = [];
let dropped = 0;
let service = null;

function hold(member, args) {
  const call = { member, args };
  call.done = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
  call.done.catch(() => {}); // only callers that were given the promise care
  if (held.length < HELD_MAX) held.push(call);
  else call.reject(new Error(`Deskbell is not running yet; ${(dropped += 1)} calls were dropped`));
  return call;
}
const or = (member, early) => (...args) => (service ? service[member](...args) : early(...args));
const promised = (member) => or(member, (...args) => hold(member, args).done);
const silent = (member) => or(member, (...args) => void hold(member, args));
const stoppable = (member) => or(member, (...args) => {
  const call = hold(member, args);
  return () => (call.stop ? call.stop() : void (call.cancelled = true));
});
// `crypto.randomUUID` is missing on plain http.
const uuid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte, at) =>
  ([4, 6, 8, 10].includes(at) ? "-" : "") + (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte)
    .toString(16).padStart(2, "0")).join("");

window.realtimeService = {
  connect: promised("connect"), disconnect: silent("disconnect"), flushQueue: promised("flushQueue"),
  subscribe: stoppable("subscribe"), unsubscribe: silent("unsubscribe"), monitorBookings: stoppable("monitorBookings"),
  enableDebugMode: silent("enableDebugMode"), setLogLevel: silent("setLogLevel"),
  queueMessage: or("queueMessage", (event, data, id = uuid()) => (hold("queueMessage", [event, data, id]), id)),
  getStatus: or("getStatus", () => "connecting"), getWebSocketUrl: or("getWebSocketUrl", () => location.origin),
  getMetrics: or("getMetrics", () => ({})), getHealth: or("getHealth", () => ({})),
  getDiagnostics: or("getDiagnostics", () => ({ held: held.length, dropped })),
  takeOver(real) {
    service = real;
    const replay = async (call) => (call.stop = service[call.member](...call.args)); // a throw becomes a rejection
    for (const call of held.splice(0)) if (!call.cancelled) replay(call).then(call.resolve, call.reject);
  },
};

function fail(state, cause) {
  show(state, cause);
  for (const call of held.splice(0)) call.reject(new Error(`Deskbell could not start: ${cause}`));
}
document.documentElement.lang = say("en", "de");
// A link would forget what this entry of the browser's history keeps.
for (const id of ["boot-reload", "boot-slow-reload"])
  document.getElementById(id).addEventListener("click", (event) => (event.preventDefault(), location.reload()));
show("loading");
if (typeof WebAssembly !== "object") fail("unsupported", "WebAssembly is not available.");
else import(dataset.js).then((glue) => glue.default({ module_or_path: dataset.wasm })).catch((e) => fail("failed", e));
