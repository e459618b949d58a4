// What is drawn on the timeline of a plan while one of its placements is being moved: the places that are possible, and where it would come.
//
// A way is one of them: {place, name, start, days, period, says, isFree}, start in days from the first day of the season. The lanes of the
// timeline know their place; a place that has room for several has several lanes.

const SVG = "http://www.w3.org/2000/svg";
const DAY = 86400000;
const THIN = 30; // pixels: a lane of a shared unit
const SLACK = 0.01; // per cent of the width, lost where shares are rounded

// Of a lane, from one day to another; around the bars by so many pixels.
function drawn(name, lane, picture, from, until, around = 0) {
  const rect = document.createElementNS(SVG, "rect");
  rect.setAttribute("class", name);
  rect.setAttribute("x", `${(from / picture.days) * 100}%`);
  rect.setAttribute("width", `${((until - from) / picture.days) * 100}%`);
  rect.setAttribute("y", Number(lane.getAttribute("y")) - around);
  rect.setAttribute("height", Number(lane.getAttribute("height")) + 2 * around);
  return rect;
}

// Days in which a stay could be, as few stretches as possible: [[first, after], …].
function stretches(ways) {
  const found = [];
  for (const way of [...ways].sort((one, other) => one.start - other.start)) {
    const last = found[found.length - 1];
    if (last && way.start <= last[1]) last[1] = Math.max(last[1], way.start + way.days);
    else found.push([way.start, way.start + way.days]);
  }
  return found;
}

const nearestTo = (ways, start) => ways.reduce((best, way) => (Math.abs(way.start - start) < Math.abs(best.start - start) ? way : best), ways[0]);

export class Picture {
  constructor(block) {
    this.block = block;
    this.frame = block.querySelector("[data-timeline]");
    this.days = (Date.parse(block.dataset.end) - Date.parse(block.dataset.start)) / DAY;
    this.lanes = [...block.querySelectorAll(".lane-place")];
    this.ways = new Map();
  }

  // In the order of the picture; what is not in it is left out.
  light(told) {
    this.clear();
    for (const lane of this.lanes) {
      const place = lane.dataset.place;
      if (!told.places[place] || this.ways.has(place)) continue;
      const { name, ways } = told.places[place];
      this.ways.set(place, ways.map(([start, days, period, effect]) => ({
        place, name, start, days, period: told.periods[period], says: told.effects[effect][0], isFree: !told.effects[effect][1] })));
    }
    for (const lane of this.lit()) this.lightLane(lane);
    this.block.dataset.moving = "yes";
  }

  lit() {
    return this.lanes.filter((lane) => this.ways.has(lane.dataset.place));
  }

  lightLane(lane) {
    const ways = this.ways.get(lane.dataset.place);
    for (const [name, some] of [["place-over", ways.filter((way) => !way.isFree)], ["place-free", ways.filter((way) => way.isFree)]]) {
      for (const [from, until] of stretches(some)) lane.before(drawn(`place ${name}`, lane, this, from, until, lane.getAttribute("height") < THIN ? 1 : 5));
    }
  }

  clear() {
    for (const mark of this.block.querySelectorAll(".place, .place-chosen")) mark.remove();
    this.ways = new Map();
    delete this.block.dataset.moving;
  }

  // Near a day of a place; in the first place that there is where that one is not in the picture.
  beginning(first) {
    const [place, start] = first ?? [];
    const ways = this.ways.get(place) ?? this.ways.values().next().value;
    return ways && nearestTo(ways, this.ways.has(place) ? start : ways[0].start);
  }

  // step: -1 or 1 way in the same place, or Infinity to its end.
  along(way, step) {
    const ways = this.ways.get(way.place);
    return ways[Math.min(Math.max(ways.indexOf(way) + step, 0), ways.length - 1)];
  }

  // The way at about the same time in the place above or below.
  across(way, step) {
    const places = [...this.ways.keys()];
    const place = places[places.indexOf(way.place) + step];
    return place === undefined ? way : nearestTo(this.ways.get(place), way.start);
  }

  // How many days after the first day of the season a point of the window is.
  dayAt(x) {
    const box = this.lanes[0].getBoundingClientRect();
    return ((x - box.left) / box.width) * this.days;
  }

  // What lies nearest to a point of the window, and in which lane. grabbed: how many days after its first day it is held.
  at(x, y, grabbed) {
    const away = (lane) => {
      const box = lane.getBoundingClientRect();
      return Math.abs(box.top + box.height / 2 - y);
    };
    const lane = this.lit().reduce((best, one) => (away(one) < away(best) ? one : best));
    return { way: nearestTo(this.ways.get(lane.dataset.place), this.dayAt(x) - grabbed), lane };
  }

  has(x, y) {
    const box = this.frame.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  }

  draw(way, lane) {
    this.block.querySelector(".place-chosen")?.remove();
    const lanes = this.lanes.filter((one) => one.dataset.place === way.place);
    const chosen = lanes.includes(lane) ? lane : lanes.find((one) => this.isFree(one, way)) ?? lanes[0];
    const mark = drawn("place-chosen", chosen, this, way.start, way.start + way.days);
    mark.setAttribute("rx", "5");
    chosen.ownerSVGElement.append(mark);
    this.bringIntoSight(mark);
  }

  isFree(lane, way) {
    const from = (way.start / this.days) * 100;
    const until = ((way.start + way.days) / this.days) * 100;
    return [...lane.ownerSVGElement.querySelectorAll("a:not(.is-moving) > .bar")].every((bar) => {
      const left = parseFloat(bar.getAttribute("x"));
      const isBeside = left + parseFloat(bar.getAttribute("width")) <= from + SLACK || left >= until - SLACK;
      return bar.getAttribute("y") !== lane.getAttribute("y") || isBeside;
    });
  }

  // The names of the units stand still at the left of the frame; nothing may hide behind them.
  bringIntoSight(mark) {
    const box = mark.getBoundingClientRect();
    const frame = this.frame.getBoundingClientRect();
    const left = frame.left + this.frame.querySelector(".timeline-unit").offsetWidth + 8;
    if (box.left < left) this.frame.scrollLeft -= left - box.left;
    else if (box.right > frame.right - 8) this.frame.scrollLeft += Math.min(box.right - frame.right + 8, box.left - left);
    mark.closest("tr").scrollIntoView({ block: "nearest" });
  }
}
