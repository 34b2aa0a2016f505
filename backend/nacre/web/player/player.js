// The Nacre browser player: one file, no build step, no request that leaves the machine.
// Sections: msgpack, Connection (the protocol), View (drawing), Controls (input), the page.
"use strict";

// ---------------------------------------------------------------- the page's words, in the player's language

let STRINGS = {};
/** English text of the page in the player's language; itself where there is no translation. */
const t = (text) => STRINGS[text] ?? text;

async function speak() {
  let asked = null;
  try { asked = localStorage.getItem("nacre-language"); } catch { /* private windows keep nothing */ }
  try {
    const answer = await fetch(asked ? `strings.json?language=${encodeURIComponent(asked)}` : "strings.json");
    if (!answer.ok) return;
    const { language, languages, strings } = await answer.json();
    STRINGS = strings;
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.data.trim();
      if (text && STRINGS[text]) walker.currentNode.data = walker.currentNode.data.replace(text, STRINGS[text]);
    }
    for (const name of ["aria-label", "title", "placeholder"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        const [, text, key] = element.getAttribute(name).match(/^(.*?)( \([A-Z0-9]+\))?$/) ?? [];
        if (text && STRINGS[text]) element.setAttribute(name, STRINGS[text] + (key ?? ""));
      }
    }
    const choice = document.getElementById("language");
    choice.replaceChildren(...Object.entries(languages).map(([code, own]) => new Option(own, code, false, code === language)));
    choice.addEventListener("change", () => {
      try { localStorage.setItem("nacre-language", choice.value); } catch { /* for this visit only */ }
      location.reload();
    });
  } catch { /* English, then */ }
}

// ---------------------------------------------------------------- msgpack (the subset headers use, all of it decoded)

export function encode(value) {
  const out = [];
  const view = new DataView(new ArrayBuffer(8));
  const push = (bytes, count) => { for (let i = 0; i < count; i++) out.push(bytes.getUint8(i)); };
  const size = (length, fixed, limit, codes) => {
    if (fixed !== null && length < limit) out.push(fixed | length);
    else if (codes[0] !== null && length < 0x100) out.push(codes[0], length);
    else if (length < 0x10000) { view.setUint16(0, length); out.push(codes[1]); push(view, 2); }
    else { view.setUint32(0, length); out.push(codes[2]); push(view, 4); }
  };
  const write = (item) => {
    if (item === null || item === undefined) out.push(0xc0);
    else if (item === true) out.push(0xc3);
    else if (item === false) out.push(0xc2);
    else if (typeof item === "number") {
      if (!Number.isSafeInteger(item) || Object.is(item, -0)) { view.setFloat64(0, item); out.push(0xcb); push(view, 8); }
      else if (item >= 0 && item < 128) out.push(item);
      else if (item < 0 && item >= -32) out.push(item & 0xff);
      else if (item >= 0 && item < 0x100) out.push(0xcc, item);
      else if (item >= 0 && item < 0x10000) { view.setUint16(0, item); out.push(0xcd); push(view, 2); }
      else if (item >= 0 && item < 0x100000000) { view.setUint32(0, item); out.push(0xce); push(view, 4); }
      else if (item >= -0x80000000 && item < 0) { view.setInt32(0, item); out.push(0xd2); push(view, 4); }
      else { view.setBigInt64(0, BigInt(item)); out.push(0xd3); push(view, 8); }
    } else if (typeof item === "string") {
      const bytes = new TextEncoder().encode(item);
      size(bytes.length, 0xa0, 32, [0xd9, 0xda, 0xdb]);
      for (const byte of bytes) out.push(byte);
    } else if (item instanceof Uint8Array) {
      size(item.length, null, 0, [0xc4, 0xc5, 0xc6]);
      for (const byte of item) out.push(byte);
    } else if (Array.isArray(item)) {
      size(item.length, 0x90, 16, [null, 0xdc, 0xdd]);
      item.forEach(write);
    } else {
      const entries = Object.entries(item).filter(([, v]) => v !== undefined);
      size(entries.length, 0x80, 16, [null, 0xde, 0xdf]);
      for (const [key, v] of entries) { write(key); write(v); }
    }
  };
  write(value);
  return new Uint8Array(out);
}

export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  const take = (count) => { if (at + count > bytes.length) throw new RangeError("msgpack: cut short"); at += count; return at - count; };
  const raw = (count) => { const start = take(count); return bytes.subarray(start, start + count); };
  const number = (method, width) => view[method](take(width));
  const whole = (big) => (big >= Number.MIN_SAFE_INTEGER && big <= Number.MAX_SAFE_INTEGER ? Number(big) : big);
  const items = (count, depth) => Array.from({ length: count }, () => read(depth + 1));
  const table = (count, depth) => {
    const map = Object.create(null);
    for (let i = 0; i < count; i++) { const key = read(depth + 1); map[key] = read(depth + 1); }
    return map;
  };
  const sized = (count) => { if (count > bytes.length - at) throw new RangeError("msgpack: a length does not fit"); return count; };
  const read = (depth) => {
    if (depth > 32) throw new RangeError("msgpack: nested too deep");
    const code = number("getUint8", 1);
    if (code < 0x80) return code;
    if (code < 0x90) return table(sized(code & 15), depth);
    if (code < 0xa0) return items(sized(code & 15), depth);
    if (code < 0xc0) return text.decode(raw(code & 31));
    if (code >= 0xe0) return code - 256;
    switch (code) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: return raw(number("getUint8", 1));
      case 0xc5: return raw(number("getUint16", 2));
      case 0xc6: return raw(number("getUint32", 4));
      case 0xca: return number("getFloat32", 4);
      case 0xcb: return number("getFloat64", 8);
      case 0xcc: return number("getUint8", 1);
      case 0xcd: return number("getUint16", 2);
      case 0xce: return number("getUint32", 4);
      case 0xcf: return whole(number("getBigUint64", 8));
      case 0xd0: return number("getInt8", 1);
      case 0xd1: return number("getInt16", 2);
      case 0xd2: return number("getInt32", 4);
      case 0xd3: return whole(number("getBigInt64", 8));
      case 0xd9: return text.decode(raw(number("getUint8", 1)));
      case 0xda: return text.decode(raw(number("getUint16", 2)));
      case 0xdb: return text.decode(raw(number("getUint32", 4)));
      case 0xdc: return items(sized(number("getUint16", 2)), depth);
      case 0xdd: return items(sized(number("getUint32", 4)), depth);
      case 0xde: return table(sized(number("getUint16", 2)), depth);
      case 0xdf: return table(sized(number("getUint32", 4)), depth);
      default: throw new RangeError(`msgpack: code ${code.toString(16)} is not used here`);
    }
  };
  const value = read(0);
  if (at !== bytes.length) throw new RangeError("msgpack: bytes left over");
  return value;
}

// One WebSocket message: every part behind its length, u32 big-endian.
export function packParts(parts) {
  const total = parts.reduce((sum, part) => sum + 4 + part.length, 0);
  const out = new Uint8Array(total);
  const view = new DataView(out.buffer);
  let at = 0;
  for (const part of parts) { view.setUint32(at, part.length); out.set(part, at + 4); at += 4 + part.length; }
  return out;
}

export function unpackParts(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at);
    if (length > bytes.length - at - 4) throw new RangeError("a part does not fit its message");
    parts.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return parts;
}

// ---------------------------------------------------------------- Connection

const CLOSE_SERVER_GONE = 4001; // the bridge's own close code
const PROTOCOL = 1;
const CREDIT = 2; // frames in flight: one being shown while the next is made
const BEAT = 1500; // milliseconds; the server gives up on a client that was silent for six seconds
// What the server says of a session that waits for us, of one that is no more, and of what another moment may change.
const KEEPS_SESSION = new Set(["bye", "shutdown"]);
const LOSES_SESSION = new Set(["session_expired", "session_damaged", "wrong_model"]);
const PASSES = new Set(["session_elsewhere", "shutting_down", "server_busy"]);
const BUSY_TRIES = 6;
const SILENCE = 7000; // milliseconds without a word from the server before the connection counts as lost

// Talks the protocol and survives its connection: `onState` hears connecting, ready, lost.
class Connection {
  constructor(handlers) {
    this.on = handlers;
    this.token = null;
    this.session = null;
    this.attempts = 0;
    this.requests = 0;
    this.socket = null;
    this.ready = false;
    setInterval(() => this.beat(), 500);
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    this.on.state("connecting", "");
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.hello();
    socket.onmessage = (event) => this.receive(new Uint8Array(event.data));
    socket.onclose = (event) => { if (this.socket === socket) this.lost(event); };
  }

  lost(event) {
    this.ready = false;
    this.socket = null;
    const gone = event.code === CLOSE_SERVER_GONE;
    this.on.state("lost", gone ? t("The world server is not answering.") : t("The connection is gone."));
    const wait = Math.min(300 * 2 ** this.attempts++, 4000) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  hello() {
    this.heard = this.spoke = performance.now();
    this.request({
      type: "hello", v: PROTOCOL, client: { name: "nacre-web", version: "0.1.0", engine: "browser" },
      token: this.token ?? undefined, accept: { codecs: ["jpeg"], channels: ["rgb"] },
    });
  }

  // Keep the connection known to be alive on both sides.
  beat() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const now = performance.now();
    if (now - this.heard > SILENCE && !document.hidden) {
      const silent = this.socket;
      this.lost({ code: CLOSE_SERVER_GONE });
      silent.close();
    } else if (this.ready && now - this.spoke > BEAT) this.request({ type: "status" });
  }

  retryNow() {
    if (!this.socket) this.connect();
  }

  send(header, ...payload) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(packParts([encode(header), ...payload]));
    this.spoke = performance.now();
    return true;
  }

  request(header) {
    const id = ++this.requests;
    return this.send({ ...header, id }) ? id : 0;
  }

  receive(bytes) {
    this.heard = performance.now();
    const [head, ...payload] = unpackParts(bytes);
    const message = decode(head);
    if (message.type === "welcome") {
      this.ready = true;
      this.attempts = 0;
      this.on.state("ready", "");
    } else if (message.type === "opened") {
      this.token = message.token ?? this.token;
      this.session = message.session;
    } else if (message.type === "closed" && !KEEPS_SESSION.has(message.reason)) {
      this.session = this.token = null;
    } else if (message.type === "error" && LOSES_SESSION.has(message.code)) {
      this.session = this.token = null;
      if (!this.ready) { this.hello(); return; }
    } else if (message.type === "error" && PASSES.has(message.code) && !this.ready) {
      this.socket?.close(); // another try, with the token, may find it changed
      return;
    }
    this.on[message.type]?.(message, payload);
  }

  // End the session, or the one that is being opened.
  forget(opening) {
    if (this.session || opening) this.request({ type: "close" });
    this.session = this.token = null;
  }
}

// ---------------------------------------------------------------- View

const VERTEX = "attribute vec2 p; varying vec2 q; void main() { q = p; gl_Position = vec4(p, 0.0, 1.0); }";
// Turns the newest frame from the camera it was drawn with to where the player looks now, so that looking around
// is as smooth as the screen whatever the server's rate; the fetch is a Catmull-Rom filter, softer frames look crisp.
const FRAGMENT = `precision highp float; varying vec2 q;
uniform sampler2D frame; uniform vec2 screenTan, frameTan, texels; uniform mat3 turn;
vec3 sharp(vec2 uv) {
  vec2 s = uv * texels, c = floor(s - 0.5) + 0.5, f = s - c;
  vec2 w0 = f * (-0.5 + f * (1.0 - 0.5 * f)), w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
  vec2 w2 = f * (0.5 + f * (2.0 - 1.5 * f)), w3 = f * f * (-0.5 + 0.5 * f), w12 = w1 + w2;
  vec2 t0 = (c - 1.0) / texels, t3 = (c + 2.0) / texels, t12 = (c + w2 / w12) / texels;
  vec3 sum = texture2D(frame, vec2(t12.x, t0.y)).rgb * w12.x * w0.y + texture2D(frame, vec2(t0.x, t12.y)).rgb * w0.x * w12.y
    + texture2D(frame, t12).rgb * w12.x * w12.y + texture2D(frame, vec2(t3.x, t12.y)).rgb * w3.x * w12.y
    + texture2D(frame, vec2(t12.x, t3.y)).rgb * w12.x * w3.y;
  return sum / (w12.x * w0.y + w0.x * w12.y + w12.x * w12.y + w3.x * w12.y + w12.x * w3.y);
}
void main() {
  vec3 d = turn * vec3(q * screenTan, -1.0);
  vec2 uv = d.xy / max(-d.z, 0.05) / frameTan * 0.5 + 0.5;
  gl_FragColor = vec4(sharp(clamp(vec2(uv.x, 1.0 - uv.y), 0.0, 1.0)), 1.0);
}`;

class View {
  constructor(canvas) {
    this.canvas = canvas;
    this.bitmap = null;
    this.camera = { yaw: 0, pitch: 0, fov: 1.13 };
    const options = { alpha: false, antialias: false, powerPreference: "high-performance" };
    this.gl = View.hasGraphics() ? canvas.getContext("webgl", options) : null;
    if (this.gl) this.compile();
    else this.flat = canvas.getContext("2d", { alpha: false });
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => { this.compile(); this.upload(); });
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
  }

  // Whether WebGL runs on a graphics chip: drawn by the processor it would take that away from the world itself,
  // and plain 2-D does better. ?draw=gl and ?draw=flat decide by hand.
  static hasGraphics() {
    const forced = new URLSearchParams(location.search).get("draw");
    if (forced) return forced === "gl";
    const gl = document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
    if (!gl) return false;
    const info = gl.getExtension("WEBGL_debug_renderer_info");
    const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return !/swiftshader|llvmpipe|software|basic render/i.test(name);
  }

  compile() {
    const gl = this.gl;
    const program = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([-1, -1, 3, -1, -1, 3]), gl.STATIC_DRAW);
    gl.enableVertexAttribArray(gl.getAttribLocation(program, "p"));
    gl.vertexAttribPointer(gl.getAttribLocation(program, "p"), 2, gl.FLOAT, false, 0, 0);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const [name, value] of [["MIN_FILTER", gl.LINEAR], ["MAG_FILTER", gl.LINEAR], ["WRAP_S", gl.CLAMP_TO_EDGE], ["WRAP_T", gl.CLAMP_TO_EDGE]]) {
      gl.texParameteri(gl.TEXTURE_2D, gl[`TEXTURE_${name}`], value);
    }
    this.uniform = Object.fromEntries(["screenTan", "frameTan", "texels", "turn"].map((name) => [name, gl.getUniformLocation(program, name)]));
  }

  resize() {
    const ratio = Math.min(window.devicePixelRatio || 1, this.gl ? 2 : 1);
    const width = Math.max(Math.round(this.canvas.clientWidth * ratio), 1);
    const height = Math.max(Math.round(this.canvas.clientHeight * ratio), 1);
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.stale = true;
  }

  show(bitmap, camera) {
    this.bitmap?.close();
    this.bitmap = bitmap;
    this.camera = camera;
    if (this.gl) this.upload();
    this.stale = true;
  }

  upload() {
    if (!this.bitmap) return;
    this.gl.texImage2D(this.gl.TEXTURE_2D, 0, this.gl.RGB, this.gl.RGB, this.gl.UNSIGNED_BYTE, this.bitmap);
  }

  // Draw the newest frame as seen with yaw and pitch (radians); nothing is drawn when nothing has changed.
  draw(yaw, pitch) {
    if (!this.bitmap) return;
    if (!this.stale && Math.abs(yaw - this.drawnYaw) < 1e-5 && Math.abs(pitch - this.drawnPitch) < 1e-5) return;
    this.stale = false;
    this.drawnYaw = yaw;
    this.drawnPitch = pitch;
    const { width, height } = this.canvas;
    const frameAspect = this.bitmap.width / this.bitmap.height;
    const frameTan = [Math.tan(this.camera.fov / 2) * frameAspect, Math.tan(this.camera.fov / 2)];
    const aspect = width / height;
    const screenTan = aspect > frameAspect ? [frameTan[0], frameTan[0] / aspect] : [frameTan[1] * aspect, frameTan[1]];
    if (this.gl) this.drawTurned(yaw - this.camera.yaw, pitch, screenTan, frameTan);
    else this.drawFlat(yaw - this.camera.yaw, pitch - this.camera.pitch, screenTan, frameTan);
  }

  drawTurned(yaw, pitch, screenTan, frameTan) {
    const gl = this.gl;
    const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
    const [cf, sf] = [Math.cos(this.camera.pitch), Math.sin(this.camera.pitch)];
    // rows of Rx(-frame pitch) Ry(yaw) Rx(pitch)
    const a = [[cy, sy * sp, sy * cp], [0, cp, -sp], [-sy, cy * sp, cy * cp]];
    const rows = [a[0], a[1].map((v, i) => cf * v + sf * a[2][i]), a[1].map((v, i) => -sf * v + cf * a[2][i])];
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.uniform2fv(this.uniform.screenTan, screenTan);
    gl.uniform2fv(this.uniform.frameTan, frameTan);
    gl.uniform2f(this.uniform.texels, this.bitmap.width, this.bitmap.height);
    gl.uniformMatrix3fv(this.uniform.turn, false, [0, 1, 2].flatMap((column) => rows.map((row) => row[column])));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  drawFlat(yaw, pitch, screenTan, frameTan) {
    const { width, height } = this.canvas;
    const shownWidth = (frameTan[0] / screenTan[0]) * width;
    const shownHeight = (frameTan[1] / screenTan[1]) * height;
    const x = (width - shownWidth) / 2 + (Math.tan(yaw) / screenTan[0]) * (width / 2);
    const y = (height - shownHeight) / 2 + (Math.tan(pitch) / screenTan[1]) * (height / 2);
    this.flat.imageSmoothingQuality = "high";
    this.flat.drawImage(this.bitmap, x, y, shownWidth, shownHeight);
  }

  // The frame itself as a PNG, without whatever the page lays over it.
  async picture() {
    const canvas = document.createElement("canvas");
    canvas.width = this.bitmap.width;
    canvas.height = this.bitmap.height;
    canvas.getContext("2d").drawImage(this.bitmap, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }
}

// ---------------------------------------------------------------- Controls

const STEEPEST = 1.45; // radians; the model holds the head between these too
const TURN_RATE = 2.0; // radians a second for Q and E
const HELD = {
  KeyW: [0, 1], ArrowUp: [0, 1], KeyS: [0, -1], ArrowDown: [0, -1],
  KeyA: [-1, 0], ArrowLeft: [-1, 0], KeyD: [1, 0], ArrowRight: [1, 0],
};
const TURNS = { KeyQ: [1, 0], KeyE: [-1, 0], KeyR: [0, 1], KeyF: [0, -1], PageUp: [0, 1], PageDown: [0, -1] };

// Turns keys, mouse and fingers into held state and summed look (radians, left and up positive).
class Controls {
  constructor(canvas, stick, jump, active) {
    this.canvas = canvas;
    this.active = active;
    this.keys = new Set();
    this.stickVector = [0, 0];
    this.touchJump = false;
    this.jumpUntil = 0;
    this.yaw = 0; // summed since the page opened; Connection's acts carry the difference
    this.pitch = 0;
    this.moved = false;
    addEventListener("keydown", (event) => this.key(event, true));
    addEventListener("keyup", (event) => this.key(event, false));
    addEventListener("blur", () => this.release());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.release(); });
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    document.addEventListener("mousemove", (event) => {
      if (document.pointerLockElement === canvas) this.turn(-event.movementX * 0.0025, -event.movementY * 0.0025);
    });
    this.bindStick(stick);
    const press = (down) => (event) => { event.preventDefault(); this.touchJump = down; if (down) this.leap(); };
    jump.addEventListener("pointerdown", press(true));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) jump.addEventListener(end, press(false));
  }

  key(event, down) {
    const known = event.code in HELD || event.code in TURNS || event.code === "Space" || event.code.startsWith("Shift");
    if (!known) return;
    if (!down) { this.keys.delete(event.code); return; }
    if (!this.active() || event.ctrlKey || event.metaKey || event.altKey) return;
    // A focused button keeps its own Space; everything else belongs to the world while it is shown.
    if (event.code === "Space" && event.target.closest?.("button")) return;
    event.preventDefault();
    if (event.code === "Space" && !event.repeat) this.leap();
    this.keys.add(event.code);
  }

  // Held for longer than a tick of the world, so that a quick tap is never missed.
  leap() {
    this.jumpUntil = performance.now() + 120;
    this.moved = true;
  }

  release() {
    this.keys.clear();
    this.stickVector = [0, 0];
    this.touchJump = false;
  }

  press(event) {
    this.canvas.focus({ preventScroll: true });
    if (event.pointerType === "mouse") {
      if (event.button === 0 && document.pointerLockElement !== this.canvas) {
        // Refused without a gesture or in an embedded page: dragging still turns the head.
        this.canvas.requestPointerLock?.()?.catch?.(() => undefined);
      }
    }
    this.canvas.setPointerCapture?.(event.pointerId);
    this.last = [event.clientX, event.clientY];
  }

  drag(event) {
    if (!event.buttons || document.pointerLockElement === this.canvas || !this.last) return;
    const scale = event.pointerType === "touch" ? 0.006 : 0.004;
    // Dragging pulls the picture along: the world follows the finger.
    this.turn((event.clientX - this.last[0]) * scale, (event.clientY - this.last[1]) * scale);
    this.last = [event.clientX, event.clientY];
  }

  bindStick(stick) {
    const knob = stick.firstElementChild;
    const set = (event) => {
      const box = stick.getBoundingClientRect();
      const reach = box.width / 2 - 14;
      let x = (event.clientX - box.left - box.width / 2) / reach;
      let y = (event.clientY - box.top - box.height / 2) / reach;
      const length = Math.hypot(x, y);
      if (length > 1) { x /= length; y /= length; }
      knob.style.transform = `translate(${x * reach * 0.7}px, ${y * reach * 0.7}px)`;
      // A still thumb trembles: the middle tenth is rest.
      this.stickVector = length < 0.1 ? [0, 0] : [x, -y];
      this.moved = true;
    };
    const rest = () => { this.stickVector = [0, 0]; knob.style.transform = ""; };
    stick.addEventListener("pointerdown", (event) => { event.preventDefault(); stick.setPointerCapture(event.pointerId); set(event); });
    stick.addEventListener("pointermove", (event) => { if (event.buttons) set(event); });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) stick.addEventListener(end, rest);
  }

  turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch += pitch;
    this.moved = true;
  }

  // Turn by held keys, for `seconds` since the last call.
  advance(seconds) {
    for (const code of this.keys) {
      if (code in TURNS) this.turn(TURNS[code][0] * TURN_RATE * seconds, TURNS[code][1] * TURN_RATE * 0.7 * seconds);
    }
  }

  held() {
    let [x, z] = this.stickVector;
    for (const code of this.keys) if (code in HELD) { x += HELD[code][0]; z += HELD[code][1]; }
    if (x || z) this.moved = true;
    const clamp = (value) => Math.min(Math.max(value, -1), 1);
    const jump = this.touchJump || this.keys.has("Space") || performance.now() < this.jumpUntil;
    return { move_x: clamp(x), move_z: clamp(z), jump, sprint: this.keys.has("ShiftLeft") || this.keys.has("ShiftRight") || Math.hypot(...this.stickVector) > 0.97 };
  }
}

// ---------------------------------------------------------------- the page

const $ = (id) => document.getElementById(id);
const DETAIL = { swift: 320 * 180, standard: 480 * 270, fine: 640 * 360, finest: 960 * 540 }; // pixels of a frame
const LOOK_LIMIT = 0.6; // radians a frame is turned at most before its edge would show too much
const clampPitch = (pitch) => Math.min(Math.max(pitch, -STEEPEST), STEEPEST);
const words = (value) => String(value).replaceAll("_", " ");

class Page {
  constructor() {
    this.screen = "title";
    this.world = null; // {prompt, seed, detail} of the world shown or being made
    this.wanted = null; // the same, while the server has not opened it
    this.patience = 0; // how often more to ask a busy server for it
    this.view = new View($("view"));
    this.controls = new Controls($("view"), $("stick"), $("jump"), () => this.screen === "world" && !this.typing());
    this.resetFlow();
    this.bindTitle();
    this.bindWorld();
    this.connection = new Connection({
      state: (state, text) => this.connectionState(state, text),
      welcome: (message) => this.welcome(message),
      progress: (message) => this.progress(message),
      opened: (message) => this.opened(message),
      frame: (message, payload) => this.frame(message, payload),
      error: (message) => this.failed(message),
      event: (message) => this.happened(message),
      closed: (message) => this.closed(message),
    });
    this.loadExamples();
    this.readLink();
    addEventListener("hashchange", () => this.readLink());
    this.lastDraw = performance.now();
    const loop = (now) => { this.tick(now); requestAnimationFrame(loop); };
    requestAnimationFrame(loop);
    setInterval(() => this.measure(), 250);
  }

  // ------------------------------------------------ screens

  go(screen) {
    this.screen = screen;
    document.body.dataset.screen = screen;
    for (const name of ["title", "journey", "world"]) $(name).hidden = name !== screen;
    if (screen !== "world" && document.pointerLockElement) document.exitPointerLock();
    if (screen === "world") { this.view.resize(); $("view").focus({ preventScroll: true }); }
    if (screen === "journey") $("journey-title").focus();
    if (screen === "title") $("prompt").focus();
    this.controls.release();
  }

  toast(text) {
    $("toast").textContent = text;
    $("toast").classList.add("on");
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => $("toast").classList.remove("on"), 3500);
  }

  typing() {
    return ["INPUT", "TEXTAREA", "SELECT"].includes(document.activeElement?.tagName);
  }

  // ------------------------------------------------ title

  bindTitle() {
    $("form").addEventListener("submit", (event) => { event.preventDefault(); this.enter(); });
    $("prompt").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("form").requestSubmit(); }
    });
    $("dice").addEventListener("click", () => { $("seed").value = this.roll(); });
    $("cancel").addEventListener("click", () => this.leave());
  }

  roll() {
    return crypto.getRandomValues(new Uint32Array(1))[0] % 1000000;
  }

  async loadExamples() {
    try {
      let asked = null;
      try { asked = localStorage.getItem("nacre-language"); } catch { /* private windows keep nothing */ }
      const answer = await fetch(asked ? `examples.json?language=${encodeURIComponent(asked)}` : "examples.json");
      const examples = answer.ok ? await answer.json() : [];
      // Three rows are enough to say what a prompt can be; three others each visit.
      for (let i = examples.length - 1; i > 0; i--) {
        const j = Math.floor(Math.random() * (i + 1));
        [examples[i], examples[j]] = [examples[j], examples[i]];
      }
      for (const example of examples.slice(0, 3)) {
        const chip = document.createElement("button");
        chip.type = "button";
        chip.textContent = chip.title = example;
        chip.addEventListener("click", () => { $("prompt").value = chip.textContent; $("prompt").focus(); });
        $("examples").append(chip);
      }
    } catch { /* without examples the page works as well */ }
  }

  readLink() {
    const link = new URLSearchParams(location.hash.slice(1));
    const prompt = (link.get("prompt") ?? "").slice(0, 500).trim();
    if (!prompt) return;
    const seed = /^[0-9]{1,10}$/.test(link.get("seed") ?? "") ? Number(link.get("seed")) : this.roll();
    if (this.world && this.world.prompt === prompt && this.world.seed === seed) return;
    $("prompt").value = prompt;
    $("seed").value = seed;
    if (link.get("detail") in DETAIL) $("detail").value = link.get("detail");
    this.enter();
  }

  link() {
    const parts = new URLSearchParams({ prompt: this.world.prompt, seed: this.world.seed });
    return `#${parts}`;
  }

  enter() {
    if (this.wanted) this.connection.forget(true);
    this.wanted = null;
    const prompt = $("prompt").value.trim();
    if (!prompt) { $("prompt").focus(); return; }
    const seed = $("seed").value.trim() === "" ? this.roll() : Number($("seed").value);
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) { this.problem(t("A seed is a whole number below 2147483648.")); return; }
    $("seed").value = seed;
    this.problem("");
    this.connection.forget();
    this.world = { prompt, seed, detail: $("detail").value };
    history.replaceState(null, "", this.link());
    document.title = `${prompt} · Nacre`;
    $("journey-title").textContent = `“${prompt}”`;
    this.progress({ fraction: 0, text: t("Opening the book…") });
    this.go("journey");
    this.wanted = this.world;
    this.patience = BUSY_TRIES;
    if (this.connection.ready) this.open();
    else this.connection.retryNow();
  }

  size() {
    // The window's shape at the chosen number of pixels, in steps that every codec likes.
    const aspect = Math.min(Math.max(innerWidth / innerHeight, 0.45), 2.4);
    const wide = Math.sqrt((DETAIL[this.world.detail] ?? DETAIL.standard) * aspect);
    const shrink = Math.min(1, (this.limits?.max_width ?? 1280) / wide, (this.limits?.max_height ?? 720) / (wide / aspect));
    return [wide, wide / aspect].map((side) => Math.floor((side * shrink) / 8) * 8);
  }

  open() {
    const { prompt, seed } = this.world;
    const [width, height] = this.size();
    this.resetFlow();
    this.opening = this.connection.request({ type: "open", prompt, seed, width, height, fps: 30, channels: ["rgb"], codec: "jpeg", quality: 88, credit: CREDIT, ...(this.anyway ? { anyway: true } : {}) });
    this.anyway = false;
  }

  problem(text) {
    $("problem").textContent = text;
    $("problem").hidden = !text;
  }

  // ------------------------------------------------ what the server says

  connectionState(state, text) {
    const holding = this.screen === "world" && state !== "ready";
    $("light").className = `light ${state === "ready" ? "on" : state === "lost" ? "off" : ""}`;
    if (state === "lost") $("server").textContent = `${text} Trying again…`;
    if (state === "connecting" && !this.connection?.attempts) $("server").textContent = t("Looking for the world server…");
    if (holding && state === "lost") {
      $("banner").textContent = `${text} Your place is kept; trying again…`;
      $("banner").hidden = false;
    }
    if (this.screen === "journey" && state === "lost") $("stage").textContent = `${text} Trying again…`;
  }

  welcome(message) {
    const model = message.models?.[0];
    this.limits = message.limits;
    $("server").textContent = `Ready. ${message.server?.name ?? "Nacre"} ${message.server?.version ?? ""}${model ? `, model ${model.name}` : ""}`;
    if (message.session) return; // `opened` follows and goes on from there
    if (this.wanted) this.open();
    else if (this.screen === "world") {
      // The server has forgotten the session: the same words and seed make the same world again.
      this.wanted = this.world;
      this.open();
    }
  }

  resumed(message) {
    $("banner").hidden = true;
    this.resetFlow(this.seq);
    this.shown = message.frame ?? 0;
    if (message.paused) this.connection.request({ type: "resume" });
    this.act(true);
    this.toast(t("Back where you were."));
  }

  progress(message) {
    const percent = Math.round(100 * Math.min(Math.max(message.fraction ?? 0, 0), 1));
    $("bar").setAttribute("aria-valuenow", percent);
    $("bar").firstElementChild.style.width = `${percent}%`;
    if (message.text) $("stage").textContent = message.text;
  }

  opened(message) {
    if (message.resumed && this.screen === "world") { this.resumed(message); return; }
    if (!this.wanted || message.id !== this.opening) { this.connection.forget(); return; } // the player has left meanwhile
    this.wanted = null;
    $("banner").hidden = true;
    this.world.seed = message.seed ?? this.world.seed;
    history.replaceState(null, "", this.link());
    $("caption").textContent = this.world.prompt;
    $("o-seed").textContent = this.world.seed;
    this.chips("o-understood", this.phrases(message.understood));
    this.chips("o-ignored", message.ignored ?? []);
    $("o-ignored-title").hidden = !(message.ignored?.length);
    if (this.screen !== "world") { this.showHint(); this.go("world"); }
    this.controls.moved = false;
    this.act(true);
  }

  // What was understood, as short phrases: "bell tower", "3 × house", "weather: rain".
  phrases(understood) {
    return (understood ?? []).map(({ text, kind, value }) => {
      const plain = words(value || kind);
      return text.toLowerCase() === plain.toLowerCase() ? plain : `${text} → ${plain}`;
    });
  }

  chips(id, texts) {
    $(id).replaceChildren(...texts.map((text) => { const chip = document.createElement("li"); chip.textContent = text; return chip; }));
  }

  failed(message) {
    const text = [message.message, message.hint].filter(Boolean).join(" ");
    if (message.code === "no_world" || message.code === "session_expired") return; // a late word of a world we have left
    if (this.wanted && message.code === "server_busy" && this.patience > 0) {
      // After a reload the page's last world may still run for a moment.
      this.patience -= 1;
      $("stage").textContent = `${message.message} Trying again…`;
      const { wanted } = this;
      setTimeout(() => { if (this.wanted === wanted) this.open(); }, Math.min(1000 * (message.retry_after ?? 2), 5000));
      return;
    }
    if (this.wanted && this.screen === "journey") {
      this.wanted = null;
      this.leave();
      if (message.code === "not_understood" && Array.isArray(message.offers)) this.ask(message.offers);
      else this.problem(text);
    } else this.toast(text);
  }

  /** Nothing was understood: three prompts that could be meant, and a world all the same. */
  ask(offers) {
    const button = (text, action) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "plain";
      made.textContent = text;
      made.addEventListener("click", action);
      return made;
    };
    this.problem(t("Nothing of that was understood. Did you mean:"));
    $("problem").append(
      ...offers.map((offer) => button(offer, () => { $("prompt").value = offer; this.enter(); })),
      button(t("Open a world anyway"), () => { this.anyway = true; this.enter(); }),
    );
  }

  happened(message) {
    const text = message.data?.text;
    if (typeof text === "string") this.toast(text);
  }

  closed(message) {
    if (this.screen !== "world" || this.wanted || message.reason === "close" || message.reason === "bye") return;
    if (message.reason === "shutdown") { this.connection.socket?.close(); return; } // it may come back: hold and retry
    const text = message.text || t("The world has closed.");
    this.leave();
    this.problem(text);
  }

  // ------------------------------------------------ frames and input

  resetFlow(seq = 0) {
    this.seq = seq;
    this.sentLook = { yaw: this.controls.yaw, pitch: this.controls.pitch };
    this.shownLook = this.sentLook;
    this.lookAt = new Map([[seq, this.sentLook]]); // input number → the look summed when it was sent
    this.acked = 0;
    this.shown = 0;
    this.lastSent = 0;
    this.lastHeld = "";
    this.frames = [];
    this.latencies = [];
    this.dropped = 0;
    this.measuredSeq = seq;
    this.arrived = performance.now();
  }

  act(force = false) {
    if (!this.connection.ready || !this.connection.session || this.screen !== "world") return;
    const now = performance.now();
    const held = this.typing() ? { move_x: 0, move_z: 0, jump: false, sprint: false } : this.controls.held();
    const yaw = this.controls.yaw - this.sentLook.yaw;
    const pitch = this.controls.pitch - this.sentLook.pitch;
    const key = JSON.stringify(held);
    const changed = key !== this.lastHeld || yaw !== 0 || pitch !== 0;
    if (!force && !(changed && now - this.lastSent >= 15) && now - this.lastSent < 250) return;
    this.seq += 1;
    this.sentLook = { yaw: this.controls.yaw, pitch: this.controls.pitch };
    this.lookAt.set(this.seq, this.sentLook);
    if (this.lookAt.size > 256) this.lookAt.delete(this.lookAt.keys().next().value);
    this.lastHeld = key;
    this.lastSent = now;
    this.connection.send({ type: "act", seq: this.seq, t: now / 1000, held, look: { yaw, pitch }, ack: this.acked, credit: CREDIT });
  }

  async frame(message, payload) {
    this.acked = Math.max(this.acked, message.id);
    const index = (message.parts ?? []).findIndex((part) => part.kind === "rgb");
    if (index < 0 || !payload[index]) return;
    // A hidden page does not ack: the server stops at the credit and nobody draws for nothing.
    if (!document.hidden) this.act(true);
    const epoch = this.lookAt;
    let bitmap;
    try {
      bitmap = await createImageBitmap(new Blob([payload[index]], { type: "image/jpeg" }));
    } catch { this.broken = (this.broken ?? 0) + 1; return; }
    if (this.screen !== "world" || epoch !== this.lookAt || message.id <= this.shown) { bitmap.close(); return; }
    this.shown = message.id;
    this.file = payload[index];
    const now = performance.now();
    this.arrived = now;
    this.frames.push(now);
    if (message.for_seq > this.measuredSeq && message.echo_t > 0) {
      this.measuredSeq = message.for_seq;
      this.latencies.push(now - 1000 * message.echo_t);
      if (this.latencies.length > 60) this.latencies.shift();
    }
    this.dropped = message.dropped ?? this.dropped;
    this.header = message;
    this.shownLook = this.lookAt.get(message.for_seq) ?? this.shownLook;
    const camera = message.camera ?? {};
    this.view.show(bitmap, { yaw: camera.yaw ?? 0, pitch: camera.pitch ?? 0, fov: camera.fov ?? 1.13 });
  }

  tick(now) {
    const seconds = Math.min((now - this.lastDraw) / 1000, 0.1);
    this.lastDraw = now;
    if (this.screen !== "world") return;
    if (!this.typing()) this.controls.advance(seconds);
    this.act();
    // Where the player looks now: the frame's camera and every turn the server had not seen when it drew it.
    const limit = (value) => Math.min(Math.max(value, -LOOK_LIMIT), LOOK_LIMIT);
    const { yaw, pitch } = this.view.camera;
    this.view.draw(
      yaw + limit(this.controls.yaw - this.shownLook.yaw),
      clampPitch(pitch + limit(this.controls.pitch - this.shownLook.pitch)),
    );
    if (this.controls.moved) $("hint").classList.add("gone");
  }

  measure() {
    if (this.screen !== "world") return;
    const now = performance.now();
    this.frames = this.frames.filter((time) => now - time < 2000);
    if ($("overlay").hidden || !this.header) return;
    const sorted = [...this.latencies].sort((a, b) => a - b);
    const { ms = {}, camera = {}, parts = [] } = this.header;
    const [x, y, z] = camera.position ?? [0, 0, 0];
    const heading = ((-(camera.yaw ?? 0) * 180) / Math.PI % 360 + 360) % 360;
    const picture = parts.find((part) => part.kind === "rgb") ?? {};
    $("o-fps").textContent = `${(this.frames.length / 2).toFixed(1)} a second`;
    $("o-latency").textContent = sorted.length ? `${sorted[sorted.length >> 1].toFixed(0)} ms` : "–";
    $("o-age").textContent = `${(now - this.arrived).toFixed(0)} ms`;
    $("o-dropped").textContent = this.dropped;
    $("o-server").textContent = Object.entries(ms).map(([name, value]) => `${name} ${Number(value).toFixed(0)}`).join(" · ") || "–";
    $("o-size").textContent = picture.width ? `${picture.width} × ${picture.height}` : "–";
    $("o-position").textContent = `${x.toFixed(1)}, ${y.toFixed(1)}, ${z.toFixed(1)}`;
    $("o-facing").textContent = `${["N", "NE", "E", "SE", "S", "SW", "W", "NW"][Math.round(heading / 45) % 8]} ${heading.toFixed(0)}°`;
  }

  // ------------------------------------------------ tools

  bindWorld() {
    $("tool-overlay").addEventListener("click", () => this.toggleOverlay());
    $("tool-link").addEventListener("click", () => this.copyLink());
    $("tool-picture").addEventListener("click", () => this.savePicture());
    $("tool-new").addEventListener("click", () => this.leave());
    const shortcuts = {
      F3: () => this.toggleOverlay(), o: () => this.toggleOverlay(), l: () => this.copyLink(), p: () => this.savePicture(),
      n: () => this.leave(),
    };
    addEventListener("keydown", (event) => {
      if (this.screen !== "world" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (this.typing()) return;
      const run = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (run) { event.preventDefault(); run(); }
    });
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.screen === "world") this.act(true); });
  }

  showHint() {
    const touch = matchMedia("(pointer: coarse)").matches;
    $("hint").innerHTML = touch
      ? t("Left thumb walks, drag to look around")
      : "Click and look around. <kbd>W</kbd><kbd>A</kbd><kbd>S</kbd><kbd>D</kbd> walk, <kbd>Q</kbd><kbd>E</kbd> turn, <kbd>Space</kbd> jump, <kbd>Shift</kbd> run, <kbd>Esc</kbd> lets go";
    $("hint").classList.remove("gone");
  }

  toggleOverlay() {
    $("overlay").hidden = !$("overlay").hidden;
    $("tool-overlay").setAttribute("aria-pressed", String(!$("overlay").hidden));
    this.measure();
  }

  async copyLink() {
    const address = new URL(this.link(), location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      this.toast(t("Link copied. It opens this same world."));
    } catch {
      this.toast("Copy the address of this page: it opens this same world.");
    }
  }

  async savePicture() {
    if (!this.view.bitmap) return;
    const blob = await this.pictureToKeep();
    if (!blob) return;
    const anchor = document.createElement("a");
    anchor.href = URL.createObjectURL(blob);
    anchor.download = `nacre-${this.world.prompt.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 48)}-${this.world.seed}.${blob.type === "image/jpeg" ? "jpg" : "png"}`;
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 10000);
    this.toast(blob.type === "image/jpeg" ? "Picture saved, with its Content Credentials." : t("Picture saved."));
  }

  // Where the server signs pictures, one it cannot sign is not kept.
  async pictureToKeep() {
    const plain = this.view.picture();
    let answer = null;
    try { answer = await fetch("/sign", { method: "POST", body: this.file }); } catch { /* the bridge is gone */ }
    if (answer) this.unsigned = answer.status === 204;
    if (this.unsigned) return plain;
    if (answer?.ok) return answer.blob();
    this.toast("The picture could not be signed, so it was not saved.");
    return null;
  }

  leave() {
    this.connection.forget(Boolean(this.wanted));
    this.world = this.wanted = null;
    history.replaceState(null, "", location.pathname);
    document.title = "Nacre";
    $("banner").hidden = true;
    this.go("title");
  }
}

if (typeof document !== "undefined") {
  speak();
  window.nacre = new Page();
}
