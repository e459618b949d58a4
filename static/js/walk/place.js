// Where things are: the phone's own position, distances in metres, what lies in an area.

const METRES_PER_DEGREE = 111_320;
const GOOD_ENOUGH = 12; // metres; a phone between houses seldom knows better

export function metres([latitude, longitude], [otherLatitude, otherLongitude]) {
  const east = (otherLongitude - longitude) * Math.cos((latitude * Math.PI) / 180);
  return Math.hypot(otherLatitude - latitude, east) * METRES_PER_DEGREE;
}

// A ring of [longitude, latitude]; counts how often a line to the east crosses it.
export function isInside([latitude, longitude], ring) {
  let inside = false;
  for (let here = 0, before = ring.length - 1; here < ring.length; before = here, here += 1) {
    const [[x, y], [oldX, oldY]] = [ring[here], ring[before]];
    if ((y > latitude) !== (oldY > latitude) && longitude < ((oldX - x) * (latitude - y)) / (oldY - y) + x) inside = !inside;
  }
  return inside;
}

// Tells every better position until it is good, or stop() is called. `failed` when there is none at all.
export function watchPlace(found, failed) {
  if (!navigator.geolocation) {
    failed();
    return () => {};
  }
  let best = Infinity;
  const stop = () => navigator.geolocation.clearWatch(watch);
  const watch = navigator.geolocation.watchPosition(({ coords }) => {
    if (coords.accuracy >= best) return;
    best = coords.accuracy;
    found([coords.latitude, coords.longitude], Math.max(1, Math.round(coords.accuracy)));
    if (best <= GOOD_ENOUGH) stop();
  }, () => { if (best === Infinity) failed(); }, { enableHighAccuracy: true, timeout: 20_000, maximumAge: 10_000 });
  return stop;
}
