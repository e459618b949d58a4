// What is said to people. The sentences come with the page, in the person's language.

const WORDS = JSON.parse(document.getElementById("walk-words").textContent);
const { lang } = document.documentElement;
const LANGUAGE = lang === "en" ? "en-GB" : lang; // the day before the month, as on every other page

export function say(code, values = {}) {
  return WORDS[code].replace(/\{(\w+)\}/g, (_found, name) => values[name] ?? "");
}

export function seenWord(seen) {
  return WORDS.seen[seen] ?? "";
}

// As short as it can be: the line has to hold what was seen as well.
export function dayWord(iso) {
  const isThisYear = iso.slice(0, 4) === today().slice(0, 4);
  return new Intl.DateTimeFormat(LANGUAGE, isThisYear ? { day: "numeric", month: "short" } : { dateStyle: "medium" }).format(new Date(`${iso}T12:00:00`));
}

export function clockWord(moment) {
  return new Intl.DateTimeFormat(LANGUAGE, { timeStyle: "short" }).format(moment);
}

export function momentWord(moment) {
  return new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

// The phone's own day, not that of Greenwich.
export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
