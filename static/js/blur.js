// Rectangles drawn with a finger or a mouse over a photo. Without this script the numbered squares do the same.

const CLICK = 6; // pixels: less than that was a tap on a square

for (const picture of document.querySelectorAll("[data-blur]")) {
  const canvas = picture.querySelector("[data-blur-canvas]");
  const box = document.getElementById(picture.dataset.drawn);
  const clear = document.querySelector("[data-blur-clear]");
  const undo = document.querySelector("[data-blur-undo]");
  let areas = read(box.value);
  let start = null;
  let wasDrawn = false;

  function read(text) {
    return text.split(";").map((one) => one.trim().split(/\s+/).map(Number)).filter((one) => one.length === 4 && one.every(Number.isFinite));
  }

  function shareOf(event) {
    const frame = picture.getBoundingClientRect();
    const inside = (value) => Math.min(1, Math.max(0, value));
    return [inside((event.clientX - frame.left) / frame.width), inside((event.clientY - frame.top) / frame.height)];
  }

  function between([x1, y1], [x2, y2]) {
    return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x1 - x2), Math.abs(y1 - y2)];
  }

  function draw(extra) {
    canvas.width = picture.clientWidth;
    canvas.height = picture.clientHeight;
    const brush = canvas.getContext("2d");
    brush.fillStyle = "rgba(20, 30, 40, 0.72)";
    brush.strokeStyle = "#fff";
    brush.lineWidth = 2;
    for (const [x, y, w, h] of extra ? [...areas, extra] : areas) {
      const place = [x * canvas.width, y * canvas.height, w * canvas.width, h * canvas.height];
      brush.fillRect(...place);
      brush.strokeRect(...place);
    }
    undo.hidden = areas.length === 0;
    clear.hidden = areas.length < 2;
  }

  function keep() {
    box.value = areas.map((area) => area.map((value) => value.toFixed(4)).join(" ")).join(";");
    draw();
  }

  picture.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return; // a second finger moves or enlarges the page
    wasDrawn = false;
    start = { share: shareOf(event), x: event.clientX, y: event.clientY };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < CLICK) return;
    wasDrawn = true;
    picture.setPointerCapture(event.pointerId);
    draw(between(start.share, shareOf(event)));
  });
  picture.addEventListener("pointerup", (event) => {
    if (start && wasDrawn) {
      const area = between(start.share, shareOf(event));
      if (area[2] > 0.004 && area[3] > 0.004) areas.push(area);
      keep();
    }
    start = null;
  });
  picture.addEventListener("pointercancel", () => {
    start = null;
    draw();
  });
  // What was drawn is not also a tap on the square below it.
  picture.addEventListener("click", (event) => {
    if (wasDrawn) event.preventDefault();
    wasDrawn = false;
  }, true);
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  undo.addEventListener("click", () => {
    areas.pop();
    keep();
    if (!areas.length) picture.querySelector("input").focus({ preventScroll: true }); // the button has gone
  });
  clear.addEventListener("click", () => {
    areas = [];
    keep();
    picture.querySelector("input").focus({ preventScroll: true });
  });
  new ResizeObserver(() => draw()).observe(picture);
  canvas.hidden = false;
  for (const note of document.querySelectorAll("[data-blur-script]")) note.hidden = false;
}
