// What the phone keeps: a small database that survives a closed browser and an empty battery.
//
// items     one look at one unit, by its key
// photos    what is known about a photo, by its key: of which item, in which state
// pictures  the picture itself as bytes, by the photo's key, until the server has it
// kept      the list of units, the unfinished entry, and other single things, by name

const NAME = "skatlogs-walk";
const STORES = ["items", "photos", "pictures", "kept"];
let opening = null;
const asking = new Set(); // how to tell whoever waits that no answer comes: a storage that is emptied answers nobody
export const losses = new EventTarget(); // "cleared": somebody emptied the browser's storage while the page was open

function open() {
  opening ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => { for (const name of STORES) asked.result.createObjectStore(name); };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => { asked.result.close(); opening = null; };
      asked.result.onclose = () => {
        opening = null;
        for (const failed of [...asking]) failed(new Error("emptied"));
        losses.dispatchEvent(new Event("cleared"));
      };
      done(asked.result);
    };
    asked.onerror = () => { opening = null; failed(asked.error); };
  });
  return opening;
}

function answered(begin) {
  let mine = null;
  return new Promise((done, failed) => {
    asking.add(mine = failed);
    begin(done, failed);
  }).finally(() => asking.delete(mine));
}

// `change` gets the stores by name and may read and put as it likes. Resolves when all of it lies on the disk, else
// rejects and nothing of it is kept: a full phone is told at once and never taken for saved.
export async function write(names, change) {
  const database = await open();
  return answered((done, failed) => {
    const work = database.transaction(names, "readwrite", { durability: "strict" });
    work.oncomplete = () => done();
    work.onabort = () => failed(work.error ?? new Error("not kept"));
    const stores = Object.fromEntries(names.map((name) => [name, work.objectStore(name)]));
    try {
      change(stores);
    } catch (problem) {
      work.onabort = () => failed(problem);
      work.abort();
    }
  });
}

async function ask(name, question) {
  const database = await open();
  return answered((done, failed) => {
    const work = database.transaction(name);
    work.onabort = () => failed(work.error ?? new Error("not read"));
    const asked = question(work.objectStore(name));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

export const one = (name, key) => ask(name, (store) => store.get(key));
export const all = (name) => ask(name, (store) => store.getAll());
export const keep = (key, value) => write(["kept"], ({ kept }) => kept.put(value, key));
export const forget = (key) => write(["kept"], ({ kept }) => kept.delete(key));
export const kept = (key) => one("kept", key);

export const isFull = (problem) => problem?.name === "QuotaExceededError";
