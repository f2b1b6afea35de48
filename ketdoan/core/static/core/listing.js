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
