// Photos are made small on the phone, before they are kept: what is small travels, and what is large fills the phone.

import { uuid } from "./queue.js";

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;
const MOST_BYTES = 25 * 1024 * 1024; // what the server takes
const ANY_PHONE_READS = 3 * 1024 * 1024; // bytes of a JPEG
const THUMB = 160;

export class BadPhoto extends Error {}

// {key, type, data} ready to be kept. Where the phone cannot read its own picture, the server may: it goes as it is. What nobody
// will be able to read is told while the shop is still in front of the camera.
export async function shrink(file) {
  let small = file;
  try {
    small = await redrawn(file);
  } catch {
    if (file.size > MOST_BYTES || !await isLikelyAPicture(file)) throw new BadPhoto(file.name);
  }
  return { key: uuid(), type: small.type || "image/jpeg", data: await small.arrayBuffer() };
}

// By its first bytes: HEIC and its kin, which not every browser knows, or a JPEG that is too large for the memory of a small phone.
async function isLikelyAPicture(file) {
  const start = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const kind = String.fromCharCode(...start.slice(4));
  return /^ftyp(hei|hev|mif|msf|avi)/.test(kind) || (start[0] === 0xff && start[1] === 0xd8 && file.size > ANY_PHONE_READS);
}

async function redrawn(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const share = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * share));
  canvas.height = Math.max(1, Math.round(bitmap.height * share));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new BadPhoto(file.name);
  return blob;
}

// On a canvas, because the page's policy lets no blob be shown as an image.
export async function drawThumb(canvas, { type, data }) {
  canvas.width = canvas.height = THUMB;
  try {
    const bitmap = await createImageBitmap(new Blob([data], { type }));
    const side = Math.min(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, THUMB, THUMB);
    bitmap.close();
  } catch {
    canvas.dataset.unreadable = "yes"; // a format that only the server knows
  }
}
