// The table by keyboard: j and k (or the arrows) go from unit to unit, Enter opens, x ticks, b leads to what is done with the ticked,
// / searches, ? tells all this.
// The focus itself moves, so a screen reader follows. Single keys can be switched off, which is remembered on this device.

const table = document.querySelector("table[data-keys]");
const help = document.querySelector("[data-keys-help]");
const REMEMBERED = "table-keys";
const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog";

// Storage may be closed to pages (private windows): then the choice lasts as long as the page.
let isOn = true;
try {
  isOn = localStorage.getItem(REMEMBERED) !== "off";
} catch { /* stays on */ }

function remember() {
  try {
    localStorage.setItem(REMEMBERED, isOn ? "on" : "off");
  } catch { /* for this page only */ }
}

const rows = () => [...table.tBodies[0].rows];
const current = () => rows().findIndex((row) => row.contains(document.activeElement));

function go(step) {
  const now = current();
  const all = rows();
  const next = now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1);
  const link = all[next]?.querySelector("th a");
  link?.focus();
  link?.closest("tr").scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = rows()[current()]?.querySelector('input[name="unit"]');
  box?.click();
  return Boolean(box);
}

// What is to be done with the ticked units; not there, or not shown, while nothing is ticked.
function act() {
  document.querySelector("#bulk [name=verb]")?.focus();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: () => tick(),
  b: () => act(),
  "/": () => document.querySelector('input[name="q"]')?.focus(),
  "?": () => help.showModal(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.target.closest?.(TYPING)) return;
  const inTable = current() >= 0;
  if (inTable && (event.key === "ArrowDown" || event.key === "ArrowUp")) go(event.key === "ArrowDown" ? 1 : -1);
  else if (isOn && KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
}

if (table && help) {
  const choice = help.querySelector("[data-keys-switch]");
  choice.checked = isOn;
  choice.addEventListener("change", () => { isOn = choice.checked; remember(); });
  document.querySelector("[data-keys-open]").hidden = false;
  document.querySelector("[data-keys-open] button").addEventListener("click", () => help.showModal());
  help.querySelector("[data-keys-close]").addEventListener("click", () => help.close());
  document.addEventListener("keydown", pressed);
}
