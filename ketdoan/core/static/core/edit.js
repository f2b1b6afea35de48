// After a refused form the summary of errors has the focus; its links lead to the fields.
document.querySelector("[data-error-summary]")?.focus();

// A list of rows grows by an empty copy of its last one.
for (const button of document.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", () => {
    const rows = button.closest("[data-rows]").querySelectorAll("[data-row]");
    const last = rows[rows.length - 1];
    const row = last.cloneNode(true);
    for (const control of [row, ...row.querySelectorAll("input, select")].filter((one) => one.matches("input, select"))) {
      control.removeAttribute("id");
      if (control.type === "checkbox") control.checked = control.defaultChecked;
      else if (control.tagName === "SELECT") control.selectedIndex = 0;
      else control.value = "";
      control.setAttribute("aria-label", (control.getAttribute("aria-label") || "Dòng").replace(/\s*\d*$/, ` ${rows.length + 1}`));
    }
    last.after(row);
    window.htmx?.process(row);
    (row.matches("input") ? row : row.querySelector("input, select")).focus();
  });
}
