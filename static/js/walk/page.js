// Puts the walk together: what is kept is shown first, then the network is asked.

import { isEmpty, keptDraft } from "./draft.js";
import { losses } from "./kept.js";
import * as list from "./list.js";
import * as queue from "./queue.js";
import * as queueView from "./queue-view.js";
import { sendSoon } from "./send.js";
import { known } from "./server.js";
import * as sheet from "./sheet.js";
import { isMeant } from "./taps.js";
import { listedAt, loadKept, refresh } from "./units.js";
import { say } from "./words.js";

const { dataset } = document.body;
const LIST_AGE = 10 * 60 * 1000;
const TIDY_EVERY = 60 * 1000;

const readiness = document.getElementById("app-ready");

function sayReadiness(state) {
  readiness.dataset.state = state;
  readiness.textContent = state && say(`app_${state}`);
}

// A worker is only there once its store was filled as a whole.
async function sayWhenReady() {
  if (!navigator.serviceWorker) return;
  sayReadiness("getting");
  await navigator.serviceWorker.ready;
  sayReadiness("ready");
}

async function keepTheApp() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(dataset.worker, { scope: dataset.walk }).catch(() => null);
  if (!registration && readiness.dataset.state !== "ready") sayReadiness("");
  if (registration && known.version !== dataset.version) registration.update().catch(() => {});
  if (known.version === dataset.version && known.look !== dataset.look) registration?.active?.postMessage("refresh");
}

async function online() {
  if (known.token && Date.now() - listedAt() > LIST_AGE) await refresh();
  await sendSoon();
}

function installButton() {
  const box = document.getElementById("install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    box.hidden = false;
    box.querySelector("button").onclick = () => { box.hidden = true; event.prompt(); };
  });
}

// Private windows and strict settings let a page keep nothing. Then the walk would promise what it cannot hold.
async function mayKeep() {
  try {
    await keptDraft();
    return true;
  } catch {
    for (const one of document.querySelectorAll("#cannot-keep, [data-keeps]")) one.hidden = one.id !== "cannot-keep";
    return false;
  }
}

// The list is on this page only, and the server says once that it has not changed since.
async function startAfresh() {
  await queueView.sayWhatIsLost();
  await refresh();
  await refresh();
  await keepTheApp();
}

async function start() {
  if (!await mayKeep()) return;
  installButton();
  sheet.start();
  sheet.onSaved(() => {
    navigator.storage?.persist?.().catch(() => {}); // asked when there is something to lose
    sendSoon();
  });
  document.getElementById("new-unit").addEventListener("click", (event) => { if (isMeant(event)) sheet.openNew(true); });
  await loadKept();
  await list.start(sheet.openKnown);
  await queueView.start();
  const draft = await keptDraft();
  if (draft && !isEmpty(draft)) sheet.openDraft(draft);
  document.body.dataset.ready = "yes";
  sayWhenReady();
  addEventListener("online", () => online().then(keepTheApp)); // it may have been cut off while the app was coming
  losses.addEventListener("cleared", startAfresh);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) online(); });
  setInterval(() => queue.tidy().catch(() => {}), TIDY_EVERY);
  await queue.tidy();
  await online();
  await keepTheApp();
}

start();
