// The entry that is being made. Kept at every step, because a phone may close the browser while its camera is open.

import { forget, keep, kept } from "./kept.js";
import { DRAFT, uuid } from "./queue.js";
import { known } from "./server.js";
import { say, today } from "./words.js";

// unit: the reference of a known one, or "". place: where the pin is; by: "" while nobody knows, "phone" (to how many metres) or "hand".
export function newDraft(unit = "", title = "") {
  return { key: uuid(), unit, title, isRecheck: Boolean(unit), seen: "", note: "", name: "", address: "", features: [],
    place: null, placeBy: "", metres: 0, photos: [], seenOn: "", corrects: false, replaces: "" };
}

// An item that needs its person, opened again. Its photos stay where they are.
export function draftOf(item) {
  const place = item.latitude === null ? null : [item.latitude, item.longitude];
  const isUnknown = item.why === "unknown"; // the server knows that key, but not as this person's: it needs a new one
  return { ...newDraft(item.unit, item.title), ...(isUnknown ? { replaces: item.key } : { key: item.key }), seen: item.seen, seenOn: item.seen_on, note: item.note, name: item.name,
    address: item.address, features: item.features, place, placeBy: place ? "hand" : "", corrects: true };
}

// A corrected item keeps its day, unless that day lies ahead: then the phone's clock was wrong.
const dayOf = ({ seenOn }) => (seenOn && seenOn <= today() ? seenOn : today());

export function itemOf(draft) {
  const [latitude, longitude] = draft.place ?? [null, null];
  return { key: draft.key, person: known.person, madeAt: Date.now(), seen_on: dayOf(draft), seen: draft.seen, unit: draft.unit,
    title: draft.unit && draft.title, note: draft.note, name: draft.name, address: draft.address,
    latitude, longitude, features: draft.features };
}

// What an entry or an item is called: a known unit as in the list, a new one by what was typed of it.
export function callOf({ unit, title, name, address, answer }) {
  return unit ? title : [name, answer?.address || address].filter(Boolean).join(", ") || say("unnamed");
}

export const isEmpty = (draft) => !(draft.photos.length || draft.seen || draft.note || draft.name || draft.address);
export const keepDraft = (draft) => keep(DRAFT, draft);
export const dropDraft = () => forget(DRAFT);
export const keptDraft = () => kept(DRAFT);
