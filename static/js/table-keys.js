// The table by keyboard: j and k (or the arrows) go from unit to unit, Enter opens, x ticks, b leads to what is done with the ticked,
// / searches, ? tells all this.
// The focus itself moves, so a screen reader follows.

import { listenForKeys } from "./single-keys.js";

const table = document.querySelector("table[data-keys]");

const rows = () => [...table.tBodies[0].rows];
const current = () => rows().findIndex((row) => row.contains(document.activeElement));

// Where somebody was before opening a unit: after the way back the keys go on from there.
const opened = () => rows().findIndex((row) => row.dataset.reference === history.state?.opened);

function noteOpened(event) {
  const row = event.target.closest("th a")?.closest("tr");
  if (row) history.replaceState({ ...history.state, opened: row.dataset.reference }, "");
}

function go(step) {
  const now = current() < 0 ? opened() : current();
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
  "?": (showHelp) => showHelp(),
};

function pressed(event, isOn, showHelp) {
  const inTable = current() >= 0;
  if (inTable && (event.key === "ArrowDown" || event.key === "ArrowUp")) go(event.key === "ArrowDown" ? 1 : -1);
  else if (isOn && KEYS[event.key]) KEYS[event.key](showHelp);
  else return false;
  return true;
}

if (table && listenForKeys("table-keys", pressed)) table.addEventListener("click", noteOpened);
