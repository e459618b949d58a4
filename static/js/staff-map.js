// The map of the register. It shows what the filters find; the list beside it follows what the map shows.
//
// <div data-staff-map data-points-url data-unit-url="/…/U-0000/" data-centre="57.42,27.04" data-rings="ID of JSON" hidden>
// The points come as columns (popups/reports/staff_map.py): steps of whole numbers, and one digit for each state.
// <ul data-map-key><li data-state data-letter data-label> says in which order the states are numbered, and their words.

/* global L */

import { addAreas, addBase, pinGroups, ROOM, SCHEMATIC_ZOOM } from "./map.js";

const SOME_UNIT = "U-0000";
const PAUSE = 350; // ms after the last movement before the list is asked for

function degrees(steps, scale) {
  let now = 0;
  return steps.map((step) => (now += step) / scale);
}

function pin(state, letter) {
  const box = document.createElement("b");
  box.textContent = letter;
  return L.divIcon({ className: `unit-pin unit-pin-${state}`, html: box, iconSize: [26, 26], iconAnchor: [13, 13] });
}

function clusterIcon(cluster) {
  const count = cluster.getChildCount();
  return L.divIcon({ html: `<span>${count}</span>`, className: "map-cluster", iconSize: [count > 999 ? 52 : 40, 40] });
}

class StaffMap {
  constructor(box) {
    this.box = box;
    box.hidden = false;
    this.states = [...document.querySelectorAll("[data-map-key] [data-state]")].map((line) => ({ ...line.dataset, line }));
    this.follow = document.querySelector("[data-map-follow]");
    this.follow.closest("[hidden]").hidden = false;
    this.draw(box.dataset.centre.split(",").map(Number));
    this.follow.addEventListener("change", () => this.list(this.follow.checked ? this.seen() : ""));
    document.getElementById("map-list").addEventListener("click", (event) => {
      if (event.target.closest("[data-map-unbox]") && this.layer.getLayers().length) this.showAll(event);
    });
  }

  draw(centre) {
    this.map = L.map(this.box, { minZoom: SCHEMATIC_ZOOM.min - 4, maxZoom: SCHEMATIC_ZOOM.max, zoomSnap: 0.5, scrollWheelZoom: false });
    this.map.attributionControl.setPrefix("");
    this.map.setView(centre, 14);
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.map.on("zoomend", () => { this.box.dataset.near = this.map.getZoom() >= 16 ? "yes" : ""; });
    this.map.on("moveend", () => this.moved());
    this.layer = pinGroups({ iconCreateFunction: clusterIcon, maxClusterRadius: 60 });
    this.map.addLayer(this.layer);
    addBase(this.map, this.box.dataset);
    addAreas(this.map, this.box.dataset.rings);
  }

  query(leftOut) {
    const wanted = new URLSearchParams(location.search);
    for (const name of leftOut) wanted.delete(name);
    return wanted;
  }

  async load() {
    const answer = await fetch(`${this.box.dataset.pointsUrl}?${this.query(["box", "after", "before"])}`);
    if (!answer.ok) return;
    const columns = await answer.json();
    const [latitudes, longitudes] = [columns.latitudes, columns.longitudes].map((steps) => degrees(steps, columns.scale));
    const references = columns.references ? columns.references.split(" ") : [];
    const counts = this.states.map(() => 0);
    this.layer.addLayers(references.map((reference, index) => {
      const number = Number(columns.states[index]);
      counts[number] += 1;
      return this.marker(`U-${reference}`, [latitudes[index], longitudes[index]], this.states[number]);
    }));
    this.states.forEach(({ line }, number) => { line.querySelector("[data-map-count]").textContent = counts[number]; });
    this.fit();
    this.box.dataset.ready = references.length;
  }

  marker(reference, point, { state, letter, label }) {
    const told = `${label}, ${reference}`;
    const made = L.marker(point, { icon: pin(state, letter), title: told, keyboard: true });
    made.on("add", () => made.getElement()?.setAttribute("aria-label", told));
    made.bindPopup(() => this.popup(reference), { minWidth: 200 });
    return made;
  }

  // What a pin says is fetched when it is opened: ten thousand names would be a long way for one that is read.
  popup(reference) {
    const said = document.createElement("div");
    said.className = "map-popup";
    said.textContent = reference;
    fetch(this.box.dataset.unitUrl.replace(SOME_UNIT, reference)).then(async (answer) => {
      if (answer.ok) said.innerHTML = await answer.text();
    });
    return said;
  }

  // Not a movement of the person: the list stays as it is.
  fit() {
    const [west, south, east, north] = (new URLSearchParams(location.search).get("box") || "").split(",").map(Number);
    this.isOurs = true;
    if (north) this.map.fitBounds([[south, west], [north, east]], { animate: false });
    else if (this.layer.getLayers().length) this.map.fitBounds(this.layer.getBounds(), { ...ROOM, animate: false });
    this.isOurs = false;
  }

  showAll(event) {
    event.preventDefault();
    this.list("");
    this.isOurs = true;
    this.map.fitBounds(this.layer.getBounds(), { ...ROOM, animate: false });
    this.isOurs = false;
  }

  seen() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((value) => value.toFixed(5)).join(",");
  }

  moved() {
    if (this.isOurs || !this.follow.checked || this.box.dataset.ready === undefined) return;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.list(this.seen()), PAUSE);
  }

  // The part of the page that the server already renders takes the place of the old one; the address says the same.
  async list(box) {
    clearTimeout(this.waiting);
    const wanted = this.query(["box", "after", "before"]);
    if (box) wanted.set("box", box);
    const address = `${location.pathname}?${wanted}`;
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: this.asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("map-list").replaceChildren(...page.getElementById("map-list").childNodes);
      history.replaceState(null, "", address);
      const field = document.querySelector("input[name=box]");
      if (field) field.value = box;
    } catch (problem) {
      if (problem.name !== "AbortError") throw problem;
    }
  }
}

for (const box of document.querySelectorAll("[data-staff-map]")) new StaffMap(box).load();
