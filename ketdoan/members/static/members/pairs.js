// The digits choose a decision while nothing is being typed.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("textarea, select, input:not([type=radio])")) return;
  const choice = document.querySelectorAll("#edit-form [name=decision]")[Number(event.key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.focus();
});
// Who keeps a record keeps its unit as well, until somebody chooses another.
const belongs = document.querySelector("#edit-form [name=belongs][data-follows]");
if (belongs) {
  const follows = JSON.parse(belongs.dataset.follows);
  let chosen = false;
  belongs.addEventListener("change", () => (chosen = true));
  document.querySelector("#edit-form").addEventListener("change", (event) => {
    if (event.target.name === "decision" && !chosen) belongs.value = follows[event.target.value] ?? belongs.value;
    if (event.target.name === "decision") belongs.closest(".field").hidden = event.target.value === "different";
  });
}
