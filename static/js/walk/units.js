// The known units, as the phone last heard of them. Asked for whenever there is signal; without, the kept list serves.

import { keep, kept } from "./kept.js";
import { isInside, metres } from "./place.js";
import { meet } from "./server.js";
import { today } from "./words.js";

const NAMES = ["reference", "name", "address", "street", "latitude", "longitude", "seenOn", "seen"];
const A_DAY = 24 * 3600 * 1000;
export const NEAR_NEW = 60; // metres in which a new shop may be a known one
export const NEAR_ME = 400;
export const news = new EventTarget();
let list = { units: [], streets: [], areas: [], recheckDays: 90, etag: "", at: 0 };

function take(stored) {
  list = { ...stored, units: stored.units.map((row) => Object.fromEntries(NAMES.map((name, index) => [name, row[index]]))) };
  news.dispatchEvent(new Event("change"));
}

export async function loadKept() {
  const stored = await kept("units");
  if (stored) take(stored);
}

// Resolves with the server's word. A list that cannot be kept is used all the same; one that did not change was received now.
export async function refresh() {
  const met = await meet(list.etag);
  if (met.word !== "ok") return met.word;
  if (met.list) {
    const { units, streets, areas, recheck_days: recheckDays } = met.list;
    const stored = { units, streets, areas, recheckDays, etag: met.etag, at: Date.now() };
    take(stored);
    await keep("units", stored).catch(() => {});
  } else {
    list.at = Date.now();
    const stored = await kept("units").catch(() => null);
    if (stored) await keep("units", { ...stored, at: list.at }).catch(() => {});
    else list.etag = ""; // it is only on this page: the next answer brings all of it, to be kept
  }
  return "ok";
}

export const listedAt = () => list.at;
export const unitBy = (reference) => list.units.find((unit) => unit.reference === reference);
const pointOf = (unit) => (unit.latitude === null ? null : [unit.latitude, unit.longitude]);

// Nearest first, each with how far it is.
export function near(point, most) {
  return list.units.filter(pointOf).map((unit) => ({ unit, away: metres(point, pointOf(unit)) }))
    .filter(({ away }) => away <= most).sort((one, two) => one.away - two.away);
}

// What one can walk: the whole town, around me, each area, each street.
export function groups() {
  return { streets: list.streets.map((name, index) => ({ code: `street ${name}`, name, index })).sort((one, two) => one.name.localeCompare(two.name)),
    areas: list.areas.map(([name]) => ({ code: `area ${name}`, name })) };
}

function members(code, point) {
  const [kind, name] = [code.split(" ")[0], code.slice(code.indexOf(" ") + 1)];
  if (kind === "street") return list.units.filter((unit) => unit.street === list.streets.indexOf(name) && unit.street >= 0);
  if (kind === "area") {
    const ring = list.areas.find(([area]) => area === name)?.[1] ?? [];
    return list.units.filter((unit) => pointOf(unit) && isInside(pointOf(unit), ring));
  }
  if (kind === "near") return point ? near(point, NEAR_ME).map(({ unit }) => unit) : [];
  return list.units;
}

// `logged`: by reference, what lies in the queue; it counts as seen. Due first, of these what was not seen for longest.
export function walk(code, logged, point) {
  const since = new Date(Date.parse(today()) - list.recheckDays * A_DAY).toISOString().slice(0, 10);
  const rows = members(code, point).map((unit) => {
    const own = logged.get(unit.reference);
    return { unit, own, isDue: !own && !(unit.seenOn > since) };
  });
  const due = rows.filter((row) => row.isDue);
  if (!code.startsWith("near")) due.sort((one, two) => one.unit.seenOn.localeCompare(two.unit.seenOn));
  return { rows: [...due, ...rows.filter((row) => !row.isDue)], seen: rows.length - due.length };
}
