// After a refused form the summary of errors has the focus; its links lead to the fields.
document.querySelector("[data-error-summary]")?.focus();
