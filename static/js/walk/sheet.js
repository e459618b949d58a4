// The sheet on which one look at one shop is entered: photo, what is seen, where. A known unit is saved by the second tap.

import { callOf, draftOf, dropDraft, isEmpty, itemOf, keepDraft, newDraft } from "./draft.js";
import { isFull } from "./kept.js";
import { drawThumb, shrink } from "./photo.js";
import * as placing from "./placing.js";
import * as queue from "./queue.js";
import { isMeant } from "./taps.js";
import { tell } from "./toast.js";
import { unitBy } from "./units.js";
import { say, seenWord } from "./words.js";

const byId = (id) => document.getElementById(id);
const [sheet, title, note, problem, pictures, save] = ["sheet", "sheet-title", "sheet-note", "sheet-problem", "pictures", "save"].map(byId);
const TEXTS = ["address", "name", "note"];
const PICTURE = byId("picture");
const features = [...document.querySelectorAll("[data-feature]")];
let [draft, isBusy, shrinking] = [null, false, Promise.resolve()];
const afterSaving = new EventTarget();
export const onSaved = (told) => afterSaving.addEventListener("saved", told);

const nameOf = (unit) => (unit.address.startsWith(unit.name) ? unit.address : `${unit.address} · ${unit.name}`);

export function openNew(withCamera) {
  show(newDraft());
  if (withCamera) byId("camera").click();
}

export function openKnown(reference) {
  const unit = unitBy(reference);
  if (unit) show(newDraft(reference, nameOf(unit)));
}

export const openAgain = (item) => show({ ...draftOf(item), isRecheck: false });
export const openDraft = (kept) => show(kept);

function show(next) {
  draft = next;
  for (const name of TEXTS) byId(name).value = draft[name];
  for (const box of features) box.checked = draft.features.includes(box.value);
  byId("more").open = Boolean(draft.note || draft.name || draft.address);
  complain("");
  pictures.replaceChildren();
  for (const photo of draft.photos) showPicture(photo);
  if (!sheet.open) sheet.showModal();
  placing.begin(draft, { moved: placed, chose: render });
  render();
  sheet.querySelector(".walk-sheet-body").scrollTop = 0;
  title.focus();
}

function render() {
  sheet.dataset.known = draft.unit ? "yes" : "";
  sheet.dataset.recheck = draft.isRecheck ? "yes" : "";
  title.textContent = draft.unit ? draft.title : say("new_title");
  note.textContent = draft.unit ? draft.unit : "";
  byId("save-foot").hidden = draft.isRecheck;
  [save.hidden, byId("save-hint").hidden] = [!draft.seen, Boolean(draft.seen)];
  for (const button of sheet.querySelectorAll("[data-seen]")) {
    button.setAttribute("aria-pressed", String(button.dataset.seen === draft.seen));
    button.dataset.variant = button.dataset.seen === draft.seen ? "primary" : "secondary";
    button.hidden = button.dataset.seen === "occupied" && !draft.unit;
  }
  placing.render();
}

function complain(text) {
  problem.textContent = text;
  problem.hidden = !text;
  if (text) problem.scrollIntoView({ block: "nearest" });
}

function placed() {
  if (problem.textContent === say("place_missing")) complain("");
  keepIt();
}

// What is only on this page is said to be only on this page.
async function keepIt() {
  try {
    await keepDraft(draft);
  } catch (trouble) {
    complain(say(!isFull(trouble) ? "not_kept" : draft.photos.length ? "photo_full" : "full"));
  }
}

function read() {
  for (const name of TEXTS) draft[name] = byId(name).value.trim();
  draft.features = features.filter((box) => box.checked).map((box) => box.value);
}

function showPicture(photo) {
  const made = PICTURE.content.cloneNode(true).firstElementChild;
  drawThumb(made.querySelector("canvas"), photo);
  made.querySelector("button").addEventListener("click", () => {
    draft.photos = draft.photos.filter((one) => one.key !== photo.key);
    made.remove();
    keepIt();
    byId("take-photo").focus();
  });
  pictures.append(made);
}

// One after the other: a phone has little memory. Saving waits until they are small.
function takeFiles(files) {
  const here = draft;
  for (const file of files) {
    shrinking = shrinking.then(async () => {
      try {
        const photo = { ...await shrink(file), order: Date.now() };
        here.photos.push(photo);
        if (here === draft) showPicture(photo);
        await keepIt();
      } catch {
        complain(say("photo_bad"));
      }
    });
  }
}

async function saveIt() {
  if (isBusy) return;
  isBusy = true;
  try {
    read();
    await shrinking;
    const isSomewhere = draft.unit || draft.place || draft.address;
    complain(isSomewhere ? "" : say("place_missing"));
    if (!isSomewhere) return;
    await queue.enqueue(itemOf(draft), draft.photos, draft.replaces);
    close();
    tell(say("saved_here", { what: `${callOf(draft)}, ${seenWord(draft.seen)}` }));
    afterSaving.dispatchEvent(new Event("saved"));
  } catch (trouble) {
    complain(say(isFull(trouble) ? "full" : "not_kept"));
  } finally {
    isBusy = false;
  }
}

function close() {
  placing.end();
  sheet.close();
}

// Nobody is asked whether they are sure: what was entered can be had back.
function cancel() {
  read();
  const dropped = draft;
  close();
  dropDraft().catch(() => {});
  if (!isEmpty(dropped) && !dropped.corrects) tell(say("dropped"), () => { show(dropped); keepIt(); });
}

export function start() {
  byId("sheet-close").addEventListener("click", cancel);
  sheet.addEventListener("cancel", (event) => {
    if (event.target !== sheet) return; // a camera closed without a photo says so in the same word, and it bubbles
    event.preventDefault();
    cancel();
  });
  save.addEventListener("click", saveIt);
  byId("take-photo").addEventListener("click", () => byId("camera").click());
  byId("from-album").addEventListener("click", () => byId("album").click());
  for (const input of [byId("camera"), byId("album")]) {
    input.addEventListener("change", () => { takeFiles([...input.files]); input.value = ""; });
  }
  for (const box of [...TEXTS.map(byId), ...features]) box.addEventListener("change", () => { read(); keepIt(); });
  sheet.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seen]");
    if (!button || !isMeant(event)) return;
    draft.seen = button.dataset.seen;
    render();
    if (draft.isRecheck) saveIt();
    else keepIt();
  });
}
