// Scoring by keyboard: digits give points for the criterion where the focus is (else the first without points) and go on to the next,
// n and p save and lead to the next or previous application, ? tells all this. Everything works without this file.

import { listenForKeys } from "./single-keys.js";

const form = document.querySelector("form[data-review]");

const criteria = () => [...form.querySelectorAll("[data-criterion]")];
const radios = (criterion) => [...criterion.querySelectorAll("input[type=radio]")];

function current() {
  const all = criteria();
  const here = all.findIndex((criterion) => criterion.contains(document.activeElement));
  const open = all.findIndex((criterion) => radios(criterion).length && !radios(criterion).some((radio) => radio.checked));
  return here >= 0 ? here : Math.max(open, 0);
}

// 0 stands for ten where the scale has a ten and no nought.
function radioFor(criterion, digit) {
  const found = (value) => radios(criterion).find((radio) => radio.value === value);
  return found(digit) ?? (digit === "0" ? found("10") : undefined);
}

function give(digit) {
  const all = criteria();
  const place = current();
  const radio = all[place] && radioFor(all[place], digit);
  if (!radio) return false;
  radio.checked = true;
  const next = all[place + 1];
  const target = next ? radios(next).find((one) => one.checked) ?? radios(next)[0] : form.querySelector('[name="do"][value="send"]');
  (target ?? radio).focus();
  (next ?? target)?.scrollIntoView({ block: "nearest" });
  return true;
}

// The buttons of the form save first; the links of the page are for whoever has nothing to save.
function walk(mark) {
  const target = form.querySelector(`[${mark}]`) ?? document.querySelector(`a[${mark}]`);
  target?.click();
  return Boolean(target);
}

function pressed(event, isOn, showHelp) {
  if (!isOn) return false;
  if (/^[0-9]$/.test(event.key)) return give(event.key);
  if (event.key === "n") return walk("data-key-next");
  if (event.key === "p") return walk("data-key-previous");
  if (event.key !== "?") return false;
  showHelp();
  return true;
}

if (form) listenForKeys("review-keys", pressed);
