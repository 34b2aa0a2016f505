// The page itself: title, journey and world, and what is done in each.
import { Connection } from "./connection.js";
import { Controls, STEEPEST } from "./controls.js";
import { Drawing } from "./drawing.js";
import { figures } from "./overlay.js";
import { fork, Moments } from "./moments.js";
import { Settings } from "./settings.js";
import { session } from "./tab_session.js";
import { bindWorld, showHint } from "./shortcuts.js";
import { bindTitle, DETAIL, loadExamples, offer, problem, roll } from "./title.js";
import { placeOf } from "./tools.js";
import { chips, foretell, note, phrases } from "./understood.js";
import { View } from "./view.js";
import { ending, kept, refusal, stage, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const LESS = { finest: "fine", fine: "standard", standard: "swift" };
const PASSING = new Set(["server_busy", "too_many_sessions"]);
const BUSY_TRIES = 20;
const LONGEST_WAIT = 30; // seconds until a server that is busy is asked again, whatever it says
const LOOK_LIMIT = 0.6; // radians a frame is turned at most before its edge would show too much
const HIDDEN_PAUSE = 3000; // milliseconds out of sight until the world stands still and leaves its room to others
const clampPitch = (pitch) => Math.min(Math.max(pitch, -STEEPEST), STEEPEST);
export class Page {
  constructor() {
    this.screen = "title";
    this.world = null; // {prompt, seed, detail} of the world shown or being made
    this.wanted = null; // the same, while the server has not opened it
    this.patience = 0; // how often more to ask a busy server for it
    this.waits = null; // the timer of the next time
    this.view = new View($("view"));
    this.drawing = new Drawing(this);
    this.moments = new Moments(this);
    this.settings = new Settings(() => { showHint(this, false); this.drawing.choose(); });
    const active = () => this.screen === "world" && !this.typing() && !document.querySelector("dialog[open]");
    this.controls = new Controls($("view"), $("stick"), $("jump"), this.settings, active);
    this.resetFlow();
    bindTitle(this);
    bindWorld(this);
    const before = session.take();
    this.connection = new Connection({
      line: (state, text) => this.connectionState(state, text),
      welcome: (message) => this.welcome(message),
      progress: (message) => this.progress(message),
      opened: (message) => this.opened(message),
      frame: (message, payload) => this.frame(message, payload),
      error: (message) => this.failed(message),
      event: (message) => this.happened(message),
      closed: (message) => this.closed(message),
      saved: (message) => this.moments.answered(message),
      restored: (message) => this.moments.answered(message),
      branched: (message) => this.moments.answered(message),
      data: (message, payload) => this.drawing.take(message, payload),
      have: () => this.drawing.have(),
    });
    loadExamples();
    this.readLink(before);
    addEventListener("popstate", () => this.travelled());
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

  // ------------------------------------------------ the address: a link to a world, and the browser's Back

  readLink(before = null) {
    const link = new URLSearchParams(location.hash.slice(1));
    const prompt = (link.get("prompt") ?? "").slice(0, 500).trim();
    if (!prompt) { session.drop(); return false; }
    const seed = /^[0-9]{1,10}$/.test(link.get("seed") ?? "") ? Number(link.get("seed")) : roll();
    if (this.world && this.world.prompt === prompt && this.world.seed === seed) return true;
    $("prompt").value = prompt;
    if (link.get("detail") in DETAIL) $("detail").value = link.get("detail");
    before ??= fork.take(link.get("fork"));
    const same = before && before.world?.prompt === prompt && before.world?.seed === seed;
    if (same) this.connection.token = before.token;
    this.begin(prompt, seed, true);
    this.world.place = placeOf(link.get("at"));
    return true;
  }

  /** The browser went back or forth. */
  travelled() {
    if (this.readLink()) return;
    if (this.screen !== "title") this.toTitle();
  }

  link() {
    const { prompt, seed, detail } = this.world;
    return `#${new URLSearchParams({ prompt, seed, ...(detail === "standard" ? {} : { detail }) })}`;
  }

  enter() {
    const prompt = $("prompt").value.trim();
    if (!prompt) { $("prompt").focus(); return; }
    const seed = $("seed").value.trim() === "" ? roll() : Number($("seed").value);
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) { problem(t("A seed is a whole number below 2147483648.")); return; }
    this.begin(prompt, seed, false);
  }

  begin(prompt, seed, here) {
    if (this.wanted) this.connection.forget(true);
    else this.connection.leave();
    problem("");
    this.world = { prompt, seed, detail: $("detail").value };
    history[here ? "replaceState" : "pushState"]({ world: true, below: !here }, "", this.link());
    document.title = `${prompt} · Nacre`;
    $("journey-title").textContent = `“${prompt}”`;
    this.reached = 0;
    this.rest();
    this.began = performance.now();
    this.bar(0);
    $("stage").textContent = t("Opening the book…");
    this.go("journey");
    this.wanted = this.world;
    foretell(prompt, () => this.screen === "journey" && this.world?.prompt === prompt, t("Not understood"));
    this.patience = BUSY_TRIES;
    this.asked = this.world.detail;
    if (this.connection.ready) this.open();
    else this.connection.retryNow();
  }

  size(detail = this.world.detail) {
    // The window's shape at the chosen number of pixels, in steps that every codec likes.
    const aspect = Math.min(Math.max(innerWidth / innerHeight, 0.45), 2.4);
    const wide = Math.sqrt((DETAIL[detail] ?? DETAIL.standard) * aspect);
    const shrink = Math.min(1, (this.limits?.max_width ?? 1280) / wide, (this.limits?.max_height ?? 720) / (wide / aspect));
    return [wide, wide / aspect].map((side) => Math.floor((side * shrink) / 8) * 8);
  }

  open() {
    const { prompt, seed } = this.world;
    const [width, height] = this.size(this.asked);
    this.rest();
    this.resetFlow();
    this.opening = this.connection.request({ type: "open", prompt, seed, width, height, fps: 30, codec: "jpeg", quality: 88, ...this.drawing.wishes(this.offered), ...(this.anyway ? { anyway: true } : {}) });
  }

  /** A server that is full or busy is asked again when it said so; until then the seconds are counted. */
  wait({ code, retry_after: seconds }) {
    this.rest();
    this.patience -= 1;
    // smaller pictures may find room on a busy machine
    if (code === "server_busy" && this.patience < BUSY_TRIES - 2) this.asked = LESS[this.asked] ?? this.asked;
    $("stage").textContent = t("The server is busy. Trying again…");
    const until = performance.now() + 1000 * Math.min(seconds ?? 2, LONGEST_WAIT);
    const count = () => {
      const left = until - performance.now();
      if (!this.wanted) this.rest();
      else if (left > 0) {
        $("wait").textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second" }).format(Math.ceil(left / 1000));
        this.waits = setTimeout(count, Math.min(left, 1000));
      } else if (this.connection.ready) { this.began = performance.now(); this.open(); } // else with the next welcome
    };
    count();
  }

  rest() {
    clearTimeout(this.waits);
    this.waits = null;
    $("wait").textContent = "";
  }

  /** Pictures in the shape the window has now, at the chosen detail; the world and the place in it stay. */
  fit() {
    if (this.screen !== "world" || !this.connection.session || this.drawing.drawsItself) return;
    const [width, height] = this.size();
    if (this.sized && this.sized[0] === width && this.sized[1] === height) return;
    this.sized = [width, height];
    this.connection.request({ type: "resize", width, height });
  }

  // ------------------------------------------------ what the server says

  connectionState(state, text) {
    const again = `${text} ${t("Trying again…")}`;
    $("light").className = `light ${state === "ready" ? "on" : state === "lost" ? "off" : ""}`;
    if (state === "lost") $("server").textContent = again;
    if (state === "connecting" && !this.connection?.attempts) $("server").textContent = t("Looking for the world server…");
    if (this.screen === "world" && state === "lost") {
      $("banner").textContent = `${text} ${t("Your place is kept; trying again…")}`;
      $("banner").hidden = false;
    }
    if (this.screen === "journey" && state === "lost") $("stage").textContent = again;
  }

  welcome(message) {
    const model = message.models?.[0];
    this.limits = message.limits;
    this.offered = model?.channels;
    $("server").textContent = [t("Ready."), message.server?.name ?? "Nacre", message.server?.version, model?.name].filter(Boolean).join(" · ").replace(" · ", " ");
    if (message.session) return; // `opened` follows and goes on from there
    if (this.wanted) this.open();
    else if (this.screen === "world") {
      // The server has forgotten the session: the same words and seed make the same world again.
      this.wanted = this.world;
      this.asked = this.world.detail;
      this.open();
    }
  }

  resumed(message) {
    $("banner").hidden = true;
    this.drawing.opened(message, true);
    this.back(message);
  }

  back(message) {
    this.resetFlow(this.seq);
    this.shown = message.frame ?? 0;
    if (message.paused && !document.hidden) this.connection.request({ type: "resume" });
    this.act(true);
    this.toast(t("Back where you were."));
  }

  bar(share) {
    const percent = Math.round(100 * share);
    $("bar").setAttribute("aria-valuenow", percent);
    $("bar").firstElementChild.style.width = `${percent}%`;
  }

  progress(message) {
    // Before the welcome it is the model that is being loaded, whatever screen is shown.
    if (!this.connection.ready) { $("server").textContent = stage(message); if (this.screen !== "journey") return; }
    // Reading takes no time; the rest of the bar is the making, as far as the server says it has come.
    const share = message.stage === "understand" || message.stage === "load" || message.stage === "queue" ? 0.02 : 0.04 + 0.92 * Math.min(Math.max(message.fraction ?? 0, 0), 1);
    this.reached = Math.max(this.reached, share);
    const text = stage(message);
    if (text) $("stage").textContent = text;
  }

  // Between two reports the bar goes on as it did the last times, slower and slower, and never past the next tenth.
  glide(now) {
    if (this.screen !== "journey" || this.waits) return;
    const usual = Number(kept.get("opening")) || 9000;
    const guess = 1 - Math.exp((-2.2 * (now - this.began)) / usual);
    const share = Math.max(this.reached, Math.min(guess, this.reached + 0.3)) * 0.97;
    this.bar(share);
  }

  opened(message) {
    if (message.resumed && this.screen === "world") { this.resumed(message); return; }
    if (message.resumed && this.arriving) { this.drawing.opened(message, true); return; } // lost just before it was shown
    if (!this.wanted || (message.id !== this.opening && !message.resumed)) { this.connection.forget(); session.drop(); return; } // the player has left meanwhile
    if (!message.resumed) kept.set("opening", Math.round(performance.now() - this.began));
    this.wanted = null;
    this.anyway = false;
    $("banner").hidden = true;
    this.world.seed = message.seed ?? this.world.seed;
    $("seed").value = ""; // it was this world's, whose link keeps it: the next prompt is to have its own
    session.keep({ token: message.token, world: this.world });
    history.replaceState(history.state, "", this.link());
    $("caption").textContent = this.world.prompt;
    $("o-seed").textContent = this.world.seed;
    chips("o-understood", phrases(message.understood));
    chips("o-ignored", message.ignored ?? []);
    chips("o-unmet", message.unmet ?? []);
    $("o-ignored-title").hidden = !(message.ignored?.length);
    $("o-unmet-title").hidden = !(message.unmet?.length);
    this.sized = [message.width, message.height];
    this.resetFlow();
    this.shown = message.frame ?? 0;
    this.drawing.opened(message, false);
    if (!this.drawing.arrived) { $("stage").textContent = t("Almost there…"); this.arriving = message; return; }
    this.arrive(message);
  }

  /** The world is there: into it. */
  arrive(message) {
    this.arriving = null;
    if (this.screen !== "world") { showHint(this); this.go("world"); }
    this.controls.moved = false;
    if (message.resumed) { this.back(message); this.fit(); }
    else {
      this.act(true);
      const { place } = this.world;
      if (place && this.offered?.includes("geometry")) this.connection.request({ type: "teleport", ...place });
      this.world.place = null; // once: another opening begins where the world does
      const notes = [
        message.ignored?.length ? `${t("Not understood")}: ${message.ignored.join(", ")}` : "",
        message.unmet?.length ? `${t("Not possible here")}: ${message.unmet.join(", ")}` : "",
      ].filter(Boolean);
      note(notes);
    }
  }

  failed(message) {
    if (this.moments.failed(message)) return;
    if (message.code === "no_world" || message.code === "session_expired") return; // a late word of a world we have left
    if (this.wanted && PASSING.has(message.code) && this.patience > 0) { this.wait(message); return; }
    if (this.wanted && this.screen === "journey") {
      this.wanted = null;
      this.anyway = false;
      this.leave();
      if (message.code === "not_understood" && Array.isArray(message.offers)) offer(this, message.offers);
      else problem(refusal(message));
    } else this.toast(refusal(message));
  }

  happened(message) {
    const text = message.data?.text;
    if (typeof text === "string") this.toast(text);
  }

  closed(message) {
    if (this.screen !== "world" || this.wanted || message.reason === "close" || message.reason === "bye") return;
    if (message.reason === "shutdown") { this.connection.socket?.close(); return; } // it may come back: hold and retry
    this.leave();
    problem(ending(message.reason));
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
    const idle = this.typing() || document.querySelector("dialog[open]");
    const held = idle ? { move_x: 0, move_z: 0, jump: false, sprint: false } : this.controls.held();
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
    this.connection.send({ type: "act", seq: this.seq, t: now / 1000, held, look: { yaw, pitch }, ack: this.acked, credit: this.drawing.credit });
  }

  async frame(message, payload) {
    this.acked = Math.max(this.acked, message.id);
    const index = (message.parts ?? []).findIndex((part) => part.kind === "rgb");
    if (index < 0 || !payload[index]) return;
    if (this.drawing.once) { this.drawing.once(payload[index]); return; }
    if (this.drawing.drawsItself) return;
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
    this.glide(now);
    if (this.arriving && this.drawing.arrived) this.arrive(this.arriving);
    if (this.screen !== "world") return;
    if (!this.typing()) this.controls.advance(seconds);
    this.act();
    if (this.controls.moved) $("hint").classList.add("gone");
    if (this.drawing.drawsItself) {
      const drawn = this.drawing.draw(now, this.world.detail, this.controls);
      if (drawn) { this.header = drawn; this.shown = drawn.id; this.arrived = now; this.frames.push(now); }
      return;
    }
    // Where the player looks now: the frame's camera and every turn the server had not seen when it drew it.
    const limit = (value) => Math.min(Math.max(value, -LOOK_LIMIT), LOOK_LIMIT);
    const { yaw, pitch } = this.view.camera;
    this.view.draw(
      yaw + limit(this.controls.yaw - this.shownLook.yaw),
      clampPitch(pitch + limit(this.controls.pitch - this.shownLook.pitch)),
    );
  }

  /** Somebody else draws from now on: pictures of the server in the window's shape, or none. */
  drawnAnew() {
    this.latencies = [];
    this.shown = this.acked;
    this.act(true);
    this.fit();
  }

  measure() {
    if (this.screen !== "world") return;
    const now = performance.now();
    this.drawing.accompany(now);
    this.frames = this.frames.filter((time) => now - time < 2000);
    if ($("overlay").hidden || !this.header) return;
    figures({ header: this.header, frames: this.frames, latencies: this.latencies, arrived: this.arrived, dropped: this.dropped, now });
  }

  // ------------------------------------------------ out of sight, and settings

  // Out of sight for a while, the world stands still: it needs no time of the server then, and another may run.
  seen(visible) {
    clearTimeout(this.pauseTimer);
    if (this.screen !== "world" || !this.connection.session) return;
    if (!visible) {
      this.pauseTimer = setTimeout(() => { this.resting = Boolean(this.connection.request({ type: "pause" })); }, HIDDEN_PAUSE);
      return;
    }
    if (this.resting) this.connection.request({ type: "resume" });
    this.resting = false;
    this.act(true);
  }

  openSettings() {
    document.exitPointerLock?.();
    $("set-detail").value = this.world?.detail ?? "standard";
    this.settings.open();
  }

  changeDetail(detail) {
    if (!(detail in DETAIL) || !this.world) return;
    this.world.detail = $("detail").value = detail;
    kept.set("detail", detail);
    history.replaceState(history.state, "", this.link());
    session.keep({ token: this.connection.token, world: this.world });
    this.fit();
  }

  // ------------------------------------------------ leaving

  mayLeave() {
    document.exitPointerLock?.();
    $("leave").showModal();
    $("leave-no").focus();
  }

  /** To the title, by the way that was come: the browser's Back then leads on to where the player was before. */
  leave() {
    const { below } = history.state ?? {};
    this.toTitle();
    if (below) history.back();
    else history.replaceState(null, "", location.pathname + location.search);
  }

  toTitle() {
    this.connection.forget(Boolean(this.wanted));
    session.drop();
    this.drawing.leave();
    this.world = this.wanted = this.arriving = null;
    this.rest();
    document.title = "Nacre";
    $("banner").hidden = $("note").hidden = true;
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    this.go("title");
  }
}
