// Keeps the walk on the phone. The address that the browser registers names the files (SHELL) and then loads this.
//
// Page, styles and scripts come from one store that is filled as a whole, so that they are always of one release. A new
// release fills a new store in the background, and the next opening uses it. Nothing else goes through here: what is
// logged lies in the page's own database and is sent by the page.

/* global SHELL */

const STORE = `walk-${SHELL.version}`;

async function page() {
  const answer = await fetch(SHELL.page, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok || answer.redirected || answer.headers.get("Walk-Version") !== SHELL.version) throw new Error("not this page");
  return answer;
}

async function fill() {
  const store = await caches.open(STORE);
  await store.put(SHELL.page, await page());
  await store.addAll(SHELL.files.map((file) => new Request(file, { cache: "reload" })));
}

async function clear() {
  for (const name of await caches.keys()) if (name.startsWith("walk-") && name !== STORE) await caches.delete(name);
}

async function kept(request) {
  const store = await caches.open(STORE);
  // Vary is not looked at: the stored page is this person's, whatever headers the browser adds to a reload.
  const stored = await store.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
  return stored ?? fetch(request);
}

// The town's own ground of the map, which is no file of the release.
async function ground(request) {
  const store = await caches.open(STORE);
  const stored = await store.match(request, { ignoreVary: true });
  if (stored) return stored;
  const answer = await fetch(request);
  if (answer.ok) await store.put(request, answer.clone());
  return answer;
}

// The language or the colours were changed since: the same release, drawn anew. Used at the next opening.
async function refresh() {
  const store = await caches.open(STORE);
  await store.put(SHELL.page, await page());
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clear().then(() => self.clients.claim())));
self.addEventListener("message", (event) => { if (event.data === "refresh") event.waitUntil(refresh().catch(() => {})); });
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const isPage = request.mode === "navigate" && address.pathname === SHELL.page;
  if (isPage || SHELL.files.includes(address.pathname)) event.respondWith(kept(request));
  else if (address.pathname.endsWith(".geojson")) event.respondWith(ground(request));
});
