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

// No line ends in the middle of a date.
function written(form, moment) {
  return new Intl.DateTimeFormat(LANGUAGE, form).format(moment).replace(/ /g, "\u00a0");
}

// As short as it can be: the line has to hold what was seen as well.
export function dayWord(iso) {
  const isThisYear = iso.slice(0, 4) === today().slice(0, 4);
  return written(isThisYear ? { day: "numeric", month: "short" } : { dateStyle: "medium" }, new Date(`${iso}T12:00:00`));
}

export function clockWord(moment) {
  return written({ timeStyle: "short" }, moment);
}

export function momentWord(moment) {
  return written({ dateStyle: "medium", timeStyle: "short" }, moment);
}

// The phone's own day, not that of Greenwich.
export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
