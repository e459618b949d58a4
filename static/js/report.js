// Fills in where the phone is, when its owner asks for that. Without a script, or without a place, the address does.
//
// <div data-own-place hidden data-latitude="ID of its box" data-longitude="ID" data-noted data-failed>
//   <button data-ask> <button data-forget hidden> <span data-said>

const DIGITS = 6; // ten centimetres

class OwnPlace {
  constructor(box) {
    this.boxes = [box.dataset.latitude, box.dataset.longitude].map((id) => document.getElementById(id));
    this.words = box.dataset;
    this.forgetButton = box.querySelector("[data-forget]");
    this.said = box.querySelector("[data-said]");
    box.querySelector("[data-ask]").addEventListener("click", () => this.ask());
    this.forgetButton.addEventListener("click", () => this.set("", "", ""));
    if (this.boxes[0].value) this.say(this.words.noted); // the form came back with problems
    box.hidden = false;
  }

  ask() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.set(coords.latitude.toFixed(DIGITS), coords.longitude.toFixed(DIGITS), `${this.words.noted} ±${Math.round(coords.accuracy)} m`),
      () => this.say(this.words.failed),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  }

  set(latitude, longitude, said) {
    [this.boxes[0].value, this.boxes[1].value] = [latitude, longitude];
    this.say(said);
  }

  say(text) {
    this.said.textContent = text;
    this.forgetButton.hidden = !this.boxes[0].value;
  }
}

if (navigator.geolocation) for (const box of document.querySelectorAll("[data-own-place]")) new OwnPlace(box);
