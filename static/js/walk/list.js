// The list of a walk: what is due first, and how much of it is done. What lies in the queue counts as done.

import { keep, kept } from "./kept.js";
import { watchPlace } from "./place.js";
import * as queue from "./queue.js";
import { isMeant } from "./taps.js";
import { groups, listedAt, news, walk } from "./units.js";
import { dayWord, momentWord, say, seenWord } from "./words.js";

const AT_ONCE = 30;
const [where, units, more, age] = ["where", "units", "more-units", "list-age"].map((id) => document.getElementById(id));
const [progress, progressText] = ["progress", "progress-text"].map((id) => document.getElementById(id));
const ROW = document.getElementById("unit-row");
let [shown, place, chosen, stopWatching] = [AT_ONCE, null, "all", () => {}];
let opened = ""; // the unit whose row led to the sheet: the row may be a new one when the sheet closes

function option(code, name) {
  return new Option(name, code, false, code === chosen);
}

function optgroup(label, found) {
  const made = document.createElement("optgroup");
  made.label = label;
  made.append(...found.map(({ code, name }) => option(code, name)));
  return found.length ? [made] : [];
}

function fillWhere() {
  const { streets, areas } = groups();
  where.replaceChildren(option("all", say("whole_town")), option("near", say("near_here")),
    ...optgroup(say("areas"), areas), ...optgroup(say("streets"), streets));
  if (!where.value) where.value = chosen = "all"; // the street is no longer in the list
}

function noteOf({ unit, own }) {
  if (own) return say("in_queue", { seen: seenWord(own.seen) });
  if (!unit.seenOn) return say("never_seen");
  return `${say("last_seen", { day: dayWord(unit.seenOn) })}: ${seenWord(unit.seen)}`;
}

function rowOf(row) {
  const made = ROW.content.cloneNode(true);
  const { unit, isDue } = row;
  made.querySelector("button").dataset.unit = unit.reference;
  made.querySelector(".walk-row-name").textContent = unit.address.startsWith(unit.name) ? unit.address : `${unit.address} · ${unit.name}`;
  made.querySelector(".walk-row-note").textContent = noteOf(row);
  const tag = made.querySelector(".ds-tag");
  tag.textContent = isDue ? say("due") : "";
  tag.dataset.color = "warning";
  tag.hidden = !isDue;
  return made;
}

export async function render() {
  const logged = new Map((await queue.everything()).filter((item) => item.unit).map((item) => [item.unit, item]));
  const { rows, seen } = walk(chosen, logged, place);
  const isNowhere = document.activeElement === document.body;
  const focused = (units.contains(document.activeElement) && document.activeElement.dataset.unit) || (isNowhere && opened);
  units.replaceChildren(...rows.slice(0, shown).map(rowOf));
  if (focused) units.querySelector(`[data-unit="${focused}"]`)?.focus({ preventScroll: true });
  more.hidden = rows.length <= shown;
  progress.max = Math.max(1, rows.length);
  progress.value = seen;
  progressText.textContent = say("progress", { seen, all: rows.length });
  const text = listedAt() ? say("list_old", { time: momentWord(listedAt()) }) : say("list_none");
  age.textContent = rows.length || !listedAt() ? text : say("nothing_here");
}

function choose(code) {
  [chosen, shown] = [code, AT_ONCE];
  stopWatching();
  if (code === "near") stopWatching = watchPlace((point) => { place = point; render(); }, () => { age.textContent = say("place_denied"); });
  return render();
}

export async function start(open) {
  chosen = (await kept("where")) ?? "all";
  fillWhere();
  document.addEventListener("focusin", ({ target }) => { if (!target.closest("dialog")) opened = target.dataset.unit ?? ""; });
  document.getElementById("sheet").addEventListener("close", render);
  news.addEventListener("change", () => { fillWhere(); render(); });
  queue.changes.addEventListener("change", render);
  where.addEventListener("change", () => { choose(where.value); keep("where", where.value).catch(() => {}); });
  more.addEventListener("click", () => { shown += AT_ONCE; render(); });
  units.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-unit]");
    if (button && isMeant(event)) open(button.dataset.unit);
  });
  await choose(chosen);
}
