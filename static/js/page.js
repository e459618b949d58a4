// Small comforts for every page. Nothing here is needed: each page works without it.

// A menu made of <details> closes when one clicks beside it or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.pop[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Where links stand in a line that is pushed along, the one of this page is in sight.
for (const link of document.querySelectorAll(".register-nav [aria-current]")) {
  const line = link.closest("ul");
  line.scrollLeft = link.offsetLeft - (line.clientWidth - link.offsetWidth) / 2;
}

// What went wrong is read first: the summary of problems takes the focus, also after a partial reload.
function focusOnProblems(root) {
  root.querySelector("[data-takes-focus]")?.focus();
}
focusOnProblems(document);
// An address with a #part of the page lets the focus go once that part is there, or gives it to all of the content, where somebody
// had skipped to that before the form was sent.
window.addEventListener("load", () => { if (document.activeElement.matches("body, #main")) focusOnProblems(document); });
document.addEventListener("htmx:load", (event) => focusOnProblems(event.target));

// Going back to a page that came with problems asks the server anew, instead of asking whether to send the form again.
if (document.querySelector("[data-takes-focus]") && document.querySelector("main form[method=post]:not([action])")) {
  history.replaceState(history.state, "", location.href);
}

// A form is sent once, however often its button is clicked. The server keeps the promise too, by its token.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000); // an answer that is a download leaves the page standing
});
// Whoever signs out, or removes a draft, leaves nothing of what was typed in this tab.
document.addEventListener("submit", (event) => {
  if (!/\/(logout|drop-draft)\/$/.test(event.target.action)) return;
  sessionStorage.clear();
  document.documentElement.dataset.leaving = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Filters apply as soon as they change; without a script their button does the same.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto-submit]");
  if (form && !form.hasAttribute("hx-get")) form.requestSubmit();
});

// On a phone further filters are folded away at first, also those in use: the summary tells how many, and the list begins in sight.
for (const more of document.querySelectorAll("[data-filter-more]")) {
  if (matchMedia("(max-width: 40rem)").matches) more.open = false;
  more.dataset.folded = "yes";
}
