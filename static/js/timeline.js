// Arrow keys move between the bars of a timeline: left and right within a row, up and down to the nearest bar.
// Without this, Tab reaches every bar in order.

function middle(link) {
  const box = link.getBoundingClientRect();
  return box.left + box.width / 2;
}

function linksOf(row) {
  return [...row.querySelectorAll("a.bar-link")].sort((one, other) => middle(one) - middle(other));
}

function nearest(links, x) {
  return links.reduce((best, link) => (Math.abs(middle(link) - x) < Math.abs(middle(best) - x) ? link : best), links[0]);
}

function rowBeside(row, step) {
  let next = row;
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
  while (next && !next.querySelector("a.bar-link"));
  return next;
}

function target(link, key) {
  const row = link.closest("tr");
  const links = linksOf(row);
  const place = links.indexOf(link);
  if (key === "ArrowRight") return links[place + 1];
  if (key === "ArrowLeft") return links[place - 1];
  if (key === "Home") return links[0];
  if (key === "End") return links[links.length - 1];
  const other = rowBeside(row, key === "ArrowDown" ? 1 : -1);
  return other && nearest(linksOf(other), middle(link));
}

const KEYS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"];

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-timeline] a.bar-link");
  if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || !KEYS.includes(event.key)) return;
  const next = target(link, event.key);
  event.preventDefault();
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
});

// On a narrow screen the frame opens with today in sight.
for (const frame of document.querySelectorAll("[data-timeline]")) {
  const today = frame.querySelector("tbody .today");
  if (!today) continue;
  const ahead = today.getBoundingClientRect().left - frame.getBoundingClientRect().left;
  if (ahead > frame.clientWidth * 0.8) frame.scrollLeft = ahead - frame.clientWidth * 0.4;
}
