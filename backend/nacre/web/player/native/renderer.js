// Draws a scene: what is in sight is gathered shape by shape and level by level, then shadows, things, ground, sky, weather.
import { lightView, stepped } from "./camera.js";
import { times } from "./decode.js";
import { DepthMaps, Frame, Program, materialTexture, noiseTexture } from "./graphics.js";
import * as shaders from "./shaders.js";

const HALVES = [13, 48, 180]; // metres from the middle of a map of what stands still to its border
const MOVING_HALF = 28;
const MAP = 1024;
const MOVING_MAP = 512;
const FLOATS = 16; // of an instance: three rows of its matrix, and tint
const GROUND_LEVELS = [0.62, 0.3, 0.15, 0.07, 0];
const LITTER_RING = 1; // chunks around the player's in which small things lie
const LAMP_RANGE = 48;
const SMALLEST = 0.7; // pixels of radius below which nothing is drawn
const SETTLE = 250; // milliseconds between two drawings of a map while the world still comes, at least
const FINE = 480; // pixels of height from which all detail is drawn; smaller pictures show less of it
const FALLS = { rain: [1, 2400, 18], snow: [2, 3600, 18], fireflies: [3, 300, 40] }; // kind, how many, metres of their box

class Bucket {
  constructor(shape, level, group) { Object.assign(this, { shape, level, group, count: 0, data: new Float32Array(FLOATS * 8) }); }

  push(matrix, at, tint, from) {
    if ((this.count + 1) * FLOATS > this.data.length) {
      const wider = new Float32Array(this.data.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    const { data } = this;
    const to = this.count++ * FLOATS;
    for (let k = 0; k < 12; k++) data[to + k] = matrix[at + k];
    if (tint) for (let k = 0; k < 4; k++) data[to + 12 + k] = tint[from + k];
    else data[to + 12] = data[to + 13] = data[to + 14] = data[to + 15] = 1;
  }
}

export class Renderer {
  constructor(gl, scene) {
    Object.assign(this, { gl, scene, active: [], rows: [0, 1, 2, 3].map(() => new Array(12).fill(0)), keys: ["", "", ""], drawnAt: [0, 0, 0], figures: {} });
    this.programs = Object.fromEntries(["thing", "ground", "castThing", "castGround", "sky", "falling"].map((name) => [name, new Program(gl, shaders[name], MAP)]));
    this.frame = new Frame(gl);
    this.maps = new DepthMaps(gl, MAP, 3);
    this.movingMap = new DepthMaps(gl, MOVING_MAP, 1);
    this.instances = gl.createBuffer();
    this.together = new Float32Array(FLOATS * 4096);
    this.nothing = gl.createVertexArray();
    this.material = materialTexture(gl, null);
    this.textured = 0;
    gl.enable(gl.CULL_FACE);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
  }

  /** Noise and programs; rejects with what the driver says against them. */
  async ready() {
    this.noise = await noiseTexture(this.gl);
    // drivers compile beside the page, where they can
    const beside = this.gl.getExtension("KHR_parallel_shader_compile");
    const waits = () => Object.values(this.programs).some(({ program }) => !this.gl.getProgramParameter(program, beside.COMPLETION_STATUS_KHR));
    while (beside && !this.gl.isContextLost() && waits()) await new Promise((go) => setTimeout(go, 20));
    for (const program of Object.values(this.programs)) program.finish();
  }

  // ------------------------------------------------ what is in sight

  reset() {
    for (const bucket of this.active) bucket.count = 0;
    this.active.length = 0;
  }

  bucket(shape, level, group) {
    level.buckets ??= new Map();
    let bucket = level.buckets.get(group);
    if (!bucket) level.buckets.set(group, (bucket = new Bucket(shape, level, group)));
    if (!bucket.count) this.active.push(bucket);
    return bucket;
  }

  sees(view, x, y, z, radius) {
    for (const [a, b, c, d] of view.planes) if (a * x + b * y + c * z + d < -radius) return false;
    return true;
  }

  // The share of the picture's height that a radius has at a place.
  share(view, x, y, z, radius) {
    if (view.flat) return radius / (2 * view.half);
    const away = Math.hypot(x - view.eye[0], y - view.eye[1], z - view.eye[2]);
    return (radius / Math.max(away, 0.05) / (2 * view.tall)) * this.detail;
  }

  levelOf(shape, share) {
    for (const level of shape.made) if (share > level.until) return level;
    return shape.made.at(-1);
  }

  gather(view, height, now, casting, smallest) {
    const { scene } = this;
    const least = (smallest / height) * (view.flat ? 1 : this.detail);
    for (const chunk of scene.chunks.values()) {
      const far = chunk.header.cells < 16;
      if (casting && far) continue;
      const [x, y, z] = chunk.sphere;
      if (!this.sees(view, x, y, z, chunk.reach)) continue;
      for (const [hash, things] of chunk.lots) {
        const shape = scene.mesh(hash, now);
        if (!shape) continue;
        for (const thing of things) {
          if (!thing.centre) {
            const [mx, my, mz] = shape.middle;
            const m = thing.matrix;
            thing.centre = [0, 1, 2].map((r) => m[4 * r] * mx + m[4 * r + 1] * my + m[4 * r + 2] * mz + m[4 * r + 3]);
            thing.radius = shape.radius * thing.size;
          }
          const [cx, cy, cz] = thing.centre;
          if (!this.sees(view, cx, cy, cz, thing.radius)) continue;
          const share = this.share(view, cx, cy, cz, thing.radius);
          if (share < least) continue;
          const level = this.levelOf(shape, share);
          const doors = scene.doors.get(thing.id);
          if (!doors) this.bucket(shape, level, -1).push(thing.matrix, 0);
          else for (const [group] of level.parts) this.bucket(shape, level, group).push(group ? scene.leaf(thing, group, shape) : thing.matrix, 0);
        }
      }
      if (!casting && chunk.scattered.size && this.nearby(chunk)) this.lying(view, chunk, now, least);
    }
  }

  nearby(chunk) {
    return Math.max(Math.abs(chunk.x - this.middle[0]), Math.abs(chunk.z - this.middle[1])) <= LITTER_RING;
  }

  lying(view, chunk, now, least) {
    for (const [kind, lot] of chunk.scattered) {
      const shape = this.scene.mesh(chunk.header.litter[kind], now);
      if (!shape) continue;
      const { data } = lot;
      for (let k = 0; k < lot.count; k++) {
        const at = k * FLOATS;
        const radius = shape.radius * data[at + 5];
        const [x, y, z] = [data[at + 3], data[at + 7] + shape.middle[1] * data[at + 5], data[at + 11]];
        if (!this.sees(view, x, y, z, radius)) continue;
        const share = this.share(view, x, y, z, radius);
        if (share >= least) this.bucket(shape, this.levelOf(shape, share), -1).push(data, at, data, at + 12);
      }
    }
  }

  gatherBodies(view, now) {
    for (const body of this.scene.bodies.values()) {
      const shape = this.scene.mesh(body.shape, now);
      if (!shape) continue;
      const share = Math.min((now - body.came) / body.every, 1);
      const pose = Array.from(body.now, (value, k) => body.before[k] + (value - body.before[k]) * share);
      const [x, y, z] = [pose[3], pose[7] + shape.middle[1], pose[11]];
      if (!this.sees(view, x, y, z, shape.radius * 1.5)) continue;
      const level = this.levelOf(shape, this.share(view, x, y, z, shape.radius));
      const whole = pose.slice(0, 12);
      for (const [group] of level.parts) {
        const at = 12 * group;
        this.bucket(shape, level, group).push(group && at + 12 <= pose.length ? times(whole, pose, at) : whole, 0);
      }
    }
  }

  // ------------------------------------------------ drawing

  /** Draw what was gathered, each shape's level at once. */
  drawThings(program, casting) {
    const { gl } = this;
    const total = this.active.reduce((sum, bucket) => sum + bucket.count, 0);
    if (!total) return;
    if (this.together.length < total * FLOATS) this.together = new Float32Array(total * FLOATS * 2);
    let at = 0;
    for (const bucket of this.active) {
      this.together.set(bucket.data.subarray(0, bucket.count * FLOATS), at * FLOATS);
      bucket.first = at;
      at += bucket.count;
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.instances);
    gl.bufferData(gl.ARRAY_BUFFER, this.together.subarray(0, total * FLOATS), gl.STREAM_DRAW);
    program.use();
    for (const { shape, level, group, count, first } of this.active) {
      gl.bindVertexArray(level.array);
      for (let k = 0; k < 4; k++) gl.vertexAttribPointer(6 + k, 4, gl.FLOAT, false, FLOATS * 4, (first * FLOATS + 4 * k) * 4);
      gl.uniform1f(program.at.unit, shape.header.step);
      if (!casting && group < 0) { this.call(level, 0, level.count, count); continue; }
      for (const [of, from, length] of casting ? level.casting : level.parts) {
        if (group < 0 || of === group) this.call(level, from, length, count);
      }
    }
  }

  call(level, from, length, count) {
    this.figures.calls += 1;
    this.figures.triangles += (length / 3) * count;
    this.gl.drawElementsInstanced(this.gl.TRIANGLES, length, level.type, from * level.wide, count);
  }

  drawGround(program, view, casting) {
    const { gl } = this;
    program.use();
    for (const chunk of this.scene.chunks.values()) {
      const [x, y, z, radius] = chunk.sphere;
      if ((casting && chunk.header.cells < 16) || !this.sees(view, x, y, z, radius)) continue;
      const share = this.share(view, x, y, z, radius);
      const level = Math.min(GROUND_LEVELS.findIndex((until) => share > until), chunk.levels.length - 1);
      const [first, count] = chunk.levels[casting && view.half < 20 ? 0 : level];
      gl.bindVertexArray(chunk.array);
      gl.uniform2fv(program.at.corner, chunk.corner);
      gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_SHORT, first * 2);
      this.figures.calls += 1;
      this.figures.triangles += count / 3;
    }
  }

  drawShadows(view, sun, now) {
    const { gl, programs } = this;
    gl.enable(gl.CULL_FACE);
    gl.frontFace(gl.CW); // v runs down
    HALVES.forEach((half, number) => {
      const light = lightView(view.eye, stepped(sun, number), half, half / 4);
      const key = `${light.key} ${this.scene.version}`;
      const moved = this.places?.[number] !== light.key;
      if (key === this.keys[number] || (!moved && now - this.drawnAt[number] < Math.max(SETTLE, 12 * this.took))) return;
      this.places = Object.assign(this.places ?? [], { [number]: light.key });
      this.keys[number] = key;
      this.drawnAt[number] = now;
      this.rows[number] = light.rows;
      this.maps.into(number);
      this.reset();
      this.gather(light, MAP, now, true, 0.8);
      this.cast(programs.castThing, light);
      this.drawThings(programs.castThing, true);
      this.cast(programs.castGround, light);
      this.drawGround(programs.castGround, light, true);
      this.figures.maps += 1;
    });
    this.moves = this.scene.bodies.size > 0;
    if (this.moves) {
      const light = lightView(view.eye, stepped(sun, 0), MOVING_HALF, 1);
      this.rows[3] = light.rows;
      this.movingMap.into(0);
      this.reset();
      this.gatherBodies(light, now);
      this.cast(programs.castThing, light);
      this.drawThings(programs.castThing, true);
    }
    gl.frontFace(gl.CCW);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  cast(program, light) {
    program.use();
    this.gl.uniform4fv(program.at["light[0]"], light.rows);
  }

  lamps(eye, dark) {
    const found = [];
    for (const chunk of this.scene.chunks.values()) {
      if (chunk.header.cells < 16) continue;
      for (const lamp of this.scene.lampsOf(chunk)) {
        const strength = lamp.always ? 1 : dark;
        const away = Math.hypot(...lamp.at.map((v, k) => v - eye[k]));
        if (strength > 0.05 && away < LAMP_RANGE) found.push({ ...lamp, colour: lamp.colour.map((v) => v * strength), away });
      }
    }
    return found.sort((a, b) => a.away - b.away).slice(0, shaders.LAMPS);
  }

  bindMaterials() {
    const { gl, scene } = this;
    if (scene.textures?.fresh) {
      gl.deleteTexture(this.material);
      this.material = materialTexture(gl, scene.textures);
      scene.textures.fresh = false;
      this.textured = 1;
    }
    const { materials } = scene;
    const surfaces = new Float32Array(128);
    materials.names.forEach((_, k) => { if (k < 64) surfaces.set([materials.tiles[k], materials.gloss[k]], 2 * k); });
    for (const program of [this.programs.thing, this.programs.ground]) {
      program.use();
      gl.uniform2fv(program.at["surfaces[0]"], surfaces);
      gl.uniform1f(program.at.textured, this.textured);
      gl.uniform1i(program.at.textures, 1);
      gl.uniform1i(program.at.shadows, 2);
      gl.uniform1i(program.at.moving, 3);
    }
    gl.uniform1iv(this.programs.ground.at["layers[0]"], materials.layers);
    gl.uniform3fv(this.programs.ground.at["palette[0]"], materials.palette);
    const bind = (unit, kind, texture) => { gl.activeTexture(gl.TEXTURE0 + unit); gl.bindTexture(kind, texture); };
    bind(1, gl.TEXTURE_2D_ARRAY, this.material);
    bind(2, gl.TEXTURE_2D_ARRAY, this.maps.texture);
    bind(3, gl.TEXTURE_2D_ARRAY, this.movingMap.texture);
    bind(0, gl.TEXTURE_2D, this.noise);
  }

  /** One picture of `view` into the canvas, `width` x `height`. sky: {exposure, disc, seconds, falls}. */
  draw(view, width, height, sky, now) {
    const { gl, scene, programs } = this;
    this.figures = { calls: 0, triangles: 0, maps: 0 };
    this.took = Math.min(now - (this.last ?? now), 500); // milliseconds from picture to picture
    this.last = now;
    this.detail = Math.min(1, height / FINE);
    this.middle = [Math.floor(view.eye[0] / 32), Math.floor(view.eye[2] / 32)];
    gl.depthMask(true);
    gl.disable(gl.BLEND);
    this.drawShadows(view, scene.air.colours.sun, now);
    this.frame.fill(view, scene.air, sky, this.rows, this.moves, this.lamps(view.eye, scene.air.numbers.dark));
    this.bindMaterials();
    gl.viewport(0, 0, width, height);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    this.reset();
    this.gather(view, height, now, false, SMALLEST);
    this.gatherBodies(view, now);
    this.drawThings(programs.thing, false);
    this.drawGround(programs.ground, view, false);
    if (scene.horizon) this.drawHills(view, now);
    gl.depthMask(false);
    programs.sky.use();
    gl.bindVertexArray(this.nothing);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    if (FALLS[sky.falls]) this.drawFalling(view, ...FALLS[sky.falls], sky.brightness);
    gl.depthMask(true);
    gl.bindVertexArray(null);
  }

  drawHills(view, now) {
    const shape = this.scene.mesh(this.scene.horizon.shape, now);
    if (!shape) return;
    this.reset();
    this.bucket(shape, shape.made[0], -1).push(this.scene.horizon.matrix, 0);
    this.drawThings(this.programs.thing, false);
  }

  drawFalling(view, kind, count, box, brightness) {
    const { gl } = this;
    const program = this.programs.falling;
    program.use();
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.uniform1i(program.at.kind, kind);
    gl.uniform1i(program.at.spots, kind === 1 ? 0 : 1);
    gl.uniform1f(program.at.box, box);
    gl.uniform1f(program.at.focal, view.focal);
    gl.uniform1f(program.at.brightness, brightness);
    gl.drawArrays(kind === 1 ? gl.LINES : gl.POINTS, 0, kind === 1 ? 2 * count : count);
    gl.disable(gl.BLEND);
  }
}
