// Who draws the world: this browser, from its geometry, or the server, whose pictures are shown. Both while one plays.
import { SmallMap } from "./native/map.js";
import { Native } from "./native/native.js";
import { Sound } from "./native/sound.js";
import { kept, t } from "./words.js";
import { View } from "./view.js";

const CREDIT = 2; // frames in flight: one being shown while the next is made
const ARRIVE = 15000; // milliseconds that a player waits for the ground at most, before the world is shown as it is
const $ = (id) => document.getElementById(id);

export class Drawing {
  constructor(page) {
    this.page = page;
    this.native = null;
    this.mode = "pictures";
    this.sound = new Sound();
    this.map = new SmallMap($("map"));
  }

  /** Whether this browser can draw worlds, and well: `?draw=native` decides by hand. */
  get able() {
    const forced = new URLSearchParams(location.search).get("draw");
    this.known ??= forced ? forced === "native" : View.onChip();
    return this.known && typeof WebGL2RenderingContext !== "undefined" && typeof DecompressionStream !== "undefined";
  }

  get drawsItself() { return this.mode === "native"; }

  /** What to ask of a server that offers so many channels: with geometry no pictures are drawn, until credit says so. */
  wishes(offered = []) {
    const wanted = this.able && !this.page.settings.values.pictures && offered.includes("geometry") && offered.includes("state");
    if (!wanted || !this.prepare()) return { channels: ["rgb"], credit: CREDIT };
    return { channels: ["rgb", "state", "geometry"], credit: 0, state_hz: 20, geometry: { credit: 64 }, have: this.native.scene.textures ? [this.native.scene.textures.hash] : [] };
  }

  /** Hashes of what is held, when a connection is taken up again. */
  have() { return this.native && !this.native.dead ? this.native.scene.have() : []; }

  prepare() {
    if (this.native && !this.native.dead) return true;
    // a context that was lost leaves its canvas behind
    const canvas = $("native").cloneNode();
    $("native").replaceWith(canvas);
    try {
      this.native = new Native(canvas, (header) => this.page.connection.send(header), (error) => this.giveUp(error), View.onChip());
      return true;
    } catch { this.native = null; this.known = false; return false; }
  }

  /** A world was opened, or taken up again: `same` when it is the one that is shown. */
  opened(message, same) {
    const wanted = message.channels?.includes("geometry") && this.able && !this.page.settings.values.pictures;
    this.show(wanted && this.prepare() ? "native" : "pictures");
    if (message.channels?.includes("geometry") && this.prepare()) this.native.begin(message, same);
    this.look = { yaw: this.page.controls.yaw, pitch: this.page.controls.pitch };
    this.since = performance.now();
  }

  show(mode) {
    this.mode = mode;
    $("native").hidden = $("tool-map").hidden = mode !== "native";
    $("map").hidden = mode !== "native" || kept.get("map") !== "shown";
    $("tool-map").setAttribute("aria-pressed", String(!$("map").hidden));
    if (mode !== "native") this.sound.wish(false); else this.sound.wish(this.page.settings.values.sound);
  }

  /** What goes with the picture, a few times a second: sound and the map. */
  accompany(now) {
    const { native } = this;
    if (!this.drawsItself || !native?.view || document.hidden) return;
    if (this.sound.wished) this.sound.update(native.scene, native.view.eye, native.weather, native.scene.air?.hours ?? 12, native.indoors);
    if (!$("map").hidden && now - (this.mapped ?? 0) > 400) { this.mapped = now; this.map.draw(native.scene, native.view.eye, native.motion.yaw); }
  }

  /** The player has gone: nothing is shown or heard, and what was held of the world is let go of. */
  leave() {
    this.sound.wish(false);
    if (this.native && !this.native.dead) this.native.scene.begin();
  }

  /** Frames that the server may have in flight. */
  get credit() { return this.drawsItself && !this.once ? 0 : CREDIT; }

  /** Whether there is something to walk in. */
  get arrived() { return !this.drawsItself || this.native.walkable() || performance.now() - this.since > ARRIVE; }

  take(message, parts) { return this.native?.take(message, parts) ?? false; }

  /** The player has chosen who draws. */
  choose() {
    if (this.page.screen !== "world") return;
    if (this.drawsItself && this.sound.wished !== this.page.settings.values.sound) this.sound.wish(this.page.settings.values.sound);
    const pictures = this.page.settings.values.pictures || !this.able;
    if (!pictures && !this.native?.scene.air) { this.page.toast(t("From the next world on.")); return; }
    if (pictures === !this.drawsItself) return;
    this.show(pictures ? "pictures" : "native");
    this.page.drawnAnew();
  }

  giveUp(error) {
    console.warn(`drawn by the server from now on: ${error.message}`);
    this.known = false;
    if (!this.drawsItself) return;
    this.show("pictures");
    this.page.drawnAnew();
    if (this.page.screen === "world") this.page.toast(t("The server draws from now on."));
  }

  /** The next picture; what the page tells of it, or null when there is none. */
  draw(now, detail, controls) {
    const { motion, canvas } = this.native;
    motion.turn(controls.yaw - this.look.yaw, controls.pitch - this.look.pitch, now);
    this.look = { yaw: controls.yaw, pitch: controls.pitch };
    if (!this.native.draw(now, detail)) return null;
    const parts = [{ kind: "rgb", width: canvas.width, height: canvas.height }];
    return { id: this.native.pictures, ms: { draw: performance.now() - now }, camera: { position: this.native.view.eye, yaw: motion.yaw, pitch: motion.pitch }, parts };
  }

  /** One picture of the server's own, for what it signs. */
  picture() {
    return new Promise((resolve) => {
      this.once = (bytes) => { this.once = null; this.page.act(true); resolve(bytes); };
      this.page.act(true);
    });
  }
}
