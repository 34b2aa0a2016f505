// The world drawn by this browser: what the page has to do with it.
import { adapted, openSky, weatherOf } from "./air.js";
import { FOV, cameraView } from "./camera.js";
import { Governor } from "./governor.js";
import { Motion } from "./motion.js";
import { Renderer } from "./renderer.js";
import { Scene } from "./scene.js";

const ACKNOWLEDGE = 40; // milliseconds between two words about what has been taken in
const TIDY = 5000;

export class Native {
  /**
   * `send(header)` tells the server something; `failed(error)` is called once when this browser cannot go on. Without
   * `smooth` edges stay rough: a processor that draws has no time for them.
   */
  constructor(canvas, send, failed, smooth = true) {
    Object.assign(this, { canvas, send, failed, motion: new Motion(), governor: new Governor(smooth ? 1 : 0.5), pictures: 0, indoors: 1 });
    this.gl = canvas.getContext("webgl2", { alpha: false, antialias: smooth, depth: true, stencil: false, powerPreference: "high-performance" });
    if (!this.gl) throw new Error("no WebGL 2");
    canvas.addEventListener("webglcontextlost", (event) => { event.preventDefault(); this.fail(new Error("the graphics context was lost")); });
    this.scene = new Scene(this.gl, (order) => this.acknowledge(order), (error) => console.warn(`geometry: ${error.message}`));
    this.renderer = new Renderer(this.gl, this.scene);
    this.renderer.ready().then(() => { this.works = true; }, (error) => this.fail(error));
  }

  fail(error) {
    if (this.dead) return;
    this.dead = true;
    this.failed(error);
  }

  /** A world has been opened or taken up again. `same`: it is the one that was shown before. */
  begin(opened, same) {
    this.scene.begin(same);
    this.motion.begin(opened.camera);
    this.state = null;
    this.pictures = 0;
  }

  /** Take a message that may be of the world as data; whether it was. */
  take(message, parts) {
    if (message.type === "state") { this.state = message; this.motion.take(message, performance.now()); return true; }
    return this.scene.take(message, parts);
  }

  acknowledge(order) {
    this.order = order;
    const tell = () => { this.told = null; this.toldAt = performance.now(); this.send({ type: "geometry", ack: this.order }); };
    if (this.told) return;
    const wait = ACKNOWLEDGE - (performance.now() - (this.toldAt ?? 0));
    if (wait <= 0) tell(); else this.told = setTimeout(tell, wait);
  }

  /** Whether the ground about the player has come, and all that stands on it. */
  walkable() {
    if (!this.works || this.dead) return false;
    const now = performance.now();
    const eye = this.motion.eye(now);
    if (!this.scene.walkable(eye[0], eye[2], now)) return false;
    // a first picture that nobody sees: drivers make shaders ready when they are first used
    if (!this.pictures) this.picture(now, eye, this.motion.yaw, this.motion.pitch);
    return true;
  }

  /** The canvas as large as the window and the wished detail have it; `detail` as in the page. */
  resize(detail) {
    const [width, height] = this.governor.size(this.canvas.clientWidth, this.canvas.clientHeight, detail);
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
  }

  /** Draw the next picture, now in milliseconds. Whether one was drawn. */
  draw(now, detail) {
    const { scene } = this;
    if (!this.works || this.dead || !scene.air || !scene.materials || !this.canvas.clientWidth) return false;
    this.governor.measure(now);
    this.resize(detail);
    this.picture(now, this.motion.eye(now), this.motion.yaw, this.motion.pitch);
    if (now - (this.tidied ?? 0) > TIDY) { this.tidied = now; scene.tidy(now); }
    return true;
  }

  /** A picture from any camera, into the canvas as it is. seconds: of the world; absent: those of now. */
  picture(now, eye, yaw, pitch, seconds = Math.max(this.motion.time(now) / 1000, 0)) {
    const { scene } = this;
    const { width, height } = this.canvas;
    const view = cameraView(eye, yaw, pitch, FOV, width, height);
    const weather = this.weather = weatherOf(scene.air, this.state?.atmosphere);
    // an eye takes a moment to get used to the dark
    if (!this.pictures || now - this.lookedUp > 150) { this.lookedUp = now; this.wanted = adapted(openSky(scene, eye)); }
    this.indoors += (this.wanted - this.indoors) * (this.pictures ? 0.08 : 1);
    const { horizon } = scene.air.colours;
    const sky = {
      exposure: scene.air.numbers.exposure * this.indoors, disc: weather.disc, falls: weather.falls, seconds,
      brightness: Math.min(1, ((horizon[0] + horizon[1] + horizon[2]) / 3) ** 0.45),
    };
    this.renderer.draw(view, width, height, sky, now);
    this.view = view;
    this.pictures += 1;
  }

  /** The newest picture as a PNG. */
  async png() {
    this.picture(performance.now(), this.motion.eye(performance.now()), this.motion.yaw, this.motion.pitch);
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
  }
}
