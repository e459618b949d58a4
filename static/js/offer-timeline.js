// Picking days on a timeline. Every free slot is a link that works without this; with it, a click, a drag or the
// keyboard on a free slot fills the form of the offer at once and draws the chosen days.
//
// The form has data-offer-form and fields named unit, spaces (boxes) or space, and first_day and last_day.
// Keys on a free slot: Enter or space takes the asked length from its first day; Shift with the arrows moves the
// chosen days by a week, Alt with the arrows makes them longer or shorter.

const DAY = 86400000;
const SVG = "http://www.w3.org/2000/svg";
const asDay = (text) => Date.parse(`${text}T00:00:00Z`) / DAY;
const asText = (day) => new Date(day * DAY).toISOString().slice(0, 10);
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const field = (form, ...names) => names.map((name) => form.elements.namedItem(name)).find(Boolean);

class Picker {
  constructor(block, form) {
    this.block = block;
    this.form = form;
    this.start = asDay(block.dataset.start);
    this.days = asDay(block.dataset.end) - this.start;
    this.said = document.createElement("p");
    this.said.className = "ds-sr-only";
    this.said.setAttribute("role", "status");
    block.append(this.said);
    block.addEventListener("pointerdown", (event) => this.press(event));
    block.addEventListener("click", (event) => this.click(event));
    block.addEventListener("keydown", (event) => this.key(event));
  }

  slot(event) {
    return event.target.closest?.("a.bar-link[data-unit]");
  }

  limits(slot) {
    return [asDay(slot.dataset.start), asDay(slot.dataset.end)];
  }

  dayAt(slot, x) {
    const box = slot.ownerSVGElement.getBoundingClientRect();
    return this.start + Math.floor(((x - box.left) / box.width) * this.days);
  }

  // The length that was asked for, or four weeks.
  length() {
    const first = asDay(field(this.form, "first_day", "start")?.value);
    const last = asDay(field(this.form, "last_day", "end")?.value);
    return last >= first ? last - first + 1 : 28;
  }

  choose(slot, first, after) {
    const [low, high] = this.limits(slot);
    const from = clamp(first, low, high - 1);
    const until = clamp(after, from + 1, high);
    this.chosen = { slot, from, until };
    this.fill(slot, from, until - 1);
    this.draw(slot, from, until);
    this.said.textContent = `${slot.dataset.unit}: ${asText(from)} – ${asText(until - 1)}`;
  }

  fill(slot, first, last) {
    const set = (input, value) => {
      if (!input) return;
      input.value = value;
      (input.length ? input[0] : input).dispatchEvent(new Event("change", { bubbles: true }));
    };
    set(field(this.form, "unit"), slot.dataset.unit);
    const whole = field(this.form, "use")?.value === "whole"; // a whole unit means all of its spaces
    for (const box of this.form.querySelectorAll('[name="spaces"], [name="space"]')) {
      if (box.type === "checkbox") box.checked = whole || box.value === slot.dataset.space;
      else if (box.type === "radio") box.checked = box.value === slot.dataset.space;
      else set(box, slot.dataset.space);
    }
    set(field(this.form, "first_day", "start"), asText(first));
    set(field(this.form, "last_day", "end"), asText(last));
  }

  draw(slot, from, until) {
    this.mark?.remove();
    const free = slot.querySelector("rect");
    this.mark = document.createElementNS(SVG, "rect");
    this.mark.setAttribute("class", "bar bar-chosen");
    this.mark.setAttribute("x", `${((from - this.start) / this.days) * 100}%`);
    this.mark.setAttribute("width", `${((until - from) / this.days) * 100}%`);
    for (const name of ["y", "height", "rx"]) this.mark.setAttribute(name, free.getAttribute(name));
    slot.append(this.mark);
  }

  press(event) {
    const slot = this.slot(event);
    if (!slot || event.button !== 0 || event.pointerType === "touch") return;
    const origin = this.dayAt(slot, event.clientX);
    const move = (moved) => {
      const day = this.dayAt(slot, moved.clientX);
      if (Math.abs(moved.clientX - event.clientX) < 4) return;
      this.dragged = true;
      this.choose(slot, Math.min(origin, day), Math.max(origin, day) + 1);
    };
    const release = () => document.removeEventListener("pointermove", move);
    this.dragged = false;
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", release, { once: true });
    event.preventDefault();
  }

  click(event) {
    const slot = this.slot(event);
    if (!slot || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (this.dragged) {
      this.dragged = false;
      return;
    }
    const byKeyboard = event.detail === 0;
    const first = byKeyboard ? this.limits(slot)[0] : this.monday(this.dayAt(slot, event.clientX));
    this.choose(slot, first, first + this.length());
  }

  monday(day) {
    return day - ((day + 3) % 7); // day 0 was a Thursday
  }

  key(event) {
    const slot = this.slot(event);
    if (!slot) return;
    if (event.key === " ") {
      event.preventDefault();
      slot.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 0 }));
      return;
    }
    const step = { ArrowLeft: -7, ArrowRight: 7 }[event.key];
    if (!step || this.chosen?.slot !== slot || !(event.shiftKey || event.altKey)) return;
    event.preventDefault();
    const { from, until } = this.chosen;
    this.choose(slot, event.shiftKey ? from + step : from, until + step);
  }
}

const form = document.querySelector("form[data-offer-form]");
if (form) for (const block of document.querySelectorAll("[data-pick]")) new Picker(block, form);
