// Where the shop of the open sheet is: found by the phone, moved by hand, or one of those that are known nearby.

import { watchPlace } from "./place.js";
import { Pin } from "./pin.js";
import { NEAR_NEW, near, news } from "./units.js";
import { say } from "./words.js";

const byId = (id) => document.getElementById(id);
const [text, nearBox, nearUnits, moreNear] = ["place-text", "near", "near-units", "more-near"].map(byId);
const [frame, lastChoice] = [document.querySelector(".walk-sheet-body"), document.querySelector("[data-seen=not_sure]")];
const MOST_NEAR = 3;
const ROUGH = 100; // metres from which on the phone only guesses
const FAR = 2000; // metres from every known unit: rather a wrong position than a new end of the town
let [draft, told, stop, isUnfolded] = [null, null, () => {}, false];
const pin = new Pin(byId("place-map"), (point) => moved(point));

export function begin(opened, listeners) {
  [draft, told, isUnfolded] = [opened, listeners, false];
  nearUnits.replaceChildren();
  nearBox.hidden = true;
  if (draft.isRecheck) return;
  pin.show(draft.place);
  if (draft.place) tellWhere(draft.metres ? foundWords() : say("place_set"));
  else search();
  offerKnown();
}

export function end() {
  stop();
  stop = () => {};
}

export function render() {
  byId("place").hidden = Boolean(draft.unit);
  for (const button of nearUnits.children) button.setAttribute("aria-pressed", String(button.dataset.unit === draft.unit));
}

function tellWhere(words) {
  text.textContent = words;
}

function foundWords() {
  if (draft.metres > ROUGH) return say("place_rough", { metres: draft.metres });
  const [closest] = near(draft.place, Infinity);
  return say(closest?.away > FAR ? "place_far" : "place_found", { metres: draft.metres });
}

function search() {
  end();
  draft.placeBy = "";
  tellWhere(say("place_searching"));
  const here = draft;
  stop = watchPlace((point, metres) => {
    if (here !== draft || draft.placeBy === "hand") return;
    [draft.place, draft.placeBy, draft.metres] = [point, "phone", metres];
    pin.set(point);
    tellWhere(foundWords());
    changed();
  }, () => { if (here === draft && !draft.place) tellWhere(say("place_denied")); });
}

function moved(point) {
  end();
  [draft.place, draft.placeBy, draft.metres] = [point, "hand", 0];
  tellWhere(say("place_set"));
  changed();
}

function changed() {
  offerKnown();
  told.moved();
}

// The nearest first. Choosing one makes the entry a look at that one; choosing it again takes that back.
function offerKnown() {
  if (draft.isRecheck || !draft.place) return;
  const found = near(draft.place, NEAR_NEW).slice(0, MOST_NEAR);
  nearBox.hidden = !found.length;
  nearUnits.replaceChildren(...found.map(({ unit, away }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "walk-near-unit";
    button.dataset.unit = unit.reference;
    const name = document.createElement("strong");
    name.textContent = unit.address.startsWith(unit.name) ? unit.address : `${unit.address} · ${unit.name}`;
    const far = document.createElement("span");
    far.textContent = `${Math.round(away)} m`;
    button.append(name, far);
    button.addEventListener("click", () => choose(unit, name.textContent));
    return button;
  }));
  render();
  foldNear();
}

// What one sees is chosen without scrolling: of the known units nearby only as many are shown as leave room for that.
function foldNear() {
  const offered = [...nearUnits.children];
  for (const button of offered) button.hidden = false;
  moreNear.hidden = true;
  if (isUnfolded) return;
  const isCrowded = () => lastChoice.getBoundingClientRect().bottom + frame.scrollTop > frame.getBoundingClientRect().bottom;
  for (const button of offered.slice(1).reverse()) {
    if (!isCrowded()) return;
    if (button.dataset.unit === draft.unit) continue;
    button.hidden = true;
    moreNear.hidden = false;
  }
}

function choose(unit, title) {
  const isTakenBack = draft.unit === unit.reference;
  [draft.unit, draft.title] = isTakenBack ? ["", ""] : [unit.reference, title];
  if (isTakenBack && draft.seen === "occupied") draft.seen = "";
  told.chose();
  told.moved();
  if (isTakenBack) pin.show(draft.place);
}

moreNear.addEventListener("click", () => {
  isUnfolded = true;
  const folded = nearUnits.querySelector("[hidden]");
  foldNear();
  folded?.focus();
});
new ResizeObserver(() => { if (draft && !nearBox.hidden) foldNear(); }).observe(byId("pictures")); // a photo takes room
byId("use-position").addEventListener("click", search);
news.addEventListener("change", () => { if (draft && byId("sheet").open) offerKnown(); }); // the list may come after the place
