// What the frame of every page does in the browser. Pages themselves work by htmx and plain forms.
const $ = (selector, from = document) => from.querySelector(selector);

// Theme: light → dark → as the system says.
const THEMES = { light: "sáng", dark: "tối", auto: "theo máy" };
const themeButton = $("[data-theme-button]");
function nameTheme() {
  const name = `Giao diện: ${THEMES[document.documentElement.dataset.theme]}`;
  themeButton.setAttribute("aria-label", `${name}. Bấm để đổi`);
  themeButton.title = name;
}
const themeChoices = [...document.querySelectorAll("[data-theme-choice] input")];
function showTheme() {
  nameTheme();
  for (const choice of themeChoices) choice.checked = choice.value === document.documentElement.dataset.theme;
}
function setTheme(name) {
  try {
    localStorage.setItem("theme", name);
  } catch {
    return;
  }
  dispatchEvent(new Event("themechange"));
  showTheme();
}
for (const choice of themeChoices) choice.addEventListener("change", () => setTheme(choice.value));
if (themeButton) {
  showTheme();
  themeButton.addEventListener("click", () => {
    const names = Object.keys(THEMES);
    setTheme(names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length]);
  });
}

// The menu is longer than many screens: the entry of the open page is brought into sight.
const menu = $("#menu");
const entryHere = menu && $("[aria-current]", menu);
const showEntry = () => menu.scrollTo(0, entryHere.offsetTop + 2 * entryHere.offsetHeight - menu.clientHeight);
if (entryHere) {
  showEntry();
  menu.addEventListener("toggle", showEntry);
}

// Menus are <details>: one open at a time, closed by Escape or a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    $("summary", menu).focus();
  }
});

// The palette: Ctrl K opens it, arrows walk through the hits, Enter takes the first. What one opened from it stands
// first the next time: kept for this tab and this post alone, since names may be among it.
const palette = $("#palette");
const RECENT_MOST = 6;
const foldWords = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").split(/\s+/).filter(Boolean);
function recentHits() {
  try {
    return JSON.parse(sessionStorage.getItem(`recent-${palette.dataset.of}`)) ?? [];
  } catch {
    return [];
  }
}
function keepHit(link) {
  const words = [...link.querySelectorAll("span")].map((part) => part.textContent);
  const hit = { url: link.getAttribute("href"), words };
  const kept = [hit, ...recentHits().filter((old) => old.url !== hit.url)].slice(0, RECENT_MOST);
  try {
    sessionStorage.setItem(`recent-${palette.dataset.of}`, JSON.stringify(kept));
  } catch {
    // a window without storage has no recent hits
  }
}
function showRecent(typed) {
  const asked = foldWords(typed);
  const told = (hit) => asked.every((word) => foldWords(hit.words.join(" ")).some((known) => known.startsWith(word)));
  const section = $("#palette-recent");
  const shown = recentHits().filter(told);
  section.hidden = shown.length === 0;
  $("ul", section).replaceChildren(
    ...shown.map((hit) => {
      const [item, link] = [document.createElement("li"), document.createElement("a")];
      link.href = hit.url;
      link.append(
        ...hit.words.map((text, place) => {
          const part = document.createElement("span");
          part.textContent = text;
          if (place) part.className = "text-secondary";
          return part;
        }),
      );
      item.append(link);
      return item;
    }),
  );
}
if (palette) {
  const input = $("input", palette);
  const links = () => [...palette.querySelectorAll("li a")];
  input.addEventListener("input", () => showRecent(input.value));
  palette.addEventListener("click", (event) => {
    const link = event.target.closest("li a");
    if (link) keepHit(link);
  });
  const open = () => {
    showRecent(input.value);
    palette.showModal();
    input.select();
    input.dispatchEvent(new Event("palette"));
  };
  for (const button of document.querySelectorAll("[data-open-palette]")) button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else open();
    }
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close();
  });
  palette.addEventListener("keydown", (event) => {
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && all.length) {
      event.preventDefault();
      all[Math.min(at + 1, all.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at === 0 ? input : all[at - 1]).focus();
    } else if (event.key === "Enter" && document.activeElement === input && all.length) {
      event.preventDefault();
      all[0].click();
    }
  });
}

// Buttons with data-copy put the text of the named element on the clipboard.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText($(button.dataset.copy).value);
  $("[data-copied]", button.parentElement).textContent = "Đã sao chép";
});

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// htmx: forms carry their own token; what is sent without a form gets it from the page.
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") {
    event.detail.headers["X-CSRFToken"] = $("meta[name=csrf-token]").content;
  }
});

// A request that failed must not pass unnoticed.
for (const name of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    const lost = name === "htmx:sendError";
    $("#live").textContent = lost
      ? "Mất kết nối với máy chủ. Hãy kiểm tra mạng rồi thử lại."
      : `Máy chủ chưa xử lý được yêu cầu (mã ${event.detail.xhr.status}). Hãy tải lại trang rồi thử lại.`;
  });
}

// A text that is offered for a field is put into it.
document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-fill]");
  const field = offer && document.getElementById(offer.dataset.fill);
  if (!field) return;
  field.value = offer.dataset.text;
  field.focus();
});
