// A small map with one pin, which a finger, a tap or the arrow keys move. Works without tiles and without a network.

/* global L */

import { addBase, SCHEMATIC_ZOOM } from "../map.js";
import { say } from "./words.js";

const STEP = 0.00005; // degrees: some five metres to the north, three to the east
const KEYS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
const NEAR = 17;

export class Pin {
  constructor(frame, moved) {
    [this.frame, this.moved, this.pin] = [frame, moved, null];
  }

  // Leaflet measures its frame, so the map is made when it is first seen.
  show(point) {
    if (!self.L) return;
    if (!this.map) this.draw();
    this.map.invalidateSize();
    if (point) this.set(point);
    else {
      this.pin?.remove();
      this.pin = null;
      this.map.setView(this.centre, 15);
    }
  }

  draw() {
    this.centre = this.frame.dataset.centre.split(",").map(Number);
    this.map = L.map(this.frame, { minZoom: SCHEMATIC_ZOOM.min, maxZoom: SCHEMATIC_ZOOM.max, zoomSnap: 0.5, scrollWheelZoom: false });
    this.map.attributionControl.setPrefix("");
    this.map.on("zoomend", () => { this.frame.dataset.near = this.map.getZoom() >= 16 ? "yes" : ""; });
    this.map.setView(this.centre, 15);
    this.map.on("click", ({ latlng }) => this.put([latlng.lat, latlng.lng]));
    const { tilesUrl, ...own } = this.frame.dataset; // tiles are of use with signal only
    addBase(this.map, tilesUrl && navigator.onLine ? { tilesUrl, ...own } : own).catch(() => {}); // a pin needs no base
  }

  set(point) {
    if (!this.map) return;
    if (!this.pin) {
      const icon = L.divIcon({ className: "map-pin map-pin-free", iconSize: [36, 36], iconAnchor: [18, 18] });
      this.pin = L.marker(point, { icon, draggable: true, keyboard: true, title: say("pin"), alt: say("pin") }).addTo(this.map);
      this.pin.on("dragend", () => this.put(this.place()));
      this.pin.getElement().addEventListener("keydown", (event) => this.nudge(event));
    }
    this.pin.setLatLng(point);
    this.map.setView(point, Math.max(this.map.getZoom(), NEAR));
  }

  place() {
    const { lat, lng } = this.pin.getLatLng();
    return [lat, lng];
  }

  nudge(event) {
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const [latitude, longitude] = this.place();
    this.put([latitude + way[0] * STEP, longitude + way[1] * STEP]);
  }

  put(point) {
    this.set(point);
    this.moved(point);
  }
}
