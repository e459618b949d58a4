// Ticking many units of the table. Without a script each box is ticked by hand, and the form sends the same.

const form = document.getElementById("bulk");

function boxes() {
  return [...document.querySelectorAll('input[name="unit"][form="bulk"]')];
}

class Ticks {
  constructor() {
    this.head = document.querySelector("[data-tick-all]");
    this.head.hidden = false;
    document.querySelector("[data-tick-head]").remove();
    this.said = form.querySelector("[data-ticked]");
    this.everything = form.querySelector("[name=all]");
    this.verb = form.querySelector("[name=verb]");
    this.steps = form.querySelector("[data-for-verb]");
    this.head.addEventListener("change", () => this.tickAll());
    document.addEventListener("change", () => this.show());
    document.getElementById("units").addEventListener("click", (event) => this.reach(event));
    this.show();
  }

  tickAll() {
    for (const box of boxes()) box.checked = this.head.checked;
  }

  // With Shift, everything from the box before to this one.
  reach(event) {
    if (event.target.name !== "unit") return;
    const all = boxes();
    const [from, to] = [all.indexOf(this.last), all.indexOf(event.target)].sort((one, other) => one - other);
    if (event.shiftKey && this.last) for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
    this.last = event.target;
    this.show();
  }

  show() {
    const ticked = boxes().filter((box) => box.checked).length;
    this.head.checked = ticked > 0 && ticked === boxes().length;
    this.head.indeterminate = ticked > 0 && !this.head.checked;
    const { none, some, all } = this.said.dataset;
    const words = ticked ? some.replace("NUMBER", ticked) : none;
    this.said.textContent = this.everything?.checked ? all : words;
    if (this.steps) this.steps.hidden = this.verb.value !== this.steps.dataset.forVerb;
  }
}

if (form) new Ticks();
document.querySelector("[data-print]")?.addEventListener("click", () => print());
