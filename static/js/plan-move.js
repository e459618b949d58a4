// Moving a placement on the timeline of a plan: dragged with the mouse or a pen, or with the key M and the arrows. What each place would do
// is said before anything happens, and nothing does until its button is pressed. Every [data-moves] names an address that tells the places;
// as a link each leads to a page that does the same without this. Fingers push the picture along, so they have that page.

import { Picture } from "./plan-places.js";

const STILL = 4; // pixels that a press may slip without being a drag
const EDGE = 48; // pixels from an edge at which a drag pushes the picture along
const PUSH = 14;
const PUSHING = 40; // milliseconds

// What was asked for, or {problem}.
async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.redirected) return { problem: "out" };
    if (!answer.ok) return { problem: answer.status === 404 ? "gone" : "failed" };
    return await answer.json();
  } catch {
    return { problem: "offline" };
  }
}

const isPlain = (event) => !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);

class Mover {
  constructor(block, panel) {
    this.block = block;
    this.panel = panel;
    this.picture = new Picture(block);
    this.form = this.part("form");
    this.choice = this.part("choice");
    panel.hidden = false;
    this.listen();
  }

  part(name) {
    return this.panel.querySelector(`[data-mover-${name}]`);
  }

  listen() {
    this.block.addEventListener("pointerdown", (event) => this.press(event));
    this.block.addEventListener("dragstart", (event) => event.target.closest?.("[data-moves]") && event.preventDefault());
    this.block.addEventListener("keydown", (event) => this.grabByKey(event));
    this.choice.addEventListener("keydown", (event) => this.chooseByKey(event));
    this.form.addEventListener("submit", (event) => this.send(event));
    this.part("cancel").addEventListener("click", () => this.leave());
    document.addEventListener("click", (event) => this.click(event), true);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.origin) this.leave();
    });
    window.addEventListener("pageshow", (event) => event.persisted && this.leave());
  }

  say(name) {
    this.part("says").textContent = name ? this.panel.dataset[name] : "";
  }

  // Taking hold of one.

  grabByKey(event) {
    const bar = event.target.closest?.("a.bar-link[data-moves]");
    if (!bar || !isPlain(event) || event.key.toLowerCase() !== "m") return;
    event.preventDefault();
    this.begin(bar);
  }

  press(event) {
    if (event.button !== 0 || event.pointerType === "touch" || !isPlain(event)) return;
    const isChosen = event.target.closest?.(".place-chosen");
    const bar = isChosen ? this.origin : event.target.closest?.("a.bar-link[data-moves]");
    if (!bar) return;
    const held = (isChosen || bar.querySelector(".bar")).getBoundingClientRect();
    const drag = { x: event.clientX, y: event.clientY, grabbed: this.picture.dayAt(event.clientX) - this.picture.dayAt(held.left), isHeld: false, isChosen };
    const listening = new AbortController();
    const end = () => { listening.abort(); this.release(drag); };
    document.addEventListener("pointermove", (moved) => this.pull(moved, event, bar, drag), { signal: listening.signal });
    document.addEventListener("pointerup", end, { signal: listening.signal });
    document.addEventListener("pointercancel", () => { listening.abort(); this.stop(drag); this.leave(); }, { signal: listening.signal });
  }

  pull(moved, pressed, bar, drag) {
    drag.x = moved.clientX;
    drag.y = moved.clientY;
    if (!drag.isHeld) {
      if (Math.hypot(moved.clientX - pressed.clientX, moved.clientY - pressed.clientY) < STILL) return;
      drag.isHeld = true;
      this.drag = drag;
      this.block.dataset.dragging = "yes";
      this.pushing = setInterval(() => this.push(drag), PUSHING);
      if (!drag.isChosen) this.begin(bar, drag);
    }
    this.follow(drag);
  }

  // Whatever lies nearest to the pointer.
  follow(drag) {
    if (!this.way) return;
    const { way, lane } = this.picture.at(drag.x, drag.y, drag.grabbed);
    if (way !== this.way || lane !== this.lane) this.choose(way, lane);
  }

  push(drag) {
    const frame = this.picture.frame;
    const box = frame.getBoundingClientRect();
    const left = box.left + frame.querySelector(".timeline-unit").offsetWidth;
    if (drag.x > box.right - EDGE) frame.scrollLeft += PUSH;
    else if (drag.x < left + EDGE / 2) frame.scrollLeft -= PUSH;
    if (drag.y > window.innerHeight - this.panel.offsetHeight - EDGE) window.scrollBy(0, PUSH);
    else if (drag.y < EDGE) window.scrollBy(0, -PUSH);
    this.follow(drag);
  }

  stop(drag) {
    clearInterval(this.pushing);
    delete this.block.dataset.dragging;
    if (this.drag === drag) this.drag = null;
  }

  release(drag) {
    this.stop(drag);
    if (!drag.isHeld) return;
    this.isDropped = true; // the click that follows leads nowhere
    setTimeout(() => { this.isDropped = false; });
    if (!this.picture.has(drag.x, drag.y)) this.leave();
    else if (this.way) this.ask();
    else this.dropped = drag; // the places are not known yet
  }

  click(event) {
    if (this.isDropped) {
      event.preventDefault();
      return;
    }
    if (event.button !== 0 || !isPlain(event)) return;
    const opener = event.target.closest?.("main a[data-moves]:not(.bar-link)");
    if (opener && event.pointerType !== "touch") {
      event.preventDefault();
      this.begin(opener);
    } else if (this.way && event.target.closest?.("svg.timeline-lanes") && this.block.contains(event.target)) {
      event.preventDefault();
      const { way, lane } = this.picture.at(event.clientX, event.clientY, 0);
      this.choose(way, lane);
      this.ask();
    }
  }

  // drag: where the pointer is, and with which part of the bar; none by keyboard.
  async begin(origin, drag = null) {
    if (this.origin) this.leave(false);
    this.origin = origin;
    origin.classList.add("is-moving");
    this.say("looking");
    const told = await fetched(origin.dataset.moves);
    if (this.origin !== origin) return;
    if (!told.problem) this.picture.light(told);
    const way = told.problem ? null : this.picture.beginning(told.first);
    if (way) this.show(told, way, drag);
    else this.giveUp(told, origin);
  }

  // Nothing can be chosen: why, and what there is besides.
  giveUp(told, origin) {
    this.leave(origin.matches(":focus") || !this.block.contains(origin));
    this.say(told.problem ?? "nowhere");
    this.tellMore(told);
  }

  tellMore(told) {
    this.part("more").hidden = !told.more;
    this.part("elsewhere").textContent = told.more ?? "";
    if (told.list) this.part("list").href = told.list;
  }

  show(told, way, drag) {
    this.panel.dataset.on = "yes";
    this.say("");
    this.firstDay = Date.parse(told.firstDay);
    this.form.action = told.list;
    this.form.elements.once.value = told.once;
    this.part("title").textContent = told.title;
    this.part("now").textContent = told.now;
    this.choice.setAttribute("aria-label", `${this.panel.dataset.name} ${told.title}`);
    this.tellMore(told);
    for (const name of ["head", "choice", "keys", "form"]) this.part(name).hidden = false;
    this.choose(way);
    if (drag) this.follow(drag);
    if (this.dropped) this.ask();
    else this.choice.focus({ preventScroll: true });
  }

  // Choosing.

  chooseByKey(event) {
    if (!isPlain(event) || !this.way) return;
    const steps = {
      ArrowLeft: () => this.picture.along(this.way, -1), ArrowRight: () => this.picture.along(this.way, 1),
      ArrowUp: () => this.picture.across(this.way, -1), ArrowDown: () => this.picture.across(this.way, 1),
      Home: () => this.picture.along(this.way, -Infinity), End: () => this.picture.along(this.way, Infinity) };
    if (event.key === "Enter" || event.key === " ") this.ask();
    else if (steps[event.key]) this.choose(steps[event.key]());
    else return;
    event.preventDefault();
  }

  choose(way, lane) {
    this.way = way;
    this.lane = lane;
    this.picture.draw(way, lane);
    this.panel.scrollIntoView({ block: "nearest" });
    const ways = this.picture.ways.get(way.place);
    this.choice.textContent = `${way.name}, ${way.period}`;
    this.choice.setAttribute("aria-valuemax", ways.length - 1);
    this.choice.setAttribute("aria-valuenow", ways.indexOf(way));
    this.choice.setAttribute("aria-valuetext", this.choice.textContent);
    this.part("says").textContent = way.says;
    this.form.elements.to.value = [way.place, this.dayOf(way.start), this.dayOf(way.start + way.days)].join("|");
  }

  dayOf(number) {
    return new Date(this.firstDay + number * 86400000).toISOString().slice(0, 10);
  }

  ask() {
    this.dropped = null;
    this.part("put").focus({ preventScroll: true });
  }

  // The form is sent by hand, so that a lost connection leaves everything as it is. Once the server has answered, the same form goes again as
  // forms do: having carried it out already, the server gives the same answer, and the window follows that.
  async send(event) {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    const problem = await this.sent();
    if (!problem) {
      this.form.submit();
      return;
    }
    this.isSending = false;
    this.say(problem);
  }

  async sent() {
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), redirect: "manual" });
      if (answer.type === "opaqueredirect") return "";
      return answer.status === 404 ? "gone" : "failed";
    } catch {
      return "unsent";
    }
  }

  leave(takesFocus = true) {
    const { origin } = this;
    this.origin = this.way = this.lane = this.dropped = null;
    this.isSending = false;
    origin?.classList.remove("is-moving");
    this.picture.clear();
    this.say("");
    delete this.panel.dataset.on;
    for (const name of ["head", "choice", "keys", "form", "more"]) this.part(name).hidden = true;
    if (takesFocus) origin?.focus();
  }
}

const panel = document.querySelector("[data-mover]");
const block = document.querySelector(".timeline-block");
if (panel && block?.querySelector(".lane-place")) new Mover(block, panel);
