// A report in words: a figure of the report is put where the cursor was last, as the line it is of.
const form = document.getElementById("edit-form");
const line = document.getElementById("insert-line");
const way = document.getElementById("insert-way");
const areas = [...form.querySelectorAll("textarea")];
const numbers = [...document.querySelectorAll("#insert-lines option")].map((option) => option.value);
let last = areas[0];

for (const area of areas) area.addEventListener("focus", () => { last = area; });

function asked() {
  const typed = line.value.trim().toLowerCase();
  const found = numbers.find((one) => one.toLowerCase() === typed || one.split(". ")[0].toLowerCase() === typed)
    ?? numbers.find((one) => typed && one.toLowerCase().includes(typed));
  return found?.split(". ")[0];
}

function insert() {
  const no = asked();
  line.setCustomValidity(no ? "" : "Không có dòng này trong biểu mẫu.");
  if (!line.reportValidity()) return;
  last.setRangeText(`{${no}${way.value}}`, last.selectionStart, last.selectionEnd, "end");
  last.dispatchEvent(new Event("input", { bubbles: true }));
  last.focus();
  line.value = "";
}

document.getElementById("insert").addEventListener("click", insert);
line.addEventListener("input", () => line.setCustomValidity(""));
line.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  insert();
});
