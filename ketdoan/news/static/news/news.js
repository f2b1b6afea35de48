// Signs of an article's text: put at the beginning of a line, around what is chosen, or as a link.
for (const bar of document.querySelectorAll("[data-signs]")) {
  const area = document.getElementById(bar.dataset.signs);

  const told = () => {
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };

  const line = (sign) => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const alone = sign.startsWith("[");
    const before = from > 1 && area.value[from - 2] !== "\n" && (alone || sign === "## ") ? "\n" : "";
    area.setRangeText(before + sign + (alone ? "\n\n" : ""), from, from, "end");
    told();
  };

  const around = (sign) => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd) || "chữ";
    const at = area.selectionStart + sign.length;
    area.setRangeText(sign + chosen + sign, area.selectionStart, area.selectionEnd, "end");
    area.setSelectionRange(at, at + chosen.length);
    told();
  };

  const link = () => {
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd) || "chữ của liên kết";
    const at = area.selectionStart + chosen.length + 3;
    area.setRangeText(`[${chosen}](https://)`, area.selectionStart, area.selectionEnd, "end");
    area.setSelectionRange(at, at + 8);
    told();
  };

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.line) line(button.dataset.line);
    else if (button.dataset.around) around(button.dataset.around);
    else link();
  });
}
