// The queue of writes: what a member sends is kept on the phone first, and goes from there to the server once. The
// pages and the service worker share this file. An item is bound to the account that wrote it, and carries an
// idempotency key, by which the server does it once however often it comes.
"use strict";

const queue = (() => {
  const [DATABASE, LOCK, SESSION, PAGES] = ["ketdoan", "ketdoan-queue", "/app/phien", "trang"];
  const [ANSWER_MS, SESSION_MS, SENT_MOST, RETRY_MS, RETRY_MOST_MS] = [90_000, 15_000, 20, 15_000, 15 * 60_000];
  const news = "BroadcastChannel" in self ? new BroadcastChannel(LOCK) : new EventTarget();

  // The database on the phone: `waiting` and `sent` acts by key, `drafts` by place, `about` by name.
  let opened;
  function open() {
    opened ??= new Promise((done, failed) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("waiting", { keyPath: "key" });
        request.result.createObjectStore("sent", { keyPath: "key" });
        request.result.createObjectStore("drafts", { keyPath: "place" });
        request.result.createObjectStore("about");
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        request.result.onclose = () => (opened = undefined);
        done(request.result);
      };
      request.onerror = () => {
        opened = undefined;
        failed(request.error);
      };
    });
    return opened;
  }

  // One transaction. `work` gets the stores by name; what it returns is a request, whose result comes when all is kept.
  async function within(names, mode, work) {
    const database = await open();
    return new Promise((done, failed) => {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
      const request = work(stores);
      transaction.oncomplete = () => done(request?.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  }
  const read = (name, work) => within([name], "readonly", (stores) => work(stores[name]));
  const write = (name, work) => within([name], "readwrite", (stores) => work(stores[name]));
  const mine = async (name, account) => (await read(name, (store) => store.getAll())).filter((row) => row.account === account);
  const tell = () => ("postMessage" in news ? news.postMessage("") : 0, dispatchEvent(new Event("queue")));

  // Keep an act. `instead` is the key of one that the server found wrong and that this one takes the place of.
  async function keep(item, instead) {
    await within(["waiting"], "readwrite", ({ waiting }) => {
      if (instead) waiting.delete(instead);
      return waiting.put({ ...item, state: "waiting", tries: 0, next: 0 });
    });
    tell();
  }

  // Take an act back. While it is being sent this waits: it may have been done, and then stands among the sent ones.
  const drop = (key) => alone(() => write("waiting", (store) => store.delete(key))).then(tell);
  const alone = (work) => (self.navigator.locks ? self.navigator.locks.request(LOCK, work) : work());

  // Send what waits. Of all tabs and the worker one sends at a time; "offline" where the server cannot be reached.
  const send = (now = false) => alone(() => sendAll(now)).finally(tell);
  async function sendAll(now) {
    const due = (await read("waiting", (store) => store.getAll()))
      .filter((item) => item.state === "waiting" && (now || item.next <= Date.now()))
      .sort((one, other) => one.at - other.at);
    if (!due.length) return "";
    let session;
    try {
      const answer = await fetch(SESSION, { cache: "no-store", signal: AbortSignal.timeout?.(SESSION_MS) });
      session = await answer.json();
    } catch {
      return "offline";
    }
    let left = "";
    for (const item of due) {
      if (item.account !== session.account) left = "session";
      else if ((left = await sendOne(item, session.csrf))) return left;
    }
    return left;
  }

  // Send one act; returns why the ones after it need not be tried, if so.
  async function sendOne(item, csrf) {
    const body = new FormData();
    for (const [name, value] of item.entries) body.append(name, value);
    body.append("_whole", "1"); // the last field: without it the form was cut off on its way, and is not taken
    let answer, text, to;
    try {
      const headers = { "X-CSRFToken": csrf, "X-Queue": item.account || "-" };
      const signal = AbortSignal.timeout?.(ANSWER_MS);
      answer = await fetch(item.url, { method: "POST", body, headers, redirect: "manual", signal });
      text = await answer.text();
      to = answer.headers.get("X-Queue") === "done" && (JSON.parse(text).to || "/app/dang-cho");
    } catch {
      await again(item, "");
      return "offline";
    }
    if (to) {
      await outdated([to, item.url]).catch(() => {});
      await done(item, to);
      return "";
    }
    if (answer.status === 401 || answer.status === 409 || answer.type === "opaqueredirect") {
      await again(item, "Cần đăng nhập lại để gửi.", 0);
      return "session";
    }
    if (answer.status === 403) await again(item, "Máy chủ chưa cho phép gửi. Hãy đăng nhập lại hoặc hỏi công đoàn của anh chị.");
    else if (answer.status === 429 || answer.status >= 500) await again(item, "Máy chủ đang bận.");
    else await wrong(item, answer.status, text);
    return "";
  }

  // What was kept of pages that an act has changed is shown no more: on a slow line it would come before the new one.
  async function outdated(urls) {
    const kept = await self.caches?.open(PAGES);
    await Promise.all(urls.map((url) => kept?.delete(new URL(url, location.origin).href)));
  }

  // What the server has done leaves the queue and joins the list of what was sent, in one step.
  function done({ key, account, name, at }, to) {
    return within(["waiting", "sent"], "readwrite", ({ waiting, sent }) => {
      waiting.delete(key);
      sent.put({ key, account, name, at, to, done: Date.now(), told: false });
      const all = sent.getAll();
      all.onsuccess = () => {
        const old = all.result.sort((one, other) => other.done - one.done).slice(SENT_MOST);
        for (const row of old) sent.delete(row.key);
      };
    });
  }
  function again(item, why, wait = Math.min(RETRY_MS * 2 ** item.tries, RETRY_MOST_MS)) {
    const next = why && wait ? Date.now() + wait : 0;
    return write("waiting", (store) => store.put({ ...item, why, next, tries: item.tries + (why ? 1 : 0) }));
  }
  function wrong(item, status, html) {
    const why = status === 422 || status === 200 ? "" : `Máy chủ không nhận (mã ${status}).`;
    return write("waiting", (store) => store.put({ ...item, state: "wrong", why, html: why ? "" : html }));
  }

  return {
    keep, drop, send, read, write, news, tell,
    pages: PAGES,
    waiting: async (account) => (await mine("waiting", account)).sort((one, other) => one.at - other.at),
    sent: async (account) => (await mine("sent", account)).sort((one, other) => other.done - one.done),
    item: (key) => read("waiting", (store) => store.get(key)),
    // The account of this phone: the worker notes it with each page that comes from the server.
    account: async () => (await read("about", (store) => store.get("account"))) ?? "",
    belongs: (account) => write("about", (store) => store.put(account, "account")),
    // At sign-out. What waits stays for its writer, unless that was to go as well.
    wipe: (account, everything) =>
      within(["waiting", "sent", "drafts", "about"], "readwrite", (stores) => {
        for (const name of everything ? ["waiting", "sent", "drafts"] : ["sent", "drafts"]) {
          const all = stores[name].getAll();
          all.onsuccess = () => {
            for (const row of all.result) if (row.account === account) stores[name].delete(row.key ?? row.place);
          };
        }
        return stores.about.put("", "account");
      }),
  };
})();
