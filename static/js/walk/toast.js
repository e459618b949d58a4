// One line at the bottom that says what just happened, for a moment with a way back.

const BOX = document.getElementById("toast");
const [TEXT, BUTTON] = [BOX.querySelector("p"), BOX.querySelector("button")];
export const UNDO_TIME = 8000;
let timer = 0;

export function tell(text, undo) {
  clearTimeout(timer);
  TEXT.textContent = text;
  BUTTON.hidden = !undo;
  BUTTON.onclick = () => { hide(); undo(); };
  BOX.dataset.shown = "yes";
  timer = setTimeout(hide, undo ? UNDO_TIME : 4000);
}

function hide() {
  delete BOX.dataset.shown;
  TEXT.textContent = "";
  BUTTON.hidden = true;
}
