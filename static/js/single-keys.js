// Keys of a single letter on a page: told in a dialog, switched off there (WCAG 2.1.4), which is remembered on this device;
// and never while somebody types. Everything works without them.

const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog";

// Storage may be closed to pages (private windows): then the choice lasts as long as the page.
function remembered(name) {
  try {
    return localStorage.getItem(name) !== "off";
  } catch {
    return true;
  }
}

function remember(name, isOn) {
  try {
    localStorage.setItem(name, isOn ? "on" : "off");
  } catch { /* for this page only */ }
}

// whenPressed(event, isOn, showHelp) says whether the key did something; keys that are no letters may work while isOn is false.
// Returns whether the page has the dialog, without which there are no keys.
export function listenForKeys(name, whenPressed) {
  const help = document.querySelector("[data-keys-help]");
  if (!help) return false;
  let isOn = remembered(name);
  const choice = help.querySelector("[data-keys-switch]");
  const opener = document.querySelector("[data-keys-open]");
  choice.checked = isOn;
  choice.addEventListener("change", () => { isOn = choice.checked; remember(name, isOn); });
  opener.hidden = false;
  opener.querySelector("button").addEventListener("click", () => help.showModal());
  help.querySelector("[data-keys-close]").addEventListener("click", () => help.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.target.closest?.(TYPING)) return;
    if (whenPressed(event, isOn, () => help.showModal())) event.preventDefault();
  });
  return true;
}
