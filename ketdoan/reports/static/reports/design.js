// The grid of the form designer: rows are added and taken out, proposed elements taken over with one click.
const lines = document.querySelector("[data-design]");

function changed() {
  lines.dispatchEvent(new Event("input", { bubbles: true }));
}

function blank() {
  const all = lines.querySelectorAll("[data-line]");
  const row = all[all.length - 1].cloneNode(true);
  row.removeAttribute("id");
  row.classList.remove("doubtful", "wrong");
  row.querySelector(".line-notes")?.remove();
  for (const control of row.querySelectorAll("input")) control.value = "";
  for (const control of row.querySelectorAll("select")) control.selectedIndex = control.name === "lines_kind" ? 1 : 0;
  shape(row);
  return row;
}

function shape(row) {
  row.className = row.className.replace(/kind-\w+/, `kind-${row.querySelector("[name=lines_kind]").value}`);
}

lines?.addEventListener("change", (event) => {
  if (event.target.name === "lines_kind") shape(event.target.closest("[data-line]"));
});

lines?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = button?.closest("[data-line]");
  if (!row) return;
  if (button.matches("[data-insert]")) {
    const added = blank();
    row.after(added);
    added.querySelector("[name=lines_no]").focus();
  } else if (button.matches("[data-remove]")) {
    const next = row.nextElementSibling;
    if (next) {
      row.remove();
      next.querySelector("[name=lines_label]").focus();
    } else {
      for (const control of row.querySelectorAll("input")) control.value = "";
    }
  } else if (button.matches("[data-take]")) {
    row.querySelector("[name=lines_cell]").value = button.dataset.take;
  } else return;
  changed();
});

document.querySelector("[data-next-doubt]")?.addEventListener("click", (event) => {
  const row = lines.querySelector(".doubtful");
  if (!row) return;
  event.preventDefault();
  row.scrollIntoView({ block: "center" });
  row.querySelector("[name=lines_label]").focus();
});
