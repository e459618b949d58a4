// What was logged on this phone, each with where it stands and what there is to do.

import { callOf } from "./draft.js";
import * as queue from "./queue.js";
import { drawThumb, shrink } from "./photo.js";
import { sendSoon, status } from "./send.js";
import { known } from "./server.js";
import { openAgain } from "./sheet.js";
import { tell } from "./toast.js";
import { clockWord, say, seenWord } from "./words.js";

const byId = (id) => document.getElementById(id);
const [list, fold, text, number, standingBox, sendNow] = ["items", "queue", "queue-text", "queue-number", "queue-standing", "send-now"].map(byId);
const ROW = byId("item-row");
const COLOURS = { waiting: "info", sending: "info", saved: "success", needs: "warning" };
const input = byId("camera").cloneNode(); // a photo for an item that has lost its own
const drawn = new Map(); // canvases by photo, so that a picture is read once
let photoFor = "";

// waiting, sending, saved, needs: as the person sees it, with what keeps the whole queue.
function standing(item) {
  const state = queue.stateOf(item);
  if (state !== queue.SAVED && item.person !== known.person) return [queue.NEEDS, say("why_other_person")];
  if (state === queue.NEEDS) return [state, whyNeeded(item)];
  if (state === queue.SAVED) return [state, ""];
  if (isShut()) return [queue.NEEDS, ""]; // why stands once, above the list
  if (state === queue.SENDING) return [state, photosSent(item)];
  const isTried = status.trouble === "trouble" && status.nextTry > Date.now();
  const why = isTried ? say("why_trouble", { time: clockWord(status.nextTry) }) : say("why_waiting");
  return [state, [photosSent(item), why].filter(Boolean).join(" · ")];
}

// Nothing can be sent before somebody has signed in who may.
const isShut = () => ["sign-in", "not-allowed"].includes(status.trouble);

function whyNeeded(item) {
  if (item.state !== queue.NEEDS) {
    const { problem } = item.photos.find((photo) => photo.state === queue.NEEDS);
    return `${say("photo_refused", { why: problem })} ${say("photo_lost")}`;
  }
  const why = item.why === "unknown" ? "why_unknown" : "why_refused";
  return [...item.problems, say(why)].join(" ");
}

function photosSent(item) {
  const sent = item.photos.filter((photo) => photo.state === queue.SAVED).length;
  return item.state === queue.SAVED && item.photos.length ? say("photos_sent", { sent, all: item.photos.length }) : "";
}

function thumb(photo) {
  if (!drawn.has(photo.key)) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    drawn.set(photo.key, canvas);
    queue.pictureOf(photo.key).then((data) => data && drawThumb(canvas, { type: photo.type, data }));
  }
  return drawn.get(photo.key);
}

function rowOf(item) {
  const made = ROW.content.cloneNode(true).firstElementChild;
  const [state, why] = standing(item);
  [made.dataset.item, made.dataset.state, made.dataset.photos] = [item.key, state, item.photos.filter((one) => one.state === queue.SAVED).length];
  made.querySelector(".walk-item-name").textContent = callOf(item);
  made.querySelector(".walk-item-seen").textContent = `${seenWord(item.seen)} · ${clockWord(item.madeAt)}`;
  made.querySelector(".walk-item-why").textContent = why;
  const tag = made.querySelector(".ds-tag");
  [tag.textContent, tag.dataset.color] = [say(`state_${state}`), COLOURS[state]];
  made.querySelector(".walk-pictures").append(...item.photos.filter((one) => one.state !== queue.SAVED).map(thumb));
  const isMine = item.person === known.person;
  const badPhoto = item.state === queue.SAVED && item.photos.some((photo) => photo.state === queue.NEEDS);
  made.querySelector("[data-do=correct]").hidden = !(isMine && item.state === queue.NEEDS);
  made.querySelector("[data-do=photo]").hidden = !(isMine && badPhoto);
  made.querySelector("[data-do=delete]").hidden = !(queue.stateOf(item) === queue.NEEDS || (queue.stateOf(item) === queue.WAITING && !isShut()));
  return made;
}

function summarise(items, rows) {
  const unsent = rows.filter((row) => row.dataset.state !== queue.SAVED);
  const needing = rows.filter((row) => row.dataset.state === queue.NEEDS);
  const state = needing.length ? queue.NEEDS : unsent.length ? queue.WAITING : queue.SAVED;
  const words = { needs: say("queue_needs", { count: needing.length }), waiting: say("queue_count", { count: unsent.length }),
    saved: say("queue_none") }[state];
  if (text.textContent !== words) text.textContent = words; // a live region speaks only of what is new
  if (state === queue.NEEDS && standingBox.dataset.state !== queue.NEEDS) fold.open = true;
  standingBox.dataset.state = state;
  [fold.hidden, number.textContent] = [!rows.length, rows.length];
  sendNow.hidden = isShut() || !items.some((item) => item.person === known.person && [queue.WAITING, queue.SENDING].includes(queue.stateOf(item)));
}

let [isDrawing, isStale] = [false, false];

// Changes come in bursts; drawing twice at once would mix two of them.
export async function render() {
  isStale = true;
  if (isDrawing) return;
  isDrawing = true;
  try {
    while (isStale) {
      isStale = false;
      const items = (await onceItOpens(queue.everything)).reverse();
      const focused = document.activeElement?.closest?.("[data-item]")?.dataset.item;
      list.replaceChildren(...items.map(rowOf));
      if (focused) list.querySelector(`[data-item="${focused}"] button:not([hidden])`)?.focus();
      summarise(items, [...list.children]);
    }
  } finally {
    isDrawing = false; // else one storage that did not open would keep the list as it is for good
  }
  byId("sign-in").hidden = status.trouble !== "sign-in";
  byId("not-allowed").hidden = status.trouble !== "not-allowed";
}

async function act(what, key) {
  const item = (await queue.everything()).find((one) => one.key === key);
  if (!item) return;
  if (what === "correct") openAgain(item);
  if (what === "photo") {
    photoFor = key;
    input.click();
  }
  if (what === "delete") {
    await queue.remove(key);
    tell(say("deleted", { what: callOf(item) }), () => queue.takeBack(key).then(sendSoon));
  }
}

async function replacePhoto() {
  const item = (await queue.everything()).find((one) => one.key === photoFor);
  const [file] = input.files;
  input.value = "";
  if (!item || !file) return;
  try {
    await queue.addPhotos(item.key, [{ ...await shrink(file), order: Date.now() }]);
    for (const photo of item.photos.filter((one) => one.state === queue.NEEDS)) await queue.removePhoto(photo.key);
    sendSoon();
  } catch {
    tell(say("photo_bad"));
  }
}

// While a browser empties its storage it also shuts what was opened anew.
async function onceItOpens(ask, times = 20) {
  try {
    return await ask();
  } catch (trouble) {
    if (!times) throw trouble;
    await new Promise((done) => { setTimeout(done, 250); });
    return onceItOpens(ask, times - 1);
  }
}

// What the browser threw away is said for as long as the page is open: nobody else knows of it.
export async function sayWhatIsLost() {
  const before = [...list.children].filter((row) => row.dataset.state !== queue.SAVED).map((row) => row.dataset.item);
  const still = new Set((await onceItOpens(queue.everything)).map((item) => item.key));
  const lost = before.filter((key) => !still.has(key)).length;
  if (lost) byId("storage-lost-text").textContent = say("lost", { count: lost });
  if (lost) byId("storage-lost").hidden = false;
  await render();
}

export function start() {
  queue.changes.addEventListener("change", render);
  sendNow.addEventListener("click", () => sendSoon());
  input.addEventListener("change", replacePhoto);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) act(button.dataset.do, button.closest("[data-item]").dataset.item);
  });
  return render();
}
