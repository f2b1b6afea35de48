// A branch of the tree opens and closes; its units are fetched by htmx at the first opening.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".twist");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", open);
  document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
});
