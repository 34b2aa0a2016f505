// What the hour and the weather mean for a picture, beyond the colours that the server sends.

const LATITUDE = (48 * Math.PI) / 180;
const DECLINATION = (14 * Math.PI) / 180;
const DULL = { overcast: 0.75, rain: 0.9, snow: 0.7, fog: 0.8 };

/** The sun's elevation in radians at an hour of the world. */
export function elevation(hours) {
  const angle = ((hours - 12) / 12) * Math.PI;
  const rise = Math.sin(LATITUDE) * Math.sin(DECLINATION) + Math.cos(LATITUDE) * Math.cos(DECLINATION) * Math.cos(angle);
  return Math.asin(Math.min(Math.max(rise, -1), 1));
}

/** How strong the sun's disc is, and what falls: "rain", "snow", "fireflies" or nothing. */
export function weatherOf(air, atmosphere) {
  const degrees = (elevation(air.hours) * 180) / Math.PI;
  const { weather = "clear", mood = "plain" } = atmosphere ?? {};
  const night = 1 / (1 + Math.exp((degrees + 1) / 2));
  const dull = DULL[weather] ?? 0;
  const airless = air.numbers.cover === 0 && air.numbers.fog === 0;
  let falls = "";
  if (!airless && (weather === "rain" || weather === "snow")) falls = weather;
  else if (weather === "clear" && night > 0.5 && (mood === "magical" || mood === "peaceful")) falls = "fireflies";
  return { disc: (1 - dull) * (degrees > -3 ? 1 : 0.22), falls, night, weather, dull };
}

const INDOORS = 1.9; // how much more an eye takes in where no sky is seen
const LINES = [[0, 0], ...[0, 1, 2, 3].map((k) => [0.6, (k * Math.PI) / 2]), ...[0, 1, 2, 3, 4, 5, 6, 7].map((k) => [1.05, (k * Math.PI) / 4])]
  .map(([t, a]) => [Math.sin(t) * Math.cos(a), Math.cos(t), Math.sin(t) * Math.sin(a)]);

/** Whether a ray of 5 m meets a box (10 floats: middle, turn, half extents) in its own axes. */
function meets(box, from, way) {
  const [mx, my, mz, x, y, z, w] = box;
  const turned = (v) => { // by the box's turn backwards
    const [a, b, c] = [-x, -y, -z];
    const t = [2 * (b * v[2] - c * v[1]), 2 * (c * v[0] - a * v[2]), 2 * (a * v[1] - b * v[0])];
    return [v[0] + w * t[0] + b * t[2] - c * t[1], v[1] + w * t[1] + c * t[0] - a * t[2], v[2] + w * t[2] + a * t[1] - b * t[0]];
  };
  const p = turned([from[0] - mx, from[1] - my, from[2] - mz]);
  const d = turned(way);
  let [near, far] = [0.3, 5];
  for (let k = 0; k < 3; k++) {
    const half = box[7 + k];
    if (Math.abs(d[k]) < 1e-6) { if (Math.abs(p[k]) > half) return false; continue; }
    const [a, b] = [(-half - p[k]) / d[k], (half - p[k]) / d[k]];
    near = Math.max(near, Math.min(a, b));
    far = Math.min(far, Math.max(a, b));
  }
  return near <= far;
}

/** Share of the sky above a place that no box of a thing nearby hides, 0..1. */
export function openSky(scene, eye) {
  const near = [];
  const [cx, cz] = [Math.floor(eye[0] / 32), Math.floor(eye[2] / 32)];
  const about = [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((z) => scene.chunks.get(`${cx + x}:${cz + z}`)));
  for (const [hash, things] of about.flatMap((chunk) => [...(chunk?.lots ?? [])])) {
    const boxes = scene.shapes.get(hash)?.boxes;
    if (!boxes?.length) continue;
    for (const { centre, radius, matrix: m, size } of things) {
      if (!centre || Math.hypot(...centre.map((v, k) => v - eye[k])) > radius + 5) continue;
      const back = (v) => [0, 1, 2].map((c) => (m[c] * v[0] + m[4 + c] * v[1] + m[8 + c] * v[2]) / (size * size));
      near.push({ boxes, from: back([eye[0] - m[3], eye[1] - m[7], eye[2] - m[11]]), back });
    }
  }
  let open = 0;
  for (const line of LINES) {
    if (!near.some(({ boxes, from, back }) => { const way = back(line); return boxes.some((box) => meets(box, from, way)); })) open += 1;
  }
  return open / LINES.length;
}

/** What the air's exposure is multiplied by for an eye at a place with that much open sky. */
export const adapted = (open) => 1 + INDOORS * (1 - open) ** 2;
