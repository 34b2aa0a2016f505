// What has come of a world's geometry: chunks, shapes, characters, doors; made into buffers as it is needed, freed when far.
import { EDGE, GROUND_STRIDE, VERTEX, decodeChunk, decodeShape, inflated, opened, placed, times } from "./decode.js";

const UNUSED = 20000; // milliseconds after which a shape that nobody shows gives its buffers back; its bytes are kept
const PIECE = 6; // milliseconds of work at a time, so that no picture waits for long
const KINDS = new Set(["shape", "chunk", "unload", "change", "horizon", "materials", "bodies", "air"]);

export class Scene {
  /** `acknowledge(order)` is called when a message has been taken in; `damaged(error)` when one could not be. */
  constructor(gl, acknowledge, damaged) {
    Object.assign(this, { gl, acknowledge, damaged });
    this.shapes = new Map(); // hash -> {header, part, made}
    this.kept = new Map(); // chunks by the hash of their content, for a server that says `known`
    this.textures = null; // {hash, size, layers, data}
    this.queue = [];
    this.begin();
  }

  /** Another world, or another connection: nothing is shown yet. `same` world: what is held may be named again. */
  begin(same = false) {
    if (!same) this.kept.clear();
    for (const chunk of this.chunks?.values() ?? []) {
      this.free(chunk);
      if (same) this.kept.set(chunk.hash, { ...chunk, array: null, buffers: null });
    }
    if (!same) {
      for (const shape of this.shapes.values()) this.freeShape(shape);
      this.shapes.clear();
    }
    this.chunks = new Map();
    this.doors = new Map(); // "thing" -> Map(group -> share)
    this.gone = new Set();
    this.bodies = new Map();
    this.horizon = null;
    this.air = null;
    this.materials ??= null;
    this.version = (this.version ?? 0) + 1; // rises with every change of what stands still
    this.era = (this.era ?? 0) + 1;
    this.queue.length = 0;
    this.received = 0;
  }

  /** Hashes of what is held, for `open.have` and `hello.have`. */
  have() {
    const shown = new Set([...this.kept.keys(), ...[...this.chunks.values()].map((chunk) => chunk.hash)]);
    return [...shown, ...this.shapes.keys(), ...(this.textures ? [this.textures.hash] : [])].slice(0, 2048);
  }

  /** Take a message of the channel; whether it was one. Work goes on in pieces, in order. */
  take(header, parts) {
    if (!KINDS.has(header.type)) return false;
    this.received += parts.reduce((sum, part) => sum + part.length, 0);
    if (header.type === "air") { this.air = header; return true; }
    if (header.type === "bodies") { this.pose(header, parts[0]); return true; }
    const [part] = parts;
    const wanted = part && header.bytes > 0 && header.type !== "shape";
    const data = wanted ? inflated(part, header.bytes) : null;
    data?.catch(() => undefined); // told when its turn has come
    this.queue.push({ header, part, data, era: this.era });
    if (!this.working) this.work();
    return true;
  }

  async work() {
    this.working = true;
    let since = performance.now();
    while (this.queue.length) {
      const { header, part, data, era } = this.queue.shift();
      try {
        const bytes = data ? await data : null;
        if (era === this.era) this[`on_${header.type}`](header, bytes, part);
      } catch (error) { this.damaged(error); }
      if (era === this.era) this.acknowledge(header.order);
      if (performance.now() - since > PIECE) {
        await new Promise((go) => setTimeout(go, 0));
        since = performance.now();
      }
    }
    this.working = false;
  }

  on_shape(header, _, part) {
    const [a, b] = [header.low, header.high];
    const middle = a.map((v, k) => (v + b[k]) / 2);
    const radius = Math.hypot(...a.map((v, k) => b[k] - v)) / 2;
    // the bytes are kept squeezed: what is not seen for a while is made again from them
    this.shapes.set(header.hash, { header, part: part.slice(), middle, radius, made: null, making: false, seen: 0 });
  }

  on_chunk(header, data) {
    const key = `${header.x}:${header.z}`;
    // equal places have equal names: another chunk that is shown may hold the same
    let content = this.kept.get(header.hash) ?? [...this.chunks.values()].find((chunk) => chunk.hash === header.hash);
    if (!header.known) content = { header, ...decodeChunk(header, data), hash: header.hash };
    if (!content) throw new Error(`the server believes that chunk ${header.hash} is here`);
    const before = this.chunks.get(key);
    if (before) this.free(before);
    const chunk = { ...content, key, x: header.x, z: header.z, lots: new Map(), lamps: null };
    this.chunks.set(key, chunk);
    this.lay(chunk);
    this.stand(chunk);
    this.version += 1;
  }

  on_unload(header) {
    const chunk = this.chunks.get(`${header.x}:${header.z}`);
    if (!chunk) return;
    this.free(chunk);
    this.chunks.delete(chunk.key);
    this.version += 1;
  }

  on_change(header) {
    for (const { thing, group, open } of header.doors) {
      if (!this.doors.has(thing)) this.doors.set(thing, new Map());
      this.doors.get(thing).set(group, open);
    }
    for (const id of header.gone) this.gone.add(id);
    if (header.gone.length) for (const chunk of this.chunks.values()) this.stand(chunk);
    this.version += 1;
  }

  on_horizon(header) {
    this.kept.clear(); // everything has been named
    this.horizon = { shape: header.shape, matrix: placed(header.at, 0, 1), at: header.at };
  }

  on_materials(header, data) {
    this.materials = header;
    if (data) this.textures = { hash: header.hash, size: header.size, layers: header.names.length, data, fresh: true };
  }

  /** Everyone in sight, as they stand at this moment. */
  pose(header, part) {
    const numbers = part ? new Float32Array(part.slice().buffer) : new Float32Array(0);
    const now = performance.now();
    const seen = new Set();
    let at = 0;
    header.slots.forEach((slot, k) => {
      const count = 12 * (header.groups[k] + 1);
      if (at + count > numbers.length) return;
      const pose = numbers.subarray(at, at + count);
      at += count;
      seen.add(slot);
      const body = this.bodies.get(slot);
      // somebody who stands far from where they were is put there, not moved
      const goes = body && body.shape === header.shapes[k] && body.now.length === count && Math.hypot(pose[3] - body.now[3], pose[7] - body.now[7], pose[11] - body.now[11]) < 4;
      this.bodies.set(slot, { shape: header.shapes[k], kind: header.classes[k], before: goes ? body.now : pose, now: pose, came: now, every: goes ? Math.min(Math.max(now - body.came, 40), 250) : 100 });
    });
    for (const slot of this.bodies.keys()) if (!seen.has(slot)) this.bodies.delete(slot);
  }

  /** Buffers of a shape, null while they are being made; `now` in milliseconds. */
  mesh(hash, now) {
    const shape = this.shapes.get(hash);
    if (!shape) return null;
    shape.seen = now;
    if (!shape.made && !shape.making && this.materials) this.make(shape);
    return shape.made ? shape : null;
  }

  async make(shape) {
    shape.making = true;
    try {
      const data = await inflated(shape.part, shape.header.bytes);
      if (this.shapes.get(shape.header.hash) !== shape || this.gl.isContextLost()) return;
      const { levels, boxes } = decodeShape(shape.header, data, this.materials.names);
      const { gl } = this;
      shape.boxes = boxes;
      shape.made = levels.map((level) => {
        const array = gl.createVertexArray();
        gl.bindVertexArray(array);
        const vertices = gl.createBuffer();
        gl.bindBuffer(gl.ARRAY_BUFFER, vertices);
        gl.bufferData(gl.ARRAY_BUFFER, level.vertices, gl.STATIC_DRAW);
        const floats = [[0, 3, gl.SHORT, false, 0], [1, 2, gl.UNSIGNED_BYTE, false, 6], [2, 3, gl.BYTE, true, 8], [3, 1, gl.UNSIGNED_BYTE, true, 11], [4, 2, gl.SHORT, false, 12], [5, 4, gl.UNSIGNED_BYTE, true, 16]];
        for (const [place, size, type, unit, offset] of floats) {
          gl.enableVertexAttribArray(place);
          gl.vertexAttribPointer(place, size, type, unit, VERTEX, offset);
        }
        for (let place = 6; place < 10; place++) { gl.enableVertexAttribArray(place); gl.vertexAttribDivisor(place, 1); }
        const indices = gl.createBuffer();
        gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indices);
        gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, level.indices, gl.STATIC_DRAW);
        gl.bindVertexArray(null);
        const wide = level.indices.BYTES_PER_ELEMENT;
        return { array, vertices, indices, wide, count: level.indices.length, parts: level.parts, casting: level.casting, until: level.until, type: wide === 2 ? gl.UNSIGNED_SHORT : gl.UNSIGNED_INT };
      });
      this.version += 1;
    } catch (error) { this.damaged(error); } finally { shape.making = false; }
  }

  freeShape(shape) {
    for (const level of shape.made ?? []) {
      this.gl.deleteVertexArray(level.array);
      this.gl.deleteBuffer(level.vertices);
      this.gl.deleteBuffer(level.indices);
    }
    shape.made = null;
  }

  /** Give back what nobody has shown for a while; call it now and then. */
  tidy(now) {
    for (const shape of this.shapes.values()) if (shape.made && now - shape.seen > UNUSED) this.freeShape(shape);
  }

  lay(chunk) {
    const { gl } = this;
    chunk.array = gl.createVertexArray();
    gl.bindVertexArray(chunk.array);
    chunk.buffers = [gl.createBuffer(), gl.createBuffer()];
    gl.bindBuffer(gl.ARRAY_BUFFER, chunk.buffers[0]);
    gl.bufferData(gl.ARRAY_BUFFER, chunk.vertices, gl.STATIC_DRAW);
    for (const [place, size, type, unit, offset] of [[0, 3, gl.FLOAT, false, 0], [1, 3, gl.BYTE, true, 12], [2, 4, gl.UNSIGNED_BYTE, true, 16], [3, 4, gl.UNSIGNED_BYTE, true, 20], [4, 4, gl.UNSIGNED_BYTE, true, 24]]) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, type, unit, GROUND_STRIDE, offset);
    }
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, chunk.buffers[1]);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, chunk.indices, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    chunk.corner = [chunk.x * EDGE, chunk.z * EDGE];
    const high = chunk.high - chunk.low;
    chunk.sphere = [chunk.corner[0] + EDGE / 2, (chunk.low + chunk.high) / 2, chunk.corner[1] + EDGE / 2, Math.hypot(EDGE * 0.708, high / 2)];
  }

  /** Sort what stands in a chunk by shape: matrices, and lamps once their shapes are known. */
  stand(chunk) {
    chunk.lots = new Map();
    chunk.lamps = null;
    chunk.reach = chunk.sphere[3];
    for (const thing of chunk.header.things) {
      if (this.gone.has(thing.id)) continue;
      if (!chunk.lots.has(thing.shape)) chunk.lots.set(thing.shape, []);
      const matrix = placed(thing.at, thing.yaw, thing.size);
      chunk.lots.get(thing.shape).push({ id: thing.id, kind: thing.class, at: thing.at, size: thing.size, matrix });
      const shape = this.shapes.get(thing.shape);
      if (shape) chunk.reach = Math.max(chunk.reach, EDGE * 0.71 + 2 * shape.radius * thing.size, thing.at[1] + 2 * shape.radius * thing.size - chunk.low);
    }
  }

  /** Lamps of a chunk: [place, colour, reach, burns by day]. */
  lampsOf(chunk) {
    if (chunk.lamps) return chunk.lamps;
    chunk.lamps = [];
    for (const [hash, things] of chunk.lots) {
      for (const light of this.shapes.get(hash)?.header.lights ?? []) {
        for (const { matrix: m } of things) {
          const [x, y, z] = light.position;
          chunk.lamps.push({ at: [0, 1, 2].map((r) => m[4 * r] * x + m[4 * r + 1] * y + m[4 * r + 2] * z + m[4 * r + 3]), colour: light.colour, reach: light.reach, always: light.always });
        }
      }
    }
    return chunk.lamps;
  }

  /** Matrix of a moving group of a thing: as it is drawn, or opened as far as its door is. */
  leaf(thing, group, shape) {
    const share = this.doors.get(thing.id)?.get(group) ?? 0;
    const facts = shape.header.groups[group - 1];
    return share > 0 && facts ? times(thing.matrix, opened(facts, share)) : thing.matrix;
  }

  free(chunk) {
    this.gl.deleteVertexArray(chunk.array);
    for (const buffer of chunk.buffers ?? []) this.gl.deleteBuffer(buffer);
  }

  /** Height of the ground at a place, undefined where it has not come. */
  heightAt(x, z) {
    const chunk = this.chunks.get(`${Math.floor(x / EDGE)}:${Math.floor(z / EDGE)}`);
    if (!chunk) return undefined;
    const cells = chunk.side - 1;
    const u = Math.min(((x - chunk.corner[0]) / EDGE) * cells, cells - 0.001);
    const v = Math.min(((z - chunk.corner[1]) / EDGE) * cells, cells - 0.001);
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const at = j * chunk.side + i;
    const line = (o) => chunk.heights[o] + (chunk.heights[o + 1] - chunk.heights[o]) * (u - i);
    return line(at) + (line(at + chunk.side) - line(at)) * (v - j);
  }

  /** Whether enough has come to walk in it: the chunks about a place, and what stands there. */
  walkable(x, z, now) {
    const [cx, cz] = [Math.floor(x / EDGE), Math.floor(z / EDGE)];
    if (!this.materials || !this.air) return false;
    for (let dz = -1; dz <= 1; dz++) {
      for (let dx = -1; dx <= 1; dx++) {
        const chunk = this.chunks.get(`${cx + dx}:${cz + dz}`);
        if (!chunk || chunk.header.cells < 16) return false;
        for (const hash of chunk.lots.keys()) if (!this.mesh(hash, now)) return false;
      }
    }
    return true;
  }
}
