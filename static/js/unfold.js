// Questions that only some answers ask for unfold at once, and are not sent while they are folded away.
// Without a script the server asks them after the page was saved.

function isMet(form, part) {
  return [...form.elements].some((control) =>
    control.name === part.dataset.on && !control.matches(":disabled") && control.value === part.dataset.wanted
    && (!/^(radio|checkbox)$/.test(control.type) || control.checked));
}

// In the order of the page, so that what depends on a folded question folds with it.
function settle(form) {
  for (const part of form.querySelectorAll("fieldset.unfolds")) {
    part.hidden = part.disabled = !isMet(form, part);
  }
}

for (const form of document.querySelectorAll("form")) {
  if (!form.querySelector("fieldset.unfolds")) continue;
  form.addEventListener("change", () => settle(form));
  settle(form);
  // A browser that goes back fills the answers in again after this has run.
  window.addEventListener("pageshow", () => settle(form));
}
