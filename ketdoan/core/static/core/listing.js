// Lists by keyboard: "/" goes to the search, arrows walk the rows, Enter opens the row's link.
const search = document.getElementById("list-q");
const rowLinks = () => [...document.querySelectorAll("#rows tbody tr")].map((row) => row.querySelector("a")).filter(Boolean);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !search) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  search.focus();
  search.select();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = rowLinks();
  const at = links.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== search) return;
  event.preventDefault();
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  if (next < 0) search?.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
});

// Rows that are chosen for an act: how many, and all of the page at once.
const act = document.getElementById("chosen");
const boxes = () => [...document.querySelectorAll('input[type="checkbox"][form="chosen"]')];
const showChosen = () => {
  const number = boxes().filter((box) => box.checked).length;
  for (const place of act?.querySelectorAll("[data-chosen]") ?? []) place.textContent = number || "những";
};
document.addEventListener("change", (event) => event.target.matches('[form="chosen"]') && showChosen());
document.addEventListener("htmx:afterSwap", showChosen);
for (const button of act?.querySelectorAll("[data-choose-all]") ?? []) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of boxes()) box.checked = true;
    showChosen();
  });
}
showChosen();
