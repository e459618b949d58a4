// The map beside a list. It shows what the list says and nothing else; without a script there is only the list.
//
// <div data-map data-points-url data-base-url data-centre="57.42,27.04" data-tiles-url data-tiles-attribution hidden>
// The address answers {"points": [[latitude, longitude, name, state, note, address of its page], …]}.
// state: free, held, open, shop, event or report. With data-follow-query the page's own filters are added to the address.
// What a page is about (a report) never disappears into a group of others, and stands above them on a stem: neither covers the other.

/* global L */

export const SCHEMATIC_ZOOM = { min: 12, max: 18 };
// Around what is to be seen at first, in pixels: half a circle of a group, and to the left the buttons that would lie over it.
export const ROOM = { paddingTopLeft: [66, 28], paddingBottomRight: [28, 28], maxZoom: 16 };

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

// Of a name for a tooltip: Leaflet would read plain text as HTML, and people name areas as they like.
// A name that always stands on the map is text, and no tooltip of anything.
export function named(layer) {
  return layer.on("tooltipopen", ({ tooltip }) => tooltip.getElement()?.removeAttribute("role"));
}

export function label(name) {
  return element("span", "", name);
}

// Parts of town, as JSON of the page: [{name, ring: [[longitude, latitude], …]}].
export function addAreas(map, id) {
  const shown = L.featureGroup().addTo(map);
  for (const { name, ring } of JSON.parse(document.getElementById(id).textContent)) {
    const corners = ring.map(([longitude, latitude]) => [latitude, longitude]);
    named(L.polygon(corners, { className: "map-area", interactive: false }))
      .bindTooltip(label(name), { permanent: true, direction: "center", className: "map-name map-name-area" }).addTo(shown);
  }
  return shown;
}

function popup([, , name, , note, href]) {
  const box = element("div", "map-popup");
  const title = element(href ? "a" : "strong", href ? "ds-link" : "", name);
  if (href) title.href = href;
  box.append(title);
  if (note) box.append(element("p", "", note));
  return box;
}

const isApart = ([, , , state]) => state === "report";
const STEM = 37; // pixels from the middle of such a pin to its place: half the pin, half a group, and some room

function marker(point) {
  const [latitude, longitude, name, state, note] = point;
  const above = isApart(point) ? STEM : 0;
  const icon = L.divIcon({ className: `map-pin map-pin-${state}`, iconSize: [26, 26], iconAnchor: [13, 13 + above], popupAnchor: [0, -above] });
  const made = L.marker([latitude, longitude], { icon, title: name, keyboard: true, zIndexOffset: above && 1000 });
  made.bindPopup(() => popup(point), { minWidth: 180 });
  made.on("add", () => made.getElement()?.setAttribute("aria-label", note ? `${name}, ${note}` : name));
  return made;
}

function clusterIcon(cluster) {
  const count = cluster.getChildCount();
  return L.divIcon({ html: `<span>${count}</span>`, className: "map-cluster", iconSize: [40, 40] });
}

// Leaflet's own buttons speak English: here they say what they do in the language of the page.
function nameButtons(map, { zoomIn, zoomOut, close }) {
  const name = (which, words) => {
    const button = words && map.getContainer().querySelector(which);
    if (button) { button.title = words; button.setAttribute("aria-label", words); }
  };
  name(".leaflet-control-zoom-in", zoomIn);
  name(".leaflet-control-zoom-out", zoomOut);
  map.on("popupopen", () => name(".leaflet-popup-close-button", close));
}

// Pins in groups. The group's circle stands where the first of its pins is, which is never nearer than the radius to another
// circle or pin; in the middle of its pins, as it would be, it covers those beside it, and a finger meets the wrong one.
export function pinGroups(options) {
  const layer = L.markerClusterGroup({
    showCoverageOnHover: false, chunkedLoading: true, spiderfyDistanceMultiplier: 1.8,
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches, ...options,
  });
  const Group = layer._markerCluster;
  layer._markerCluster = Group.extend({
    _recalculateBounds() {
      Group.prototype._recalculateBounds.call(this);
      this._latlng = this._cLatLng ?? this._latlng; // a group without pins has no place yet
    },
  });
  return layer;
}

// Tiles when the town has set an address for them, else the town's own outline from a file.
export async function addBase(map, data) {
  nameButtons(map, data);
  if (data.tilesUrl) {
    L.tileLayer(data.tilesUrl, { attribution: data.tilesAttribution, maxZoom: SCHEMATIC_ZOOM.max }).addTo(map);
    return;
  }
  if (!data.baseUrl) return;
  map.attributionControl.addAttribution(data.baseNote || "");
  map.createPane("names").style.zIndex = 450; // over the ground, under the pins
  const answer = await fetch(data.baseUrl);
  if (!answer.ok) return;
  const kindOf = ({ properties, geometry }) => properties?.kind || (/Line/.test(geometry.type) ? "street" : "area"); // a town's own file need not say
  L.geoJSON(await answer.json(), {
    interactive: false,
    filter: ({ geometry }) => geometry && !/Point/.test(geometry.type),
    style: (feature) => ({ className: `map-base map-base-${kindOf(feature)}` }),
    onEachFeature: (feature, layer) => {
      const [name, kind] = [feature.properties?.name, kindOf(feature)];
      if (name) named(layer).bindTooltip(label(name), { pane: "names", permanent: true, direction: "center", className: `map-name map-name-${kind}` });
    },
  }).addTo(map);
}

class TownMap {
  constructor(box) {
    this.box = box;
    box.hidden = false;
    const centre = (box.dataset.centre || "57.4247,27.0464").split(",").map(Number);
    this.map = L.map(box, { minZoom: SCHEMATIC_ZOOM.min, maxZoom: SCHEMATIC_ZOOM.max, zoomSnap: 0.5, scrollWheelZoom: false });
    this.map.attributionControl.setPrefix("");
    this.map.setView(centre, Number(box.dataset.zoom || 15));
    this.map.on("focus", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.map.on("zoomend", () => this.nameStreets());
    this.nameStreets();
    this.layer = pinGroups({ iconCreateFunction: clusterIcon, maxClusterRadius: 72 });
    this.apart = L.featureGroup();
    this.map.addLayer(this.layer).addLayer(this.apart);
    addBase(this.map, box.dataset);
  }

  nameStreets() {
    this.box.dataset.near = this.map.getZoom() >= 16 ? "yes" : "";
  }

  address() {
    const url = new URL(this.box.dataset.pointsUrl, location.href);
    if (this.box.dataset.followQuery !== undefined) {
      for (const [name, value] of new URLSearchParams(location.search)) url.searchParams.append(name, value);
    }
    return url;
  }

  async load() {
    const answer = await fetch(this.address(), { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { points } = await answer.json();
    this.layer.clearLayers();
    this.apart.clearLayers();
    points.filter(isApart).forEach((point) => marker(point).addTo(this.apart));
    this.layer.addLayers(points.filter((point) => !isApart(point)).map(marker));
    const bounds = L.latLngBounds(points.map(([latitude, longitude]) => [latitude, longitude]));
    if (points.length) this.map.fitBounds(bounds, ROOM);
  }
}

for (const box of document.querySelectorAll("[data-map]")) {
  const town = new TownMap(box);
  town.load();
  if (box.dataset.followQuery === undefined) continue;
  document.addEventListener("htmx:pushedIntoHistory", () => town.load());
  addEventListener("popstate", () => town.load());
}
