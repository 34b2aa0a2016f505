// Shapes and chunks from the bytes of the geometry channel (docs/geometry.md), as arrays that a graphics card takes.

export const EDGE = 32; // metres of a chunk's side
export const VERTEX = 20; // bytes
const LAYERS = 7;
const MOST_BYTES = 64 << 20; // of one part once inflated: nothing is allocated beyond
const GLASS = "glass"; // lets the sun through: it casts no shadow

/** What a part holds, exactly `length` bytes of it; rejects when it is damaged. */
export async function inflated(part, length) {
  if (!(length >= 0 && length <= MOST_BYTES)) throw new RangeError(`${length} bytes are too many`);
  const reader = new Blob([part]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const out = new Uint8Array(length);
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > length) { reader.cancel().catch(() => undefined); throw new RangeError("longer than its header says"); }
    out.set(value, at);
    at += value.length;
  }
  if (at !== length) throw new RangeError("shorter than its header says");
  return out;
}

/** Indices from their codes: each is what the next new vertex would be, less the code; code 0 is that vertex. */
function indicesOf(codes, vertices) {
  const out = vertices > 65535 ? new Uint32Array(codes.length) : new Uint16Array(codes.length);
  let fresh = 0;
  for (let i = 0; i < codes.length; i++) {
    const index = fresh - codes[i];
    if (index < 0 || index >= vertices) throw new RangeError("an index names a vertex that is not there");
    out[i] = index;
    if (codes[i] === 0) fresh += 1;
  }
  return out;
}

/**
 * Levels of a shape: vertices as bytes, indices, `parts` [group, first, count] in order, `casting` runs [group, first, count] of
 * what throws a shadow, and the share of the picture's height until which a level is drawn; and its boxes, 10 floats each.
 */
export function decodeShape(header, data, materials) {
  const levels = [];
  let at = 0;
  const copy = (bytes) => { const start = at; at += bytes; if (at > data.length) throw new RangeError("a shape is cut short"); return data.slice(start, at); };
  for (const row of header.levels) {
    const vertices = copy(row.vertices * VERTEX);
    const wide = row.index_bytes;
    const codes = copy(row.indices * wide);
    at += (4 - (codes.length % 4)) % 4;
    const indices = indicesOf(wide === 2 ? new Uint16Array(codes.buffer) : new Uint32Array(codes.buffer), row.vertices);
    const parts = [];
    const casting = [];
    for (let r = 0; r < row.ranges.length; r += 5) {
      const [first, count, material, group] = row.ranges.slice(r, r + 4);
      const last = parts.at(-1);
      if (last && last[0] === group) last[2] += count; else parts.push([group, first, count]);
      if (materials[material] === GLASS) continue;
      const run = casting.at(-1);
      if (run && run[1] + run[2] === first && run[0] === group) run[2] += count; else casting.push([group, first, count]);
    }
    levels.push({ vertices, indices, parts, casting, until: row.until });
  }
  const boxes = [];
  for (let c = 0; c < header.colliders.length; c += 4) {
    const [points, , group] = header.colliders.slice(c, c + 3);
    const bytes = copy((points === 0 ? 10 : 3 * points) * 4);
    if (points === 0 && group === 0) boxes.push(new Float32Array(bytes.buffer));
  }
  return { levels, boxes };
}

export const GROUND_STRIDE = 28; // bytes of a vertex of ground

/**
 * A chunk's ground: vertices (GROUND_STRIDE bytes: place 3 x f32; normal 3 x i8 and a spare; shares of seven layers and a
 * spare; tint 3 x u8 and a spare), indices with `levels` [first, count] from fine to coarse, low and high (metres), the
 * heights at its corners, and `scattered`: kind -> rows of 16 floats (matrix [3, 4], tint).
 */
export function decodeChunk(header, data) {
  const { cells } = header;
  const side = cells + 1;
  const whole = side + 2;
  const shares = whole * whole * 2;
  const tints = shares + side * side * LAYERS;
  const lying = tints + side * side * 3;
  if (!(cells >= 1 && cells <= 256) || data.length < lying + header.scattered * 12) throw new RangeError("a chunk is cut short");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const wider = new Float32Array(whole * whole);
  let unit = 0;
  for (let i = 0; i < wider.length; i++) {
    unit = ((unit + view.getInt16(2 * i, true)) << 16) >> 16; // differences wrap at 16 bits, and so do sums
    wider[i] = unit / 128;
  }
  const step = EDGE / cells;
  const count = side * side;
  const buffer = new ArrayBuffer((count + 4 * side) * GROUND_STRIDE);
  const out = new DataView(buffer);
  const bytes = new Uint8Array(buffer);
  const heights = new Float32Array(count);
  let low = Infinity;
  let high = -Infinity;
  for (let z = 0, index = 0; z < side; z++) {
    for (let x = 0; x < side; x++, index++) {
      const w = (z + 1) * whole + x + 1;
      const o = index * GROUND_STRIDE;
      const nx = wider[w - 1] - wider[w + 1];
      const nz = wider[w - whole] - wider[w + whole];
      const size = 127 / Math.hypot(nx, 2 * step, nz);
      heights[index] = wider[w];
      low = Math.min(low, wider[w]);
      high = Math.max(high, wider[w]);
      out.setFloat32(o, x * step, true);
      out.setFloat32(o + 4, wider[w], true);
      out.setFloat32(o + 8, z * step, true);
      out.setInt8(o + 12, Math.round(nx * size));
      out.setInt8(o + 13, Math.round(2 * step * size));
      out.setInt8(o + 14, Math.round(nz * size));
      for (let k = 0; k < LAYERS; k++) bytes[o + 16 + k] = data[shares + index * LAYERS + k];
      for (let k = 0; k < 3; k++) bytes[o + 24 + k] = data[tints + index * 3 + k];
    }
  }
  // the border again, lower: hides cracks between neighbours of different detail
  const border = (edge, k) => [k, k * side + cells, cells * side + cells - k, (cells - k) * side][edge];
  for (let edge = 0, to = count; edge < 4; edge++) {
    for (let k = 0; k < side; k++, to++) {
      const from = border(edge, k) * GROUND_STRIDE;
      bytes.copyWithin(to * GROUND_STRIDE, from, from + GROUND_STRIDE);
      out.setFloat32(to * GROUND_STRIDE + 4, out.getFloat32(from + 4, true) - 1.2 * Math.max(step, 1), true);
    }
  }
  const indices = [];
  const levels = [];
  for (let stride = 1; cells / stride >= 4; stride *= 2) {
    const first = indices.length;
    for (let z = 0; z < cells; z += stride) {
      for (let x = 0; x < cells; x += stride) {
        const a = z * side + x;
        const [b, c, d] = [a + stride, a + stride * side, a + stride * side + stride];
        // the diagonal follows the land: the one whose ends differ less
        if (Math.abs(heights[a] - heights[d]) <= Math.abs(heights[b] - heights[c])) indices.push(a, c, d, a, d, b);
        else indices.push(a, c, b, b, c, d);
      }
    }
    for (let edge = 0; edge < 4; edge++) {
      for (let k = 0; k < cells; k += stride) {
        const upper = border(edge, k);
        const following = border(edge, k + stride);
        const below = count + edge * side + k;
        indices.push(upper, following, below + stride, upper, below + stride, below);
      }
    }
    levels.push([first, indices.length - first]);
  }
  return { vertices: bytes, indices: new Uint16Array(indices), levels, heights, side, low, high, scattered: scatteredOf(header, view, lying) };
}

const FLOATS = 16; // of a scattered thing: rows of its matrix, and tint (linear) with a spare

function scatteredOf(header, view, at) {
  const rows = new Map();
  const counts = new Map();
  for (let i = 0; i < header.scattered; i++) {
    const kind = view.getUint8(at + 12 * i + 6);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  for (const [kind, count] of counts) rows.set(kind, { data: new Float32Array(count * FLOATS), count: 0 });
  for (let i = 0; i < header.scattered; i++, at += 12) {
    const lot = rows.get(view.getUint8(at + 6));
    const x = (view.getUint16(at, true) * EDGE) / 65536 + header.x * EDGE;
    const z = (view.getUint16(at + 2, true) * EDGE) / 65536 + header.z * EDGE;
    const y = view.getInt16(at + 4, true) / 128;
    const yaw = (view.getUint8(at + 7) * 2 * Math.PI) / 256;
    const size = view.getUint8(at + 8) / 64;
    const [c, s] = [Math.cos(yaw) * size, Math.sin(yaw) * size];
    const tint = [9, 10, 11].map((k) => (view.getUint8(at + k) / 255) ** 2.2);
    lot.data.set([c, 0, s, x, 0, size, 0, y, -s, 0, c, z, ...tint, 1], lot.count++ * FLOATS);
  }
  return rows;
}

/** The matrix [3, 4] of a thing, row by row: turned by yaw about y, scaled, moved. */
export function placed(at, yaw, size) {
  const [c, s] = [Math.cos(yaw) * size, Math.sin(yaw) * size];
  return [c, 0, s, at[0], 0, size, 0, at[1], -s, 0, c, at[2]];
}

/** The product of two matrices [3, 4], row by row; b may be part of a longer array, from `at` on. */
export function times(a, b, at = 0) {
  const out = new Array(12);
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 4; c++) {
      out[4 * r + c] = a[4 * r] * b[at + c] + a[4 * r + 1] * b[at + 4 + c] + a[4 * r + 2] * b[at + 8 + c] + (c === 3 ? a[4 * r + 3] : 0);
    }
  }
  return out;
}

/** What opens a moving group by a share 0..1: a matrix [3, 4] in the thing's own axes. */
export function opened(group, share) {
  const [px, py, pz] = group.pivot;
  const by = (group.open ?? 0) * share;
  if (group.joint === "slider") {
    const move = { x: [by, 0, 0], y: [0, by, 0], z: [0, 0, by] }[group.axis];
    return [1, 0, 0, move[0], 0, 1, 0, move[1], 0, 0, 1, move[2]];
  }
  const angle = (by * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const turn = { x: [1, 0, 0, 0, c, -s, 0, s, c], y: [c, 0, s, 0, 1, 0, -s, 0, c], z: [c, -s, 0, s, c, 0, 0, 0, 1] }[group.axis];
  const move = [0, 1, 2].map((r) => [px, py, pz][r] - turn[3 * r] * px - turn[3 * r + 1] * py - turn[3 * r + 2] * pz);
  return [0, 1, 2].flatMap((r) => [turn[3 * r], turn[3 * r + 1], turn[3 * r + 2], move[r]]);
}
