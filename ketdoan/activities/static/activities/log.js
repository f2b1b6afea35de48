// The page that enters a line: only what the chosen kind counts is asked, with the number that is nearly always meant.
const entry = document.querySelector(".kinds")?.form ?? document.querySelector(".kinds")?.closest("form");
let given = "";

function follow() {
  const chosen = entry.querySelector("[name=kind]:checked");
  const counts = chosen ? chosen.dataset.counts.split(" ") : [];
  for (const part of entry.querySelectorAll("[data-quantity]")) {
    part.hidden = !counts.includes(part.dataset.quantity);
    for (const control of part.querySelectorAll("input, select")) control.disabled = part.hidden;
  }
  const first = entry.querySelector(`[data-quantity="${counts[0]}"] input`);
  if (!first || (first.value && first.value !== given)) return;
  given = chosen.dataset.usual;
  first.value = given;
}

if (entry) {
  entry.addEventListener("change", (event) => {
    if (event.target.name === "kind") follow();
  });
  for (const button of entry.querySelectorAll("[data-set-day]")) {
    button.addEventListener("click", () => {
      entry.querySelector("[name=on]").value = button.dataset.setDay;
    });
  }
  follow();
}

// The print follows the filters, which htmx changes without loading the page again.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("[data-follows-list]")) link.search = location.search;
});
