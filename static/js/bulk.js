// Ticking many units of the table. Without a script each box is ticked by hand, and the form sends the same.
// The bar of what to do with them is shown by the style sheet as soon as one is ticked; Enter in a tick leads to it.

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
    this.aloud = document.querySelector("[data-ticked-aloud]");
    this.everything = form.querySelector("[name=all]");
    this.verb = form.querySelector("[name=verb]");
    this.steps = form.querySelector("[data-for-verb]");
    this.table = document.getElementById("units");
    this.listen();
    this.show();
  }

  listen() {
    this.head.addEventListener("change", () => this.tickAll(this.head.checked));
    document.addEventListener("change", () => this.show());
    this.table.addEventListener("click", (event) => this.reach(event));
    this.table.addEventListener("keydown", (event) => this.enter(event));
    const untick = form.querySelector("[data-untick]");
    untick.hidden = false;
    untick.addEventListener("click", () => {
      this.tickAll(false);
      if (this.everything) this.everything.checked = false;
      this.show();
      this.head.focus();
    });
  }

  tickAll(isTicked) {
    for (const box of boxes()) box.checked = isTicked;
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

  // Enter in a tick would send the form before anybody has said what is to be done.
  enter(event) {
    if (event.key !== "Enter" || event.target.type !== "checkbox") return;
    event.preventDefault();
    if (boxes().some((box) => box.checked)) this.verb.focus();
  }

  // One button of the page stands out: what can be done with the ticked units, else the new unit.
  lead(isTicked) {
    const page = document.querySelector("[data-lead]");
    const here = form.querySelector("[data-do]");
    for (const [button, isFirst] of [[page, !isTicked], [here, isTicked]]) {
      if (!button) continue;
      if (isFirst) delete button.dataset.variant;
      else button.dataset.variant = "secondary";
    }
  }

  show() {
    const ticked = boxes().filter((box) => box.checked).length;
    this.head.checked = ticked > 0 && ticked === boxes().length;
    this.head.indeterminate = ticked > 0 && !this.head.checked;
    const { none, some, all } = this.said.dataset;
    const words = ticked ? some.replace("NUMBER", ticked) : none;
    this.said.textContent = this.everything?.checked ? all : words;
    if (this.isOpened && this.aloud.textContent !== this.said.textContent) this.aloud.textContent = this.said.textContent;
    this.isOpened = true;
    this.lead(ticked > 0 || Boolean(this.everything?.checked));
    if (this.steps) this.steps.hidden = this.verb.value !== this.steps.dataset.forVerb;
  }
}

if (form) new Ticks();
document.querySelector("[data-print]")?.addEventListener("click", () => print());
