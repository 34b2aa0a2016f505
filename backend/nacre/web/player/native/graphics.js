// Small helpers over WebGL 2: programs, the block of numbers that all shaders share, textures, depth maps.
import { LAMPS } from "./shaders.js";

const DAY_EXPOSURE = 0.44;

export class Program {
  constructor(gl, { vertex, fragment }, size) {
    this.gl = gl;
    this.program = gl.createProgram();
    this.shaders = [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment(size)]].map(([type, source]) => {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
      return shader;
    });
    gl.linkProgram(this.program);
  }

  /** Wait for the driver and look the places of uniforms up; throws what the driver says against it. */
  finish() {
    const { gl, program } = this;
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error([gl.getProgramInfoLog(program), ...this.shaders.map((shader) => gl.getShaderInfoLog(shader))].join("\n"));
    }
    const block = gl.getUniformBlockIndex(program, "Frame");
    if (block !== gl.INVALID_INDEX) gl.uniformBlockBinding(program, block, 0);
    this.at = new Proxy({}, { get: (known, name) => (known[name] ??= [gl.getUniformLocation(program, name)])[0] });
  }

  use() { this.gl.useProgram(this.program); }
}

const COLOURS = ["sun", "sun_colour", "sky_light", "ground_light", "bounce", "horizon", "zenith", "glow", "haze", "cloud_lit", "cloud_dark", "water_deep", "water_shallow"];

/** The numbers of one picture, as the shaders' block `Frame` lays them out. */
export class Frame {
  constructor(gl) {
    this.gl = gl;
    this.numbers = new Float32Array(16 + 4 * (1 + 13 + 3 + 12 + 2 * LAMPS));
    this.buffer = gl.createBuffer();
    gl.bindBuffer(gl.UNIFORM_BUFFER, this.buffer);
    gl.bufferData(gl.UNIFORM_BUFFER, this.numbers.byteLength, gl.DYNAMIC_DRAW);
    gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, this.buffer);
  }

  /** air: the newest `air` message; sky: {exposure, disc, seconds}; view: see `camera.js`; rows: of the maps [4][12]. */
  fill(view, air, sky, rows, moves, lamps) {
    const { numbers } = this;
    const { colours, numbers: n } = air;
    numbers.set(view.matrix, 0);
    // an eye that the dark has opened sees flames in their colour still
    const glow = n.dark * (DAY_EXPOSURE / sky.exposure) ** 0.75;
    const fourth = [glow, n.white, n.wet, sky.exposure, sky.disc, n.cover, n.stars, n.fog, n.fog_low, n.fog_height, sky.seconds * 0.0035, view.pixel, lamps.length];
    numbers.set([...view.eye, sky.seconds], 16);
    COLOURS.forEach((name, k) => numbers.set([...colours[name], fourth[k]], 20 + 4 * k));
    numbers.set([...view.ahead, moves ? 1 : 0, ...view.wide, 0, ...view.high, 0], 72);
    rows.forEach((row, k) => numbers.set(row, 84 + 12 * k));
    lamps.forEach((lamp, k) => {
      numbers.set([...lamp.at, lamp.reach], 132 + 4 * k);
      numbers.set([...lamp.colour, 0], 132 + 4 * LAMPS + 4 * k);
    });
    this.gl.bindBuffer(this.gl.UNIFORM_BUFFER, this.buffer);
    this.gl.bufferSubData(this.gl.UNIFORM_BUFFER, 0, numbers);
  }
}

/** A stack of depth maps that are compared when they are read, and a framebuffer to draw into one. */
export class DepthMaps {
  constructor(gl, size, layers) {
    Object.assign(this, { gl, size });
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.texture);
    gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.DEPTH_COMPONENT24, size, size, layers);
    for (const [name, value] of [["MIN_FILTER", gl.LINEAR], ["MAG_FILTER", gl.LINEAR], ["WRAP_S", gl.CLAMP_TO_EDGE], ["WRAP_T", gl.CLAMP_TO_EDGE], ["COMPARE_MODE", gl.COMPARE_REF_TO_TEXTURE], ["COMPARE_FUNC", gl.LEQUAL]]) {
      gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl[`TEXTURE_${name}`], value);
    }
    this.frames = Array.from({ length: layers }, (_, layer) => {
      const frame = gl.createFramebuffer();
      gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, this.texture, 0, layer);
      gl.drawBuffers([gl.NONE]);
      return frame;
    });
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  }

  into(layer) {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frames[layer]);
    gl.viewport(0, 0, this.size, this.size);
    gl.clear(gl.DEPTH_BUFFER_BIT);
  }
}

/** The textures of all materials, as layers with mip levels. Before they came: one even texel each. */
export function materialTexture(gl, textures) {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
  const { size, layers, data } = textures ?? { size: 1, layers: 64, data: new Uint8Array(64 * 4).fill(128) };
  gl.texStorage3D(gl.TEXTURE_2D_ARRAY, Math.floor(Math.log2(size)) + 1, gl.RGBA8, size, size, layers);
  gl.texSubImage3D(gl.TEXTURE_2D_ARRAY, 0, 0, 0, 0, size, size, layers, gl.RGBA, gl.UNSIGNED_BYTE, data);
  gl.generateMipmap(gl.TEXTURE_2D_ARRAY);
  gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
  return texture;
}

/** The tiled noise of clouds, ripples and patches: 256 x 256, the very numbers that the server has. */
export async function noiseTexture(gl) {
  const bytes = await (await fetch("native/noise.bin")).arrayBuffer();
  const numbers = Float32Array.from(new Int16Array(bytes), (value) => value / 8192);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.R16F, 256, 256, 0, gl.RED, gl.FLOAT, numbers);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  return texture;
}
