// Keeps the application's files on the device, so that Deskbell starts without a network, and one whole *release* at
// a time: all files of one build, each checked against its hash, or none. Requests to the API are never touched.
// The build writes `{ version, files: { name: hash } }` here (`scripts/lib/release.mjs`). Without one this worker
// removes itself and all that it kept: that is what development builds serve, and the way out for a deployment.
const RELEASE = null;

const BASE = new URL("./", location).pathname;
const PREFIX = `deskbell ${BASE} `; // another deployment on the same origin keeps its own
const shellOf = (version) => `${PREFIX}shell ${version}`;
const NOTES = `${PREFIX}notes`; // the setup file, and which page runs which release
const ownCaches = async () => (await caches.keys()).filter((name) => name.startsWith(PREFIX));
const SETUP = `${BASE}config.json`;
const SETUP_MS_MAX = 3_000; // a line that hangs must not hold up a start that can do without
const PIN_MS_MIN = 60_000; // a page that is just being opened is not yet among the clients
const OTHERS = /^(api|socket\.io|metrics)(\/|$)/;
const none = () => Response.error();
// The entry page is asked for by the folder: some servers redirect `index.html`, and a redirect cannot be kept.
const urlOf = (name) => BASE + (name === "index.html" ? "" : name);

/** Fetches a file of the release; throws unless the server has exactly these bytes now. */
async function fetchFile(name) {
  const answer = await fetch(urlOf(name), { cache: "no-cache", redirect: "error", integrity: RELEASE.files[name] });
  if (!answer.ok) throw new Error(`${name}: status ${answer.status}`);
  return answer;
}

async function install() {
  if (!RELEASE) return self.skipWaiting();
  const names = Object.keys(RELEASE.files);
  const answers = await Promise.all(names.map(fetchFile)); // all, before any is kept
  const cache = await caches.open(shellOf(RELEASE.version));
  await Promise.all(names.map((name, at) => cache.put(urlOf(name), answers[at])));
  await setup();
}

/** Releases go that no page runs any more; not while a newer worker's may be among them. */
async function tidy() {
  const used = await releasesInUse();
  if (registration.installing || registration.waiting) return;
  for (const name of await ownCaches()) if (name !== NOTES && !used.has(name)) await caches.delete(name);
}

async function retire() {
  for (const name of await ownCaches()) await caches.delete(name);
  await registration.unregister();
}

// A page stays with the release that it was opened with, also when Reload in another tab brings a newer worker:
// fonts are loaded late. Workers come and go, so the pin is kept with the caches.
const pinUrl = (client) => `${BASE}?client=${client}`;

async function pin(client) {
  const note = JSON.stringify({ shell: shellOf(RELEASE.version), at: Date.now() });
  await (await caches.open(NOTES)).put(pinUrl(client), new Response(note));
}

/** The caches of all pages that are open, and this worker's own; forgets the pins of pages that are gone. */
async function releasesInUse() {
  const notes = await caches.open(NOTES);
  const open = new Set((await clients.matchAll({ includeUncontrolled: true })).map(({ id }) => pinUrl(id)));
  const used = new Set([shellOf(RELEASE.version)]);
  for (const request of await notes.keys()) {
    const { pathname, search } = new URL(request.url);
    if (!search) continue; // the setup file
    const { shell, at } = await (await notes.match(request)).json();
    if (open.has(pathname + search) || Math.abs(Date.now() - at) < PIN_MS_MIN) used.add(shell);
    else await notes.delete(request);
  }
  return used;
}

/** The shell, for every route of the page; from the network only if there is none. */
async function page(event) {
  const cache = await caches.open(shellOf(RELEASE.version));
  const kept = await cache.match(urlOf("index.html"));
  if (!kept) return fetch(event.request).catch(none); // without a pin its files come from the network as well
  await pin(event.resultingClientId);
  // Its headers may change without a build (the policy names the API's address); its bytes may not.
  const renewed = fetchFile("index.html").then((answer) => cache.put(urlOf("index.html"), answer));
  event.waitUntil(renewed.catch(() => {}).then(tidy));
  return kept;
}

/** A file of the release that the page was opened with; what that one does not hold is the server's to answer. */
async function file({ request, clientId }) {
  const note = await caches.match(pinUrl(clientId), { cacheName: NOTES });
  const cacheName = note && (await note.json()).shell;
  return (cacheName && (await caches.match(request.url, { cacheName, ignoreVary: true }))) ?? fetch(request).catch(none);
}

/** The setup file as the server has it now, or else as it was; that there is none is remembered too. */
async function setup() {
  const kept = await caches.match(SETUP, { cacheName: NOTES });
  try {
    const answer = await fetch(SETUP, { cache: "no-store", ...(kept && { signal: AbortSignal.timeout(SETUP_MS_MAX) }) });
    if (answer.status >= 500 && kept) return kept;
    const isWhole = answer.ok ? await answer.clone().json().then(() => true, () => false) : answer.status === 404;
    if (isWhole) await (await caches.open(NOTES)).put(SETUP, answer.clone());
    return answer;
  } catch {
    return kept ?? none();
  }
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(RELEASE ? tidy() : retire()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") event.waitUntil(self.skipWaiting());
  if (event.data === "retire") event.waitUntil(retire());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (!RELEASE || request.method !== "GET" || origin !== location.origin || !pathname.startsWith(BASE)) return;
  const path = pathname.slice(BASE.length), isFile = /\.[^/]*$/.test(path);
  if (OTHERS.test(path) || request.headers.has("range")) return;
  if (request.mode === "navigate") isFile || event.respondWith(page(event));
  else if (path === "config.json") event.respondWith(setup());
  else if (isFile) event.respondWith(file(event));
});
