// Where a picture is taken from, and what it holds; and the light's views for shadow maps. Matrices as WebGL takes them.

export const FOV = 1.13; // radians up and down, as the server's pictures have
const NEAR = 0.08;
const FAR = 1600;
const DEPTH = 900; // metres between depth 0 and 1 of a map
const STEP = Math.PI / 270; // two thirds of a degree: the light moves in steps, so that maps last

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** A pinhole camera: yaw 0 looks along -z, positive yaw turns left. `planes`: inward, unit, [a, b, c, d]. */
export function cameraView(eye, yaw, pitch, fov, width, height) {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const ahead = [-sy * cp, sp, -cy * cp];
  const right = [cy, 0, -sy];
  const up = cross(right, ahead);
  const tall = Math.tan(fov / 2);
  const broad = (tall * width) / height;
  const [a, b] = [-(FAR + NEAR) / (FAR - NEAR), (-2 * FAR * NEAR) / (FAR - NEAR)];
  const rows = [right.map((v) => v / broad), up.map((v) => v / tall), ahead.map((v) => -v * a), ahead];
  const moves = rows.map((row) => -dot(row, eye));
  moves[2] += b;
  const planes = [[1, 0], [-1, 0], [0, 1], [0, -1]].map(([x, y]) => {
    const n = ahead.map((v, k) => v * (x ? broad : tall) + x * right[k] + y * up[k]);
    const size = Math.hypot(...n);
    return [...n.map((v) => v / size), -dot(n, eye) / size];
  });
  planes.push([...ahead, -dot(ahead, eye)]);
  return {
    eye, ahead, planes, flat: false, tall, pixel: (2 * tall) / height, focal: height / 2 / tall,
    wide: right.map((v) => v * broad), high: up.map((v) => v * tall),
    matrix: [0, 1, 2, 3].flatMap((column) => rows.map((row, r) => (column < 3 ? row[column] : moves[r]))),
  };
}

/** The light's direction in steps; the cascades' steps fall at different times, so that no picture waits for all maps. */
export function stepped(light, cascade) {
  const shift = cascade / 3;
  const rise = (Math.round(Math.asin(Math.max(-1, Math.min(1, light[1]))) / STEP + shift) - shift) * STEP;
  const turn = (Math.round(Math.atan2(light[0], -light[2]) / STEP + shift) - shift) * STEP;
  return [Math.cos(rise) * Math.sin(turn), Math.sin(rise), -Math.cos(rise) * Math.cos(turn)];
}

/** The square of 2 * half metres about a place, seen from the light: `rows` [12] take a place to 0..1 and depth. */
export function lightView(place, sun, half, step) {
  let right = cross(Math.abs(sun[1]) < 0.999 ? [0, 1, 0] : [1, 0, 0], sun);
  right = right.map((v) => v / Math.hypot(...right));
  const up = cross(sun, right);
  const [u, v] = [right, up].map((axis) => Math.round(dot(axis, place) / step) * step);
  const along = Math.round(dot(sun, place) / 50) * 50;
  const centre = [0, 1, 2].map((k) => u * right[k] + v * up[k] + along * sun[k]);
  const scale = 1 / (2 * half);
  const row = (axis, by, at) => [...axis.map((x) => x * by), at - by * dot(axis, centre)];
  return {
    flat: true, half, centre, eye: centre, key: [...centre, ...sun].join(),
    // depth falls towards the light
    rows: [...row(right, scale, 0.5), ...row(up, -scale, 0.5), ...row(sun, -1 / DEPTH, 0.5)],
    planes: [right, up].flatMap((axis) => [[...axis, half - dot(axis, centre)], [...axis.map((x) => -x), half + dot(axis, centre)]]),
  };
}
