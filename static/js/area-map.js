// Areas on a map: shown, and drawn corner by corner. The box with the corners, one a line, says the same and is what is sent.
//
// <div data-area-map data-rings="ID of JSON [{name, ring: [[longitude, latitude], …]}]" data-centre hidden>
// Around the one for drawing: <div data-area-draw data-corners="ID of the box" hidden> with its buttons.

/* global L */

import { addAreas, addBase, SCHEMATIC_ZOOM } from "./map.js";

class AreaMap {
  constructor(box) {
    box.hidden = false;
    this.map = L.map(box, { minZoom: SCHEMATIC_ZOOM.min - 4, maxZoom: SCHEMATIC_ZOOM.max, zoomSnap: 0.5, scrollWheelZoom: false });
    this.map.attributionControl.setPrefix("");
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.map.on("zoomend", () => { box.dataset.near = this.map.getZoom() >= 16 ? "yes" : ""; });
    this.map.setView(box.dataset.centre.split(",").map(Number), 14);
    addBase(this.map, box.dataset);
    this.shown = addAreas(this.map, box.dataset.rings);
  }

  fit(layer) {
    if (layer.getBounds().isValid()) this.map.fitBounds(layer.getBounds().pad(0.15), { maxZoom: 16, animate: false });
  }
}

class AreaDrawing {
  constructor(part) {
    part.hidden = false;
    this.field = document.getElementById(part.dataset.corners);
    this.said = part.querySelector("[data-corner-said]");
    const frame = part.querySelector("[data-area-map]");
    this.label = frame.dataset.cornerLabel;
    this.map = new AreaMap(frame);
    this.map.map.doubleClickZoom.disable(); // two quick corners are two corners
    this.outline = L.polygon([], { className: "map-area map-area-drawn", interactive: false }).addTo(this.map.map);
    this.pins = L.layerGroup().addTo(this.map.map);
    this.map.map.on("click", ({ latlng }) => this.add(latlng));
    part.querySelector("[data-corner-add]").addEventListener("click", () => this.add(this.map.map.getCenter()));
    part.querySelector("[data-corner-undo]").addEventListener("click", () => this.write(this.corners.slice(0, -1)));
    part.querySelector("[data-corner-clear]").addEventListener("click", () => this.write([]));
    this.field.addEventListener("input", () => this.read());
    this.read();
    this.map.fit(this.corners.length ? this.outline : this.map.shown);
  }

  // Lines that are no corners yet stay in the box and are left out of the drawing.
  read() {
    this.corners = this.field.value.split("\n").map((line) => {
      let parts = line.trim().split(/\s*;\s*|,?\s+/);
      if (parts.length === 1 && line.includes(".")) parts = line.split(",");
      return parts.filter((part) => part.trim()).map((part) => Number(part.trim().replace(",", ".")));
    }).filter((corner) => corner.length === 2 && corner.every(Number.isFinite) && Math.abs(corner[0]) <= 90 && Math.abs(corner[1]) <= 180);
    this.draw();
  }

  add({ lat, lng }) {
    this.write([...this.corners, [lat, lng]]);
  }

  write(corners) {
    this.corners = corners;
    this.field.value = corners.map(([latitude, longitude]) => `${latitude.toFixed(6)}, ${longitude.toFixed(6)}`).join("\n");
    this.draw();
  }

  draw() {
    this.outline.setLatLngs(this.corners);
    this.pins.clearLayers();
    this.corners.forEach((corner, index) => {
      const number = document.createElement("b");
      number.textContent = index + 1;
      const icon = L.divIcon({ className: "area-corner", html: number, iconSize: [24, 24], iconAnchor: [12, 12] });
      const told = `${this.label} ${index + 1}`;
      const pin = L.marker(corner, { icon, draggable: true, keyboard: false, title: told, alt: told }).addTo(this.pins);
      pin.on("dragend", () => {
        const { lat, lng } = pin.getLatLng();
        this.write(this.corners.map((old, place) => (place === index ? [lat, lng] : old)));
      });
    });
    const { one, many } = this.said.dataset;
    this.said.textContent = this.corners.length === 1 ? one : many.replace("NUMBER", this.corners.length);
  }
}

for (const part of document.querySelectorAll("[data-area-draw]")) new AreaDrawing(part);
for (const box of document.querySelectorAll("[data-area-map]")) {
  if (box.closest("[data-area-draw]")) continue;
  const shown = new AreaMap(box);
  shown.fit(shown.shown);
}
