// Sets the point of a form on a map. Without a script, or with the map closed, the two boxes do the same.
//
// <div data-place-picker data-latitude="ID of its box" data-longitude="ID of its box" hidden>
//   <div data-place-map data-centre="57.42,27.04" data-base-url data-tiles-url></div>
//   <button data-place-here hidden>  <button data-place-clear>  <span data-place-said>
//   <button data-place-find="address that answers {places: […]}" hidden>  <ul data-place-choices>, with data-address on the box

/* global L */

import { addBase, SCHEMATIC_ZOOM } from "./map.js";

const NEAR = 17;

class PlacePicker {
  constructor(box) {
    box.hidden = false;
    this.latitude = document.getElementById(box.dataset.latitude);
    this.longitude = document.getElementById(box.dataset.longitude);
    this.said = box.querySelector("[data-place-said]");
    this.label = box.dataset.pinLabel;
    this.draw(box.querySelector("[data-place-map]"));
    for (const typed of [this.latitude, this.longitude]) typed.addEventListener("change", () => this.show(true));
    box.querySelector("[data-place-clear]").addEventListener("click", () => this.clear());
    this.offerAddress(box.querySelector("[data-place-find]"), document.getElementById(box.dataset.address));
    this.choices = box.querySelector("[data-place-choices]");
    this.offerOwnPlace(box.querySelector("[data-place-here]"));
    this.show(true);
  }

  draw(frame) {
    const centre = frame.dataset.centre.split(",").map(Number);
    this.map = L.map(frame, { minZoom: SCHEMATIC_ZOOM.min, maxZoom: SCHEMATIC_ZOOM.max, zoomSnap: 0.5, scrollWheelZoom: false });
    this.map.attributionControl.setPrefix("");
    this.map.on("zoomend", () => { frame.dataset.near = this.map.getZoom() >= 16 ? "yes" : ""; });
    this.map.setView(centre, 15);
    this.map.on("click", (event) => this.set(event.latlng));
    addBase(this.map, frame.dataset);
  }

  // A decimal comma is as good as a point, as on the server.
  typed() {
    const [latitude, longitude] = [this.latitude, this.longitude].map((box) => Number.parseFloat(box.value.replace(",", ".")));
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [latitude, longitude] : null;
  }

  show(moveMap) {
    const point = this.typed();
    if (!point) {
      this.pin?.remove();
      this.pin = null;
      return;
    }
    if (!this.pin) {
      const icon = L.divIcon({ className: "map-pin map-pin-open", iconSize: [30, 30], iconAnchor: [15, 15] });
      this.pin = L.marker(point, { icon, draggable: true, keyboard: true, title: this.label, alt: this.label }).addTo(this.map);
      this.pin.on("dragend", () => this.set(this.pin.getLatLng()));
    }
    this.pin.setLatLng(point);
    if (moveMap) this.map.setView(point, Math.max(this.map.getZoom(), NEAR - 0.5));
  }

  set({ lat, lng }) {
    this.latitude.value = lat.toFixed(6);
    this.longitude.value = lng.toFixed(6);
    this.said.textContent = `${lat.toFixed(5)}, ${lng.toFixed(5)}`;
    this.show(false);
  }

  clear() {
    this.latitude.value = "";
    this.longitude.value = "";
    this.said.textContent = "";
    this.show(false);
  }

  offerAddress(button, typed) {
    if (!button || !typed) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      this.choices.replaceChildren();
      if (!typed.value.trim()) {
        typed.focus();
        return;
      }
      button.setAttribute("aria-busy", "true");
      this.offer(await this.find(button, typed.value), button);
      button.removeAttribute("aria-busy");
    });
  }

  async find(button, address) {
    try {
      const answer = await fetch(`${button.dataset.placeFind}?${new URLSearchParams({ address })}`);
      return answer.ok ? (await answer.json()).places : null;
    } catch {
      return null;
    }
  }

  // A house that is known is taken at once; of several likely ones, the person chooses.
  offer(places, button) {
    if (!places?.length) {
      this.said.textContent = places ? button.dataset.none : button.dataset.failed;
      return;
    }
    if (places[0].quality === "exact") {
      this.take(places[0]);
      return;
    }
    this.said.textContent = "";
    this.choices.append(...places.map((place) => this.choice(place)));
    this.choices.querySelector("button").focus();
  }

  choice(place) {
    const [line, button] = [document.createElement("li"), document.createElement("button")];
    Object.assign(button, { type: "button", className: "ds-button", textContent: place.label });
    Object.assign(button.dataset, { variant: "tertiary", size: "sm" });
    button.addEventListener("click", () => { this.choices.replaceChildren(); this.take(place); });
    line.append(button);
    return line;
  }

  take({ latitude, longitude, label }) {
    this.set({ lat: latitude, lng: longitude });
    this.show(true);
    this.said.textContent = label;
  }

  // For whoever stands in front of the shop with a phone.
  offerOwnPlace(button) {
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
      ({ coords }) => { this.set({ lat: coords.latitude, lng: coords.longitude }); this.show(true); },
      () => { this.said.textContent = button.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15000 },
    ));
  }
}

for (const box of document.querySelectorAll("[data-place-picker]")) new PlacePicker(box);
