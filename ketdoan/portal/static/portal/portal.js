// What the member's app does beside its pages, all of which work without it: the worker that keeps pages for times
// without network, forms that wait for the network, drafts, pushes, the hint to install.
"use strict";

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const told = (name) => $(`meta[name=${name}]`)?.content ?? "";
const [WAITING, SIGN_IN] = ["/app/dang-cho", "/app/vao"];
const [PATIENCE_MS, AGAIN_MS, DRAFT_MS, PICTURE_SIDE, DAY_MS] = [8_000, 30_000, 700, 1600, 86_400_000];
const DRAFT_MOST_MS = 30 * DAY_MS;
const worker = navigator.serviceWorker;

// Whose page this is. The two pages that are kept for everybody name nobody: the phone knows whose it is.
let account = told("account");
const known = (async () => (account ||= $("meta[name=nobody]") ? await queue.account() : ""))().catch(() => "");

const moment = (time) => {
  const [date, two] = [new Date(time), (number) => String(number).padStart(2, "0")];
  return `${two(date.getHours())}:${two(date.getMinutes())} ngày ${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;
};
function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}

// The worker. What is asked of it is answered through a channel; without it the page does the work itself.
if (worker) addEventListener("load", () => worker.register("/app/sw.js", { scope: "/app/" }).then(begin, begin));
else addEventListener("load", () => begin());
const ask = (what) =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data);
    worker.controller.postMessage(what, [port2]);
  });
const wait = (time) => new Promise((done) => setTimeout(done, time));

// Signs at the top of a page: what one must know of the network and the queue.
const signs = { offline: "", kept: "", fresh: "", session: "" };
const sign = (tone, text, attributes) => make(attributes ? "a" : "p", { class: `sign tone-${tone}`, ...attributes }, text);
async function showSigns() {
  await known;
  const items = account ? await queue.waiting(account) : [];
  const open = $$("form[data-instead]").map((form) => form.dataset.instead); // what is being put right needs no sign
  const wrong = items.filter((item) => item.state === "wrong" && !open.includes(item.key)).length;
  const waiting = items.filter((item) => item.state !== "wrong").length;
  const shown = [];
  if (signs.offline) shown.push(sign("yellow", "Đang không có mạng. Những gì anh chị gửi được giữ trên máy và tự gửi khi có mạng."));
  if (signs.kept && !signs.fresh) shown.push(sign("yellow", `Đang xem bản lưu lúc ${moment(signs.kept)}.`));
  if (signs.fresh) shown.push(sign("blue", "Đã có bản mới của trang này. Bấm để xem.", { href: location.href }));
  if (waiting) shown.push(sign("blue", `${waiting} việc đang chờ gửi`, { href: WAITING }));
  if (wrong) shown.push(sign("red", `${wrong} việc cần sửa rồi gửi lại`, { href: WAITING }));
  if (signs.session && waiting) shown.push(sign("yellow", "Hãy đăng nhập lại để gửi những việc đang chờ.", { href: SIGN_IN }));
  for (const item of await toldNow()) shown.push(sign("green", `Đã gửi: ${item.name}`, { href: item.to }));
  const place = $("#signs");
  if (place && shown.map((one) => one.textContent).join() !== $$(".sign", place).map((one) => one.textContent).join()) {
    place.replaceChildren(...shown);
  }
}

// What went while one was elsewhere in the app is said once.
const justSent = new Map();
async function toldNow() {
  for (const item of account ? await queue.sent(account) : []) {
    if (item.told || location.pathname === WAITING) continue;
    justSent.set(item.key, item);
    await queue.write("sent", (store) => store.put({ ...item, told: true }));
  }
  return justSent.values();
}

// Send what waits: by the worker, which goes on when the page is left, else here.
async function send(now = false) {
  const end = await (worker?.controller ? ask({ send: true, now }) : queue.send(now)).catch(() => "offline");
  signs.offline = end === "offline" || !navigator.onLine;
  signs.session = end === "session";
  await showSigns();
  return end;
}
async function sendIfAny() {
  await known;
  if (account && (await queue.waiting(account)).some((item) => item.state === "waiting")) return send();
  return showSigns();
}
// A phone says that it has a network some moments before anything goes through.
async function sendSoon() {
  signs.offline = "";
  for (const pause of [0, 2_000, 5_000, 10_000]) {
    await wait(pause);
    if ((await sendIfAny()) !== "offline") return;
  }
}

// A form that may wait: kept on the phone before anything is sent, so that nothing is lost whatever happens then.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-queue]") || event.defaultPrevented) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const button = event.submitter ?? $("button:not([type=button])", form);
  const words = button?.textContent;
  if (button) button.textContent = "Đang gửi…";
  const free = () => {
    delete form.dataset.busy;
    if (button) button.textContent = words;
  };
  let item;
  try {
    await known;
    item = await written(form, event.submitter);
    await queue.keep(item, form.dataset.instead);
  } catch {
    // A phone that cannot keep things sends the form as any other.
    if (event.submitter?.name) form.append(make("input", { type: "hidden", name: event.submitter.name, value: event.submitter.value }));
    form.submit();
    return;
  }
  clearTimeout(drafting.get(form));
  await dropDraft(form);
  navigator.storage?.persist?.();
  worker?.ready.then((registration) => registration.sync?.register("send")).catch(() => {});
  await Promise.race([send(), wait(PATIENCE_MS)]);
  await showEnd(item, form);
  free();
});

// After sending: the page that the server leads to, the form with its errors, or what waits.
async function showEnd({ key }, form) {
  const [item, done] = [await queue.item(key), (await queue.sent(account)).find((row) => row.key === key)];
  if (item?.state !== "wrong") form.reset(); // who comes back to this page must not send the same once more
  if (done) {
    await queue.write("sent", (store) => store.put({ ...done, told: true }));
    location.assign(done.to);
  } else if (item?.state === "wrong" && item.html) showWrong(item);
  else if (item) location.assign(WAITING);
}

// What a form holds, as it is kept: its fields in order, pictures made small, a fresh key, and what a reader needs.
async function written(form, submitter) {
  const key = crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!form.elements._key) form.append(make("input", { type: "hidden", name: "_key" }));
  form.elements._key.value = key;
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const entries = [];
  for (const [name, value] of data) {
    if (name === "csrfmiddlewaretoken") continue;
    if (typeof value === "string") entries.push([name, value]);
    else if (value.size) entries.push([name, await small(value)]);
  }
  const url = new URL(form.getAttribute("action") || location.href, location.href);
  return { key, account, name: form.dataset.queue, url: url.pathname + url.search, at: Date.now(), entries, read: readable(form) };
}
function readable(form) {
  const rows = [];
  for (const control of form.elements) {
    if (!control.name || !control.labels?.length || control.type === "password") continue;
    const group = control.closest("fieldset")?.querySelector("legend")?.textContent;
    const label = control.labels[0].textContent.trim();
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.checked) rows.push(group ? [group.trim(), label] : [label, "Có"]);
    } else if (control.type === "file") rows.push(...[...control.files].map((file) => [label, file.name]));
    else if (control.value) rows.push([label, control.selectedOptions?.[0]?.textContent.trim() ?? control.value]);
  }
  return rows;
}

// A picture of a camera becomes small enough for a slow line; what is no picture stays, read into memory.
async function small(file) {
  const whole = new File([await file.arrayBuffer()], file.name, { type: file.type });
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || !self.createImageBitmap) return whole;
  try {
    const picture = await createImageBitmap(whole, { imageOrientation: "from-image" });
    const scale = Math.min(1, PICTURE_SIDE / Math.max(picture.width, picture.height));
    if (scale === 1 && file.size < 400_000) return whole;
    const canvas = make("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : whole;
  } catch {
    return whole;
  }
}

// The form that the server sent back with its errors, with the files that were chosen.
function showWrong(item) {
  const page = new DOMParser().parseFromString(item.html, "text/html");
  const main = $("main", page);
  const form = main && $("form[data-queue]", main);
  if (!form) return location.assign(WAITING);
  $("main").replaceWith(document.adoptNode(main));
  document.title = page.title;
  form.setAttribute("action", item.url);
  form.dataset.instead = item.key;
  showSigns();
  for (const control of $$("input[type=file]", form)) {
    const files = new DataTransfer();
    for (const [name, value] of item.entries) if (name === control.name && typeof value !== "string") files.items.add(value);
    if (!files.files.length) continue;
    control.files = files.files;
    // The server may have kept them as well, for a while: those of the phone are sent again in their place.
    for (const box of $$(`[name="${control.name}_kept"]`, form)) box.closest("label").remove();
  }
  const summary = $("[data-error-summary], .alert-danger", main) ?? main;
  summary.tabIndex = -1;
  summary.focus();
  scrollTo(0, 0);
}

// The page of what waits.
async function showWaiting() {
  const place = $("#waiting");
  if (!place) return;
  await known;
  const items = account ? await queue.waiting(account) : [];
  const sent = account ? await queue.sent(account) : [];
  const opened = $$("details[open]", place).map((one) => one.dataset.key);
  const rows = items.map((item) => {
    const wrong = item.state === "wrong";
    const state = make("span", { class: `badge tone-${wrong ? "red" : "yellow"}` }, wrong ? "Cần sửa" : "Đang chờ gửi");
    const acts = make("div", { class: "btn-list" });
    if (wrong && item.html) acts.append(make("button", { class: "btn btn-primary", type: "button", onclick: () => showWrong(item) }, "Sửa rồi gửi lại"));
    acts.append(make("button", { class: "btn", type: "button", onclick: () => drop(item) }, "Bỏ, không gửi"));
    const read = make("dl", { class: "facts" }, ...item.read.map(([label, text]) => make("div", {}, make("dt", {}, label), make("dd", {}, text))));
    const content = make("details", { "data-key": item.key }, make("summary", {}, "Xem nội dung"), read);
    content.open = opened.includes(item.key);
    const body = make("div", { class: "card-body" }, make("p", { class: "muted" }, `Viết lúc ${moment(item.at)}. ${item.why ?? ""}`), content, acts);
    return make("section", { class: "card" }, make("div", { class: "card-header" }, make("h2", { class: "card-title" }, item.name), state), body);
  });
  if (items.some((item) => item.state === "waiting")) {
    rows.push(make("button", { class: "btn btn-primary btn-wide", type: "button", onclick: () => send(true) }, "Gửi ngay"));
  }
  if (!items.length) rows.push(make("p", { class: "alert alert-success" }, "Không có việc nào đang chờ gửi."));
  if (sent.length) {
    const links = sent.map(({ name, to, done }) => {
      const text = make("span", { class: "row-text" }, make("b", {}, name), make("small", {}, `Đã gửi lúc ${moment(done)}`));
      return make("li", {}, make("a", { class: "row", href: to }, text));
    });
    rows.push(make("h2", {}, "Đã gửi gần đây"), make("div", { class: "card" }, make("ul", { class: "list" }, ...links)));
  }
  place.replaceChildren(...rows);
}
async function drop(item) {
  const warning = item.tries || item.state === "wrong" ? "" : " Nếu đã gửi dở dang, có thể máy chủ đã nhận.";
  if (!confirm(`Bỏ “${item.name}” và không gửi nữa?${warning}`)) return;
  await queue.drop(item.key);
}

// Drafts: what is typed into a form that may wait stays on the phone until it is sent or dropped.
const drafting = new Map();
const DRAFTED = "input:not([type=hidden], [type=password], [type=file], [autocomplete=one-time-code]), textarea, select";
const drafted = (form) => $$(DRAFTED, form).filter((control) => control.name);
const place = (form) => `${account} ${location.pathname}${location.search} ${$$("form").indexOf(form)}`;
const isCheck = (control) => control.type === "checkbox" || control.type === "radio";
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-queue], [data-draft]") || form.dataset.instead || form.dataset.busy) return;
  clearTimeout(drafting.get(form));
  drafting.set(form, setTimeout(() => keepDraft(form), DRAFT_MS));
});
async function keepDraft(form) {
  drafting.delete(form);
  await known;
  const values = drafted(form).map((control) => [control.name, isCheck(control) ? control.checked : control.value]);
  if (account && !form.dataset.busy) await queue.write("drafts", (store) => store.put({ place: place(form), account, values, at: Date.now() }));
}
const dropDraft = (form) => queue.write("drafts", (store) => store.delete(place(form))).catch(() => {});
async function fillDrafts() {
  const kept = account ? await queue.read("drafts", (store) => store.getAll()) : [];
  const old = kept.filter((draft) => Date.now() - draft.at > DRAFT_MOST_MS);
  for (const draft of old) await queue.write("drafts", (store) => store.delete(draft.place));
  for (const form of $$("form[data-queue], form[data-draft]")) {
    const draft = kept.find((one) => one.place === place(form) && !old.includes(one));
    const controls = drafted(form);
    if (!draft || $(".is-invalid, .alert-danger", form.parentElement)) continue;
    if (draft.values.map(([name]) => name).join() !== controls.map(({ name }) => name).join()) continue;
    controls.forEach((control, number) => {
      const value = draft.values[number][1];
      if (isCheck(control)) control.checked = value;
      else control.value = value;
    });
    const empty = async () => {
      await dropDraft(form);
      form.reset();
      note.remove();
    };
    const button = make("button", { class: "btn btn-link", type: "button", onclick: empty }, "Bỏ bản nháp");
    const note = make("div", { class: "alert alert-info", role: "status" }, `Đã điền lại bản nháp lúc ${moment(draft.at)}. Ảnh và tệp cần chọn lại. `, button);
    form.before(note);
  }
}
addEventListener("pagehide", () => drafting.forEach((timer, form) => (clearTimeout(timer), keepDraft(form))));

// Pushes: one subscription of this phone for the account that asked for it, looked after at each opening.
const PUSH = "/app/thong-bao/may";
const pushed = () => localStorage.getItem("push") === account && account;
const keyBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
async function post(url, data) {
  const { csrf } = await (await fetch("/app/phien", { cache: "no-store" })).json();
  const headers = { "X-CSRFToken": csrf, "Content-Type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(data), redirect: "error" });
}
async function subscribe() {
  const registration = await worker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: keyBytes(told("push-key")) };
  let subscription = await registration.pushManager.getSubscription();
  const key = subscription?.options.applicationServerKey;
  if (key && String(new Uint8Array(key)) !== String(options.applicationServerKey)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await registration.pushManager.subscribe(options);
  const state = `${subscription.endpoint} ${account}`;
  const fresh = localStorage.getItem("push-told") === state && Date.now() - localStorage.getItem("push-at") < DAY_MS;
  if (fresh) return;
  const answer = await post(PUSH, subscription.toJSON());
  if (!answer.ok) throw new Error(`push ${answer.status}`);
  for (const [name, value] of [["push", account], ["push-told", state], ["push-at", Date.now()]]) localStorage.setItem(name, value);
}
async function unsubscribe() {
  for (const name of ["push", "push-told", "push-at"]) localStorage.removeItem(name);
  const subscription = await (await worker?.getRegistration("/app/"))?.pushManager?.getSubscription();
  if (!subscription) return;
  await subscription.unsubscribe();
  await post(`${PUSH}/bo`, { endpoint: subscription.endpoint });
}
function showPush() {
  const able = worker && "PushManager" in self && told("push-key");
  for (const box of $$("[data-push]")) {
    const state = !able ? "none" : Notification.permission === "denied" ? "denied" : pushed() ? "on" : "off";
    for (const part of $$("[data-push-when]", box)) part.hidden = !part.dataset.pushWhen.split(" ").includes(state);
  }
}
document.addEventListener("click", async (event) => {
  const on = event.target.closest("[data-push-on]");
  if (!on && !event.target.closest("[data-push-off]")) return;
  try {
    if (on && (await Notification.requestPermission()) === "granted") await subscribe();
    else if (!on) await unsubscribe();
  } catch {
    const failed = $("[data-push-failed]");
    if (failed) failed.hidden = false;
  }
  showPush();
});

// Signing out takes what is kept on the phone with it. What waits is asked about: it is somebody's unsent words.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-leave]") || event.defaultPrevented) return;
  event.preventDefault();
  await known;
  const items = account ? await queue.waiting(account).catch(() => []) : [];
  const dropping = items.length > 0 && (await choose(items.length));
  if (dropping === null) return;
  if (!(await reached())) return alert("Chưa có mạng nên chưa đăng xuất được. Hãy thử lại khi có mạng.");
  await Promise.race([unsubscribe().catch(() => {}), wait(3_000)]);
  if (account) await queue.wipe(account, dropping).catch(() => {});
  if (worker?.controller) await Promise.race([ask({ wipe: true }), wait(2_000)]);
  for (const name of (await self.caches?.keys()) ?? []) if (!name.startsWith("vo-")) await caches.delete(name);
  if (items.length && !dropping) form.append(make("input", { type: "hidden", name: "keep", value: "1" }));
  HTMLFormElement.prototype.submit.call(form);
});
const reached = () => fetch("/app/phien", { cache: "no-store" }).then(() => true, () => false);
function choose(number) {
  return new Promise((chosen) => {
    const end = (choice) => () => {
      dialog.remove();
      chosen(choice);
    };
    const button = (text, choice, look = "") => make("button", { class: `btn btn-wide ${look}`, type: "button", onclick: end(choice) }, text);
    const dialog = make(
      "dialog",
      { "aria-labelledby": "sign-out-title" },
      make("h2", { id: "sign-out-title" }, `Còn ${number} việc chưa gửi`),
      make("p", {}, "Nếu giữ lại, những việc ấy nằm trên máy này và chỉ được gửi khi anh chị đăng nhập lại ở đây. Trên máy dùng chung, hãy xóa."),
      button("Ở lại để gửi", null, "btn-primary"),
      button("Giữ lại và đăng xuất", false),
      button("Xóa và đăng xuất", true, "btn-danger"),
    );
    dialog.addEventListener("cancel", end(null));
    document.body.append(dialog);
    dialog.showModal();
  });
}

// Installing: the browser's own offer where it makes one, else where to find it on an iPhone.
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  for (const box of $$("[data-install]")) {
    box.hidden = false;
    $("button", box)?.addEventListener("click", () => (event.prompt(), (box.hidden = true)), { once: true });
  }
});
const iPhone = /iPhone|iPad/.test(navigator.userAgent) && !navigator.standalone;
if (iPhone) for (const box of $$("[data-install-iphone]")) box.hidden = false;

// Appearance: as the phone says, light, or dark.
for (const box of $$("[data-theme-choice]")) box.hidden = false;
for (const choice of $$("[data-theme-choice] input")) {
  choice.checked = choice.value === (document.documentElement.dataset.theme || "auto");
  choice.addEventListener("change", () => {
    localStorage.setItem("theme", choice.value);
    document.documentElement.dataset.theme = choice.value;
  });
}
for (const button of $$("[data-print]")) button.addEventListener("click", () => print());

// Coming and going.
async function taken() {
  const { active } = await worker.ready;
  const change = new Promise((done) => worker.addEventListener("controllerchange", done));
  if (!worker.controller) active.postMessage({ claim: true });
  return worker.controller || change;
}
async function begin() {
  await known;
  const first = worker && !worker.controller;
  if (first) await Promise.race([taken(), wait(10_000)]);
  if (worker?.controller) {
    signs.kept = first ? 0 : await Promise.race([ask({ kept: true }), wait(1_000)]);
    const wanted = told("keep").split(" ").filter(Boolean);
    if (account && !navigator.connection?.saveData) ask({ keep: first ? [location.pathname + location.search, ...wanted] : wanted });
  }
  await sendIfAny();
  if (pushed() && self.Notification?.permission === "granted") subscribe().catch(() => {}).then(showPush);
}
worker?.addEventListener("message", ({ data }) => {
  if (data.fresh) signs.fresh = data.fresh === location.href.split("#")[0];
  showSigns();
});
for (const source of [queue.news, self]) {
  source.addEventListener(source === self ? "queue" : "message", () => (showSigns(), showWaiting()));
}
addEventListener("online", sendSoon);
addEventListener("offline", () => ((signs.offline = "1"), showSigns()));
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sendIfAny());
// A page that comes back from memory after somebody else signed in, or after signing out, is not shown again.
addEventListener("pageshow", async (event) => {
  if (event.persisted && account && (await queue.account()) !== account) location.reload();
});
setInterval(() => document.visibilityState === "visible" && sendIfAny(), AGAIN_MS);
signs.offline = navigator.onLine ? "" : "1";
known.then(() => Promise.all([showSigns(), showWaiting(), fillDrafts()])).then(showPush, showPush);
