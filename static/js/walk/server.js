// Talking with the server. Every answer is told as one word, so that nobody takes a login page or a café's
// welcome page for a "saved".
//
// ok · offline (no answer) · trouble (an answer that helps nobody: later) · sign-in · not-allowed · another-person ·
// unknown (nothing under this key for this person) · refused (with problems)

const { dataset } = document.body;
const ITEM_TIME = 30_000;
const PHOTO_TIME = 180_000; // a slow uplink needs minutes for a picture
const LATER = [408, 425, 429];
export const known = { token: "", person: dataset.person, look: dataset.look, version: dataset.version };

async function ask(address, options, time) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), time);
  const headers = { Accept: "application/json", ...options.headers };
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options, headers, signal: stop.signal });
    const type = answer.headers.get("Content-Type") ?? "";
    return { status: answer.status, headers: answer.headers, told: type.includes("json") ? await answer.json() : null };
  } catch {
    return { status: 0, headers: new Headers(), told: null };
  } finally {
    clearTimeout(timer);
  }
}

// Asks for the list of units, and learns by the way who is signed in and with which token to send. Whoever has "any list"
// is told only that: what was logged must not wait until the list of a whole town has come over a poor connection.
export const ANY_LIST = "*";

export async function meet(etag) {
  const { status, headers, told } = await ask(dataset.units, { headers: etag ? { "If-None-Match": etag } : {} }, ITEM_TIME);
  if (status === 401) return { word: "sign-in" };
  if (status === 404) return { word: "not-allowed" };
  if (status === 0) return { word: "offline" };
  if (!headers.get("Walk-Token") || !(status === 304 || (status === 200 && told?.units))) return { word: "trouble" };
  for (const name of Object.keys(known)) known[name] = headers.get(`Walk-${name}`) ?? known[name];
  return { word: "ok", list: told, etag: headers.get("ETag") };
}

async function post(address, options, time) {
  const send = () => ask(address, { ...options, method: "POST", headers: { ...options.headers, "X-CSRFToken": known.token } }, time);
  const answer = await send();
  if (answer.status !== 403) return answer;
  const met = await meet(ANY_LIST); // somebody signed in again since: the old token is no longer good
  return met.word === "ok" ? send() : { status: { "sign-in": 401, offline: 0 }[met.word] ?? 503, told: null };
}

function wordOf({ status, told }, key) {
  if (status === 0) return { word: "offline" };
  if (status === 200) return told?.key === key ? { word: "ok", told } : { word: "trouble" };
  if (status === 401) return { word: "sign-in" };
  if (status === 404) return { word: "unknown" };
  if (status === 409) return { word: "another-person" };
  if (status === 422) return { word: "refused", problems: (told?.problems ?? []).map((problem) => problem.message) };
  if (status >= 400 && status < 500 && status !== 403 && !LATER.includes(status)) return { word: "refused", problems: [] };
  return { word: "trouble" };
}

export async function sendItem(item) {
  const body = JSON.stringify(item);
  return wordOf(await post(dataset.items, { body, headers: { "Content-Type": "application/json" } }, ITEM_TIME), item.key);
}

export async function sendPhoto(photo, picture) {
  const body = new FormData();
  body.set("file", new Blob([picture], { type: photo.type }), `${photo.key}.jpg`);
  return wordOf(await post(`${dataset.items}${photo.item}/photos/${photo.key}/`, { body }, PHOTO_TIME), photo.key);
}
