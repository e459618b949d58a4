// What was typed on a page of applying and could not be saved (no network, a session that ended, a step back) stands there again.
// It is kept in this tab only, until something is saved: then the seal of the page is another one. Nothing here is needed.

const form = document.querySelector("form[data-typed]");
const key = `typed:${location.pathname}`;
const kept = ["text", "tel", "email", "url", "number", "date", "textarea", "select-one", "radio", "checkbox"];

const seal = () => form.elements.seal.value;
// What belongs to chosen files goes with them: no browser brings those back.
const controls = () => [...form.elements].filter((one) => one.name && kept.includes(one.type) && !("ofFiles" in one.dataset));
const isTick = (one) => one.type === "radio" || one.type === "checkbox";
const answer = (one) => [one.name, isTick(one) ? one.value : "", isTick(one) ? one.checked : one.value];

function keep() {
  if (document.documentElement.dataset.leaving) return; // signed out: static/js/page.js
  sessionStorage.setItem(key, JSON.stringify({ seal: seal(), answers: controls().map(answer) }));
}

// Whether something stands there now that did not before.
function restore(answers) {
  let isOther = false;
  for (const one of controls()) {
    const found = answers.find(([name, value]) => name === one.name && (!isTick(one) || value === one.value));
    const slot = isTick(one) ? "checked" : "value";
    if (!found || one[slot] === found[2]) continue;
    const before = one[slot];
    one[slot] = found[2];
    if (found[2] && !one[slot]) one[slot] = before; // a box for a day takes no other words
    isOther ||= one[slot] !== before;
  }
  return isOther;
}

function takeUp() {
  const saved = JSON.parse(sessionStorage.getItem(key) || "null");
  if (!saved) return;
  sessionStorage.removeItem(key);
  if (saved.seal !== seal() || !restore(saved.answers)) return;
  form.dataset.touched = "yes";
  form.dispatchEvent(new Event("change"));
  document.getElementById("typed-again").hidden = false;
}

// Without network the browser would put a page of its own in place of this one, and chosen files would be gone.
const offline = document.getElementById("offline");

function stayWithoutNetwork(event) {
  if (navigator.onLine) return;
  event.preventDefault();
  offline.hidden = false;
  offline.scrollIntoView({ block: "center" });
}
window.addEventListener("online", () => { if (offline) offline.hidden = true; });

// Before anything else hears of the sending, and for the last page too.
if (offline) document.addEventListener("submit", stayWithoutNetwork, { capture: true });

if (form) {
  // A page with problems shows by itself what was typed, and it is still not saved.
  const cameBack = document.querySelector("[data-takes-focus]");
  if (cameBack) form.dataset.touched = "yes";
  else takeUp();
  form.addEventListener("input", () => { form.dataset.touched = "yes"; });
  form.addEventListener("submit", keep);
  window.addEventListener("pagehide", () => { if (form.dataset.touched) keep(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && form.dataset.touched) keep(); });
}
