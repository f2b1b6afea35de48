// A grid takes what was copied from Excel: the cells go to the right and down from the one that is pasted into.
const grid = document.querySelector("[data-grid]");

function rowsOf() {
  return [...grid.querySelectorAll("[data-row]")];
}

function number() {
  rowsOf().forEach((row, at) => {
    row.setAttribute("aria-label", `Dòng ${at + 1}`);
    row.querySelector(".grid-number").textContent = at + 1;
    for (const cell of row.querySelectorAll("input")) {
      cell.setAttribute("aria-label", cell.getAttribute("aria-label").replace(/\d*$/, at + 1));
    }
  });
}

function cleared(row) {
  for (const wrong of row.querySelectorAll(".field-error")) wrong.remove();
  for (const cell of row.querySelectorAll("input")) {
    cell.value = "";
    cell.classList.remove("is-invalid");
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }
  return row;
}

function spread(lines, first) {
  const from = rowsOf().indexOf(first.closest("[data-row]"));
  const at = [...first.closest("[data-row]").querySelectorAll("input")].indexOf(first);
  while (rowsOf().length < from + lines.length) {
    const last = rowsOf().at(-1);
    last.after(cleared(last.cloneNode(true)));
  }
  number();
  lines.forEach((line, down) => {
    const cells = rowsOf()[from + down].querySelectorAll("input");
    line.forEach((text, right) => {
      const cell = cells[at + right];
      if (cell) cell.value = text.trim().slice(0, cell.maxLength);
    });
  });
  first.dispatchEvent(new Event("input", { bubbles: true }));
}

if (grid) {
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
    if (!event.target.matches("input") || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    spread(text.split("\n").map((line) => line.split("\t")), event.target);
  });
  grid.addEventListener("click", (event) => {
    if (!event.target.closest("[data-add-row]")) return;
    // After the row has been copied: the copy brings no errors, and has its own number.
    const last = rowsOf().at(-1);
    for (const wrong of last.querySelectorAll(".field-error")) wrong.remove();
    number();
  });
}
