// Draws the newest frame, turned to where the player looks now.

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

export class View {
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
    return forced ? forced === "gl" : View.onChip();
  }

  static onChip() {
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

