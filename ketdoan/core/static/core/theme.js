// Sets the colours before the first paint; loaded in the head without defer for that reason.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    let choice = "auto";
    try {
      choice = localStorage.getItem("theme") || "auto";
    } catch {
      // private windows of some browsers refuse storage: the system's choice holds
    }
    const root = document.documentElement;
    root.dataset.theme = choice;
    root.dataset.bsTheme = choice === "auto" ? (dark.matches ? "dark" : "light") : choice;
  };
  apply();
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("themechange", apply);
})();
