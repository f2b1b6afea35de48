// The worker of the member's app. Before it stand BUILD (what this build consists of) and the queue.
const SHELL = `vo-${BUILD.version}`; // the look, the script, and two pages that are nobody's
const [PAGES, PICTURES] = [queue.pages, "anh"]; // what one account has seen; never more than one account's
const [LIMIT_MS, PAGES_MOST, PICTURES_MOST, RENEWED_MS] = [1_200, 60, 80, 3 * 86_400_000];
const own = (url) => new URL(url, location.origin).origin === location.origin;

addEventListener("install", (event) => {
  const shell = BUILD.files.concat(BUILD.pages).map((url) => new Request(url, BUILD.pages.includes(url) ? { credentials: "omit" } : {}));
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(shell)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith("vo-") && name !== SHELL;
  const cleared = caches.keys().then((names) => Promise.all(names.filter(outdated).map((name) => caches.delete(name))));
  event.waitUntil(cleared.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(BUILD.pages.includes(url.pathname) ? shell(url.pathname) : page(event));
  else if (BUILD.files.includes(url.pathname)) event.respondWith(shell(url.pathname));
  else if (request.destination === "image" && url.pathname.startsWith("/app/")) event.respondWith(picture(event));
});

async function shell(path) {
  return (await (await caches.open(SHELL)).match(path)) ?? fetch(path);
}

// A page: from the network if it answers soon, else as it was kept; the newer one that comes later is told of.
const servedAt = new Map();
async function page(event) {
  const { request } = event;
  const client = event.resultingClientId;
  const cache = await caches.open(PAGES);
  const kept = await cache.match(request.url);
  const loading = load(request);
  const fresh = loading.then(({ answer }) => answer);
  event.waitUntil(loading.then(({ keeping }) => keeping).catch(() => {}));
  if (!kept) return fresh.catch(() => shell(BUILD.offline));
  const first = await Promise.race([fresh.catch(() => null), new Promise((done) => setTimeout(done, LIMIT_MS))]);
  if (first && first.status < 500) return first;
  servedAt.set(client, Number(kept.headers.get("X-Kept")));
  event.waitUntil(loading.then(({ keeping }) => keeping).then((now) => now && tellOfFresh(client, request.url)).catch(() => {}));
  return kept;
}
async function tellOfFresh(id, url) {
  (await clients.get(id))?.postMessage({ fresh: url });
}

// Fetch a page, and keep it for the account that it was made for. An answer that was asked for before the last wiping
// is not kept: what belongs to somebody who has signed out must not come back by a slow line.
let wiping = 0;
async function load(request) {
  const begun = wiping;
  const answer = await fetch(request);
  const account = answer.headers.get("X-Account");
  const own = account !== null && begun === wiping && (await belongsTo(account));
  const lasting = answer.ok && !answer.redirected && !/no-store/.test(answer.headers.get("Cache-Control") ?? "");
  const words = /^text\/html/.test(answer.headers.get("Content-Type") ?? "");
  return { answer, keeping: own && lasting && words && put(PAGES, PAGES_MOST, request.url, answer.clone()) };
}
// Whether pages of an account are kept now: of the one whose page came last. What another's page left goes.
async function belongsTo(account) {
  if ((await queue.account()) !== account) {
    await wipe();
    await queue.belongs(account);
  }
  return account !== "";
}
async function wipe() {
  wiping += 1;
  servedAt.clear();
  await Promise.all([caches.delete(PAGES), caches.delete(PICTURES)]);
}
async function put(name, most, url, answer) {
  const headers = new Headers(answer.headers);
  headers.set("X-Kept", Date.now());
  const cache = await caches.open(name);
  await cache.put(url, new Response(answer.body, { status: answer.status, headers }));
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - most)).map((old) => cache.delete(old)));
  return true;
}

// A picture as it was kept; one that may change (a member's own) is asked for again behind it after some days.
async function picture(event) {
  const { request } = event;
  const kept = await (await caches.open(PICTURES)).match(request.url);
  const old = kept && Date.now() - kept.headers.get("X-Kept") > RENEWED_MS;
  if (kept && !old) return kept;
  const begun = wiping;
  const loading = fetch(request).then(async (answer) => {
    const lasting = answer.ok && begun === wiping && !/no-store/.test(answer.headers.get("Cache-Control") ?? "");
    const own = lasting && answer.headers.get("X-Account") === (await queue.account());
    return { answer, keeping: own && put(PICTURES, PICTURES_MOST, request.url, answer.clone()) };
  });
  event.waitUntil(loading.then(({ keeping }) => keeping).catch(() => {}));
  return kept ?? loading.then(({ answer }) => answer);
}

// Pages that should be at hand without network although nobody has opened them lately: the card, my data.
async function keepPages(urls) {
  const cache = await caches.open(PAGES);
  for (const url of urls.filter(own)) {
    const full = new URL(url, location.origin).href;
    const kept = await cache.match(full);
    if (kept && Date.now() - kept.headers.get("X-Kept") < RENEWED_MS) continue;
    const { keeping } = await load(new Request(full, { credentials: "same-origin" }));
    if (!(await keeping)) return;
  }
}

addEventListener("message", (event) => {
  const [port] = event.ports;
  const { data } = event;
  const answer = async () => {
    if (data.send) return queue.send(data.now);
    if (data.kept) return servedAt.get(event.source.id) ?? 0;
    if (data.keep) return keepPages(data.keep).catch(() => {});
    if (data.wipe) return wipe();
    if (data.claim) return clients.claim(); // a page that was on its way when this worker began has none
    return null;
  };
  event.waitUntil(answer().then((said) => port?.postMessage(said)));
});
addEventListener("sync", (event) => event.waitUntil(sendInTheEnd()));
// The browser tries again later where the promise fails.
async function sendInTheEnd() {
  if ((await queue.send(true)) === "offline") throw new Error("offline");
}

// Every push shows a notification: a phone takes the permission back from who does not.
addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // an empty or damaged push still shows that there is news
  }
  const options = { body: said.body ?? "Có thông báo mới.", tag: said.tag, icon: BUILD.icon, badge: BUILD.badge, lang: "vi", data: { url: said.url ?? "/app/" } };
  event.waitUntil(registration.showNotification(said.title ?? "Kết Đoàn", options));
});
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = own(event.notification.data.url) ? new URL(event.notification.data.url, location.origin).href : "/app/";
  event.waitUntil(show(url));
});
async function show(url) {
  const [open] = await clients.matchAll({ type: "window" });
  if (!open) return clients.openWindow(url);
  await open.focus();
  return open.navigate(url).catch(() => clients.openWindow(url));
}

// A subscription that the browser renewed is told to the server now if it can be, else at the next opening.
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(resubscribe(event).catch(() => {})));
async function resubscribe({ oldSubscription, newSubscription }) {
  const options = { userVisibleOnly: true, applicationServerKey: oldSubscription?.options.applicationServerKey };
  const subscription = newSubscription ?? (await registration.pushManager.subscribe(options));
  const { csrf } = await (await fetch("/app/phien", { cache: "no-store" })).json();
  const headers = { "X-CSRFToken": csrf, "Content-Type": "application/json" };
  await fetch(BUILD.push, { method: "POST", headers, body: JSON.stringify(subscription.toJSON()), redirect: "error" });
}
