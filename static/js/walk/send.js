// Empties the queue: facts first, because they are small, then photos. One tab at a time. Whatever happens on the way,
// the same thing is sent again under the same key, and the server carries it out once.

import * as queue from "./queue.js";
import { ANY_LIST, known, meet, sendItem, sendPhoto } from "./server.js";
import { refresh } from "./units.js";

const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 5 * 60 * 1000;
const ITEM_FIELDS = ["key", "person", "unit", "seen", "seen_on", "note", "name", "address", "latitude", "longitude", "features"];
// trouble: what keeps the whole queue: "", offline, trouble, sign-in or not-allowed.
export const status = { trouble: "", nextTry: 0 };
let [pause, timer, isRunning, isWanted, isListOld] = [FIRST_PAUSE, 0, false, false, false];

// Something happened that may have brought the network back, or there is something new to send.
export function sendSoon() {
  pause = FIRST_PAUSE;
  return sendAll();
}

async function sendAll() {
  if (isRunning) {
    isWanted = true;
    return;
  }
  isRunning = true;
  clearTimeout(timer);
  try {
    do {
      isWanted = false;
      await alone(round);
    } while (isWanted);
  } catch (trouble) {
    again(pause); // the phone let us down in the middle; what was not noted is sent again
    throw trouble;
  } finally {
    isRunning = false;
  }
}

async function alone(work) {
  if (!navigator.locks) return work();
  return navigator.locks.request("skatlogs-walk-send", { ifAvailable: true }, (lock) => (lock ? work() : again(FIRST_PAUSE)));
}

function again(wait) {
  status.nextTry = Date.now() + wait;
  clearTimeout(timer);
  timer = setTimeout(sendAll, wait);
}

async function round() {
  await queue.nothingIsUnderWay();
  const before = await open();
  const word = before.length || !known.token ? await work(before.length > 0) : "";
  status.trouble = word;
  const left = await open();
  if (left.length < before.length) pause = FIRST_PAUSE;
  if (left.length || word) {
    again(pause * (0.8 + Math.random() * 0.4));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  } else status.nextTry = 0;
  queue.changes.dispatchEvent(new Event("change"));
}

// What this person can send now: items, and photos whose item has arrived.
async function open() {
  const mine = (await queue.everything()).filter((item) => item.person === known.person);
  const items = mine.filter((item) => item.state === queue.WAITING);
  const photos = mine.flatMap((item) => item.photos.filter((photo) => photo.state === queue.WAITING && item.state !== queue.NEEDS));
  return [...items, ...photos];
}

async function work(hasThings) {
  if (!known.token) {
    const met = hasThings ? (await meet(ANY_LIST)).word : await refresh();
    if (met !== "ok") return met;
    isListOld ||= hasThings;
  }
  let trouble = "";
  for (const [kind, send] of [["items", oneItem], ["photos", onePhoto]]) {
    for (const thing of (await open()).filter((one) => ("photos" in one) === (kind === "items"))) {
      const word = await send(thing);
      if (["offline", "sign-in", "not-allowed"].includes(word)) return word;
      if (word === "trouble") trouble = word; // the others may be luckier
    }
  }
  if (isListOld && await refresh() === "ok") isListOld = false;
  return trouble;
}

async function oneItem(item) {
  await queue.mark(item.key, { state: queue.SENDING });
  const { word, told, problems } = await sendItem(Object.fromEntries(ITEM_FIELDS.map((name) => [name, item[name]])));
  isListOld ||= Boolean(told?.is_new); // a second look counts from the queue; a new unit must be in the list
  if (word === "ok") await queue.mark(item.key, { state: queue.SAVED, savedAt: Date.now(), answer: told.unit, why: "", problems: [] });
  else if (word === "unknown") return unknown(item.key);
  else if (word === "refused") await needs(item.key, word, problems);
  else await queue.mark(item.key, { state: queue.WAITING });
  if (word === "another-person") await refresh(); // learns who it is; the item waits for its own person
  return word;
}

function needs(key, why, problems = []) {
  return queue.mark(key, { state: queue.NEEDS, why, problems });
}

// A 404: either this person may do nothing here any more, or the key is somebody else's.
async function unknown(key) {
  if (await refresh() === "ok") {
    await needs(key, "unknown");
    return "unknown";
  }
  await queue.mark(key, { state: queue.WAITING });
  return "not-allowed";
}

async function onePhoto(photo) {
  const item = (await queue.everything()).find((one) => one.key === photo.item);
  const picture = await queue.pictureOf(photo.key);
  if (item?.state !== queue.SAVED || !picture) return "";
  await queue.markPhoto(photo.key, { state: queue.SENDING });
  const { word, problems } = await sendPhoto(photo, picture);
  if (word === "ok") await queue.markPhoto(photo.key, { state: queue.SAVED });
  else if (word === "refused") await queue.markPhoto(photo.key, { state: queue.NEEDS, problem: problems.join(" ") });
  else await queue.markPhoto(photo.key, { state: queue.WAITING });
  return word === "unknown" ? itemIsGone(item) : word;
}

// The server has forgotten an item that it had (it was restored from a backup): the item goes once more, then the photo.
async function itemIsGone(item) {
  if (item.sentAgain) {
    await needs(item.key, "unknown");
    return "unknown";
  }
  await queue.mark(item.key, { state: queue.WAITING, sentAgain: true });
  return "trouble";
}
