// Everything that was logged on this phone, until the server has it, and a day longer to look back.

import { all, isFull, one, write } from "./kept.js";

export const [WAITING, SENDING, SAVED, NEEDS] = ["waiting", "sending", "saved", "needs"];
export const DRAFT = "draft"; // its name among the single things that are kept
const STORES = ["items", "photos", "pictures"];
const A_DAY = 24 * 3600 * 1000;
const UNDO_SPARE = 60 * 1000; // a deleted item can be taken back for a moment, also after a reload
// How far things are, where a full phone could not write it down. Sending goes on all the same, since it makes room; after a
// crash the same is sent again, and carried out once.
const unwritten = { items: new Map(), photos: new Map() };
const channel = "BroadcastChannel" in self ? new BroadcastChannel("skatlogs-walk") : null;
export const changes = new EventTarget();
if (channel) channel.onmessage = () => changes.dispatchEvent(new Event("change"));

function changed() {
  changes.dispatchEvent(new Event("change"));
  channel?.postMessage("change");
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function putPhotos({ photos, pictures }, item, added) {
  for (const { key, type, data, order } of added) {
    photos.put({ key, type, item, order, state: WAITING, problem: "" }, key);
    pictures.put(data, key);
  }
}

// The item and its photos together or not at all; the draft that they were goes. `replaces`: the key of an item that
// goes on under a new one, and leaves it its photos.
export async function enqueue(item, added, replaces = "") {
  const left = replaces ? (await all("photos")).filter((photo) => photo.item === replaces) : [];
  await write([...STORES, "kept"], (stores) => {
    stores.items.put({ ...item, state: WAITING, problems: [], why: "" }, item.key);
    putPhotos(stores, item.key, added);
    for (const photo of left) stores.photos.put({ ...photo, item: item.key }, photo.key);
    if (replaces) stores.items.delete(replaces);
    stores.kept.delete(DRAFT);
  });
  unwritten.items.delete(item.key);
  changed();
}

export async function addPhotos(item, added) {
  await write(["photos", "pictures"], (stores) => putPhotos(stores, item, added));
  changed();
}

const allOf = async (store) => (await all(store)).map((row) => ({ ...row, ...unwritten[store].get(row.key) }));

// In the order in which they were made, each with its photos; without what was deleted.
export async function everything() {
  const [items, photos] = [await allOf("items"), await allOf("photos")];
  return items.filter((item) => !item.removedAt).sort((one, two) => one.madeAt - two.madeAt).map((item) => ({
    ...item, photos: photos.filter((photo) => photo.item === item.key).sort((one, two) => one.order - two.order) }));
}

// What is gone meanwhile stays gone.
function change(store, key, fields) {
  const asked = store.get(key);
  asked.onsuccess = () => { if (asked.result) store.put({ ...asked.result, ...fields }, key); };
}

async function note(store, key, fields) {
  const all = { ...unwritten[store].get(key), ...fields };
  try {
    await write([store], (stores) => change(stores[store], key, all));
    unwritten[store].delete(key);
  } catch (trouble) {
    if (!isFull(trouble)) throw trouble;
    unwritten[store].set(key, all);
  }
}

export async function mark(key, fields) {
  await note("items", key, fields);
  changed();
}

export async function markPhoto(key, fields) {
  if (fields.state === SAVED) await photoIsThere(key, fields);
  else await note("photos", key, fields);
  changed();
}

// The picture goes. Where not even that can be written beside it, what is known about the photo goes as well: deleting
// always works, and makes room for what could not be written before.
async function photoIsThere(key, fields) {
  try {
    await write(["photos", "pictures"], ({ photos, pictures }) => {
      change(photos, key, fields);
      pictures.delete(key);
    });
  } catch (trouble) {
    if (!isFull(trouble)) throw trouble;
    await removePhoto(key);
  }
  unwritten.photos.delete(key);
  for (const store of Object.keys(unwritten)) for (const missing of [...unwritten[store].keys()]) await note(store, missing, {});
}

export const pictureOf = (key) => one("pictures", key);

export async function removePhoto(key) {
  await write(["photos", "pictures"], ({ photos, pictures }) => { photos.delete(key); pictures.delete(key); });
  changed();
}

export const remove = (key) => mark(key, { removedAt: Date.now() });
export const takeBack = (key) => mark(key, { removedAt: 0 });

export function stateOf(item) {
  const states = [item.state, ...item.photos.map((photo) => photo.state)];
  return [NEEDS, SENDING, WAITING].find((state) => states.includes(state)) ?? SAVED;
}

// After a crash nothing is under way any more. Only the tab that holds the lock may say so.
export async function nothingIsUnderWay() {
  const [items, photos] = [await allOf("items"), await allOf("photos")];
  for (const item of items) if (item.state === SENDING) await mark(item.key, { state: WAITING });
  for (const photo of photos) if (photo.state === SENDING) await markPhoto(photo.key, { state: WAITING });
}

// What was deleted goes for good, and what was saved is no longer shown after a day.
export async function tidy(now = Date.now()) {
  const saved = (await everything()).filter((item) => stateOf(item) === SAVED && item.savedAt < now - A_DAY);
  const deleted = (await allOf("items")).filter((item) => item.removedAt && item.removedAt < now - UNDO_SPARE);
  const gone = new Set([...saved, ...deleted].map((item) => item.key));
  if (!gone.size) return;
  const lost = (await all("photos")).filter((photo) => gone.has(photo.item));
  await write(STORES, ({ items, photos, pictures }) => {
    for (const key of gone) items.delete(key);
    for (const { key } of lost) { photos.delete(key); pictures.delete(key); }
  });
  changed();
}
