// The grid of a report: saves each cell by itself, moves by keyboard, takes a column pasted from a sheet, and tells at
// once which figures do not agree. What could not be sent yet waits in this browser.
const form = document.getElementById("entry");
const saving = document.getElementById("saving");
const panel = document.getElementById("panel");
const inputs = [...form.querySelectorAll("input.form-control")];
const sent = new Map(inputs.map((input) => [input.name, input.value]));
const waiting = new Map();
let busy = false;
let again = 0;

const row = (name) => document.getElementById(`o-${name}`);

function say(name, words) {
  const line = row(name);
  line.querySelector("[data-note]").textContent = words;
  line.classList.toggle("wrong", Boolean(words));
}

function keep() {
  const left = Object.fromEntries(waiting);
  if (waiting.size) localStorage.setItem(form.dataset.key, JSON.stringify(left));
  else localStorage.removeItem(form.dataset.key);
}

function queue(input, way = "") {
  if (sent.get(input.name) === input.value && !way) return;
  waiting.set(input.name, [input.value, way]);
  keep();
  flush();
}

async function flush() {
  if (busy || !waiting.size) return;
  busy = true;
  const way = [...waiting.values()][0][1];
  const batch = [...waiting].filter(([, [, of]]) => of === way);
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("_seen", form.dataset.seen);
  body.set("_way", way);
  for (const [name, [text]] of batch) body.set(name, text);
  saving.textContent = "Đang lưu…";
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.status === 409) {
      saving.textContent = (await answer.json()).refused;
      waiting.clear();
    } else if (!answer.ok || answer.redirected) {
      throw new Error(answer.statusText);
    } else {
      take(await answer.json(), batch);
      again = 0;
    }
  } catch {
    again = Math.min(30, again * 2 + 2);
    saving.textContent = "Chưa lưu được. Số đã gõ còn trong máy này, sẽ tự gửi lại.";
    setTimeout(flush, 1000 * again);
    busy = false;
    return;
  }
  keep();
  busy = false;
  flush();
}

function take(told, batch) {
  form.dataset.seen = told.no;
  form.elements._seen.value = told.no;
  for (const [name, [text]] of batch) {
    if (waiting.get(name)?.[0] === text) waiting.delete(name);
    say(name, told.errors[name] ?? "");
  }
  for (const input of inputs) {
    const name = input.name;
    const typing = document.activeElement === input && input.value !== sent.get(name);
    if (waiting.has(name) || told.errors[name] || (typing && !batch.some(([of]) => of === name))) continue;
    input.value = told.texts[name];
    sent.set(name, input.value);
    if (input.placeholder || told.shown[name] !== told.texts[name]) input.placeholder = told.shown[name];
  }
  for (const [name, text] of Object.entries(told.held_back)) {
    const mine = batch.find(([of]) => of === name)?.[1][0];
    say(name, `Người khác vừa ghi ${text || "trống"}; bạn ghi ${mine}. Muốn thay thì ghi lại.`);
  }
  for (const [name, text] of Object.entries(told.shown)) {
    const line = row(name);
    if (!line) continue;
    const shown = line.querySelector("[data-shown]");
    if (shown) shown.textContent = text;
    const source = line.querySelector("[data-source]");
    if (source) source.innerHTML = told.sources[name] ?? "";
  }
  panel.innerHTML = told.panel;
  saving.textContent = "Đã lưu";
}

function step(input, by) {
  const next = inputs[inputs.indexOf(input) + by];
  if (next) {
    next.focus();
    next.select();
  }
}

form.addEventListener("change", (event) => queue(event.target));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  flush();
});
form.addEventListener("keydown", (event) => {
  const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || !inputs.includes(event.target)) return;
  event.preventDefault();
  queue(event.target);
  step(event.target, by);
});
form.addEventListener("paste", (event) => {
  const rows = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "").split("\n");
  if (rows.length < 2 || !inputs.includes(event.target)) return;
  event.preventDefault();
  const from = inputs.indexOf(event.target);
  rows.forEach((text, at) => {
    const input = inputs[from + at];
    if (!input) return;
    input.value = text.split("\t").pop().trim();
    waiting.set(input.name, [input.value, ""]);
  });
  keep();
  flush();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-before], [data-zeros]");
  if (!button) return;
  if (button.dataset.before !== undefined) {
    const input = button.closest("tr").querySelector("input");
    input.value = button.dataset.before;
    queue(input, "before");
    return;
  }
  for (const input of button.closest("section").querySelectorAll("input.form-control")) {
    if (input.value || input.placeholder) continue;
    input.value = "0";
    waiting.set(input.name, ["0", "zero"]);
  }
  keep();
  flush();
});
addEventListener("online", flush);

const left = JSON.parse(localStorage.getItem(form.dataset.key) ?? "{}");
for (const [name, [text, way]] of Object.entries(left)) {
  const input = inputs.find((one) => one.name === name);
  if (!input || input.value === text) continue;
  input.value = text;
  waiting.set(name, [text, way]);
}
keep();
flush();
