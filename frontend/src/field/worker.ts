/// <reference lib="webworker" />
/**
 * The service worker of the notes: the page and its scripts come from the phone's own store, so that they open with the
 * network off. It keeps no missions, no forms and no answers: those are sealed in the page's own store.
 *
 * The server puts SHELL before this script (surfaces/field/shell.py): a version made of the files, and their addresses.
 */
declare const SHELL: { version: string; pages: string[]; files: string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;

const CACHE = `notes-${SHELL.version}`;

worker.addEventListener("install", (event) => {
  event.waitUntil(fillStore());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOldStores());
});

worker.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== worker.location.origin) return;
  const isPage = event.request.mode === "navigate" && SHELL.pages.includes(address.pathname);
  if (isPage || SHELL.files.includes(address.pathname)) event.respondWith(fromStore(address.pathname, event.request));
});

/** Take every file or none. The answers are kept as they came: their headers, the policy among them, hold offline too. */
async function fillStore(): Promise<void> {
  const store = await caches.open(CACHE);
  await Promise.all(
    [...SHELL.pages, ...SHELL.files].map(async (address) => {
      const answer = await fetch(new Request(address, { cache: "reload" }));
      if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
      await store.put(address, answer);
    }),
  );
}

async function dropOldStores(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith("notes-") && name !== CACHE) await caches.delete(name);
  await worker.clients.claim();
}

async function fromStore(address: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(address);
  return kept ?? fetch(request);
}
