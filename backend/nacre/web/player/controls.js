// Keys, mouse, fingers and gamepads as held state and summed look (radians, left and up positive).

export const STEEPEST = 1.45; // radians; the model holds the head between these too
const TURN_RATE = 2.0; // radians a second for keys and sticks
const REST = 0.15; // of a stick's way: worn ones do not come back to the middle
const MOVES = { forward: [0, 1], backward: [0, -1], left: [-1, 0], right: [1, 0] };
const TURNS = { turn_left: [1, 0], turn_right: [-1, 0], look_up: [0, 1], look_down: [0, -1] };

const clamp = (value) => Math.min(Math.max(value, -1), 1);
const stick = (value) => (Math.abs(value ?? 0) < REST ? 0 : (value - Math.sign(value) * REST) / (1 - REST));

export class Controls {
  constructor(canvas, stickElement, jump, settings, active) {
    this.canvas = canvas;
    this.settings = settings;
    this.active = active;
    this.keys = new Set();
    this.stickVector = [0, 0];
    this.pad = { move: [0, 0], look: [0, 0], jump: false, run: false };
    this.touchJump = false;
    this.jumpUntil = 0;
    this.yaw = 0; // summed since the page opened; acts carry the difference
    this.pitch = 0;
    this.moved = false;
    addEventListener("keydown", (event) => this.key(event, true));
    addEventListener("keyup", (event) => this.key(event, false));
    addEventListener("blur", () => this.release());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.release(); });
    canvas.addEventListener("pointerdown", (event) => this.press(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    document.addEventListener("mousemove", (event) => {
      if (document.pointerLockElement !== canvas) return;
      const speed = 0.0025 * settings.values.speed;
      this.turn(-event.movementX * speed, (settings.values.invert ? 1 : -1) * event.movementY * speed);
    });
    this.bindStick(stickElement);
    const press = (down) => (event) => { event.preventDefault(); this.touchJump = down; if (down) this.leap(); };
    jump.addEventListener("pointerdown", press(true));
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) jump.addEventListener(end, press(false));
  }

  key(event, down) {
    const action = this.settings.action(event.code);
    if (!action) return;
    if (!down) { this.keys.delete(event.code); return; }
    if (!this.active() || event.ctrlKey || event.metaKey || event.altKey) return;
    // A focused button keeps its own Space and Enter; everything else belongs to the world while it is shown.
    if ((event.code === "Space" || event.code === "Enter") && event.target.closest?.("button")) return;
    event.preventDefault();
    if (action === "jump" && !event.repeat) this.leap();
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
    this.pad = { move: [0, 0], look: [0, 0], jump: false, run: false };
  }

  press(event) {
    this.canvas.focus({ preventScroll: true });
    this.last = [event.clientX, event.clientY];
    if (event.pointerType === "mouse") {
      if (event.button === 0 && document.pointerLockElement !== this.canvas) {
        // Refused without a gesture or in an embedded page: dragging still turns the head.
        this.canvas.requestPointerLock?.()?.catch?.(() => undefined);
      }
      return;
    }
    // A finger that leaves the picture still turns the head. One that was lifted meanwhile can no longer be captured.
    try { this.canvas.setPointerCapture(event.pointerId); } catch { /* it has gone already */ }
  }

  drag(event) {
    if (!event.buttons || document.pointerLockElement === this.canvas || !this.last) return;
    const scale = (event.pointerType === "touch" ? 0.006 : 0.004) * this.settings.values.speed;
    // Dragging pulls the picture along: the world follows the finger.
    this.turn((event.clientX - this.last[0]) * scale, (event.clientY - this.last[1]) * scale);
    this.last = [event.clientX, event.clientY];
  }

  bindStick(element) {
    const knob = element.firstElementChild;
    const set = (event) => {
      const box = element.getBoundingClientRect();
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
    element.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      try { element.setPointerCapture(event.pointerId); } catch { /* lifted already */ }
      set(event);
    });
    element.addEventListener("pointermove", (event) => { if (event.buttons) set(event); });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) element.addEventListener(end, rest);
  }

  turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch += pitch;
    this.moved = true;
  }

  // Read the first gamepad with the usual layout: left stick walks, right stick looks, A jumps, B or the stick pressed runs.
  poll() {
    const pads = navigator.getGamepads?.() ?? [];
    const pad = [...pads].find((one) => one?.connected && one.axes.length >= 4);
    if (!pad) return;
    const held = (...numbers) => numbers.some((number) => pad.buttons[number]?.pressed);
    const before = this.pad;
    this.pad = {
      move: [stick(pad.axes[0]), -stick(pad.axes[1])],
      look: [-stick(pad.axes[2]), (this.settings.values.invert ? 1 : -1) * stick(pad.axes[3])],
      jump: held(0), run: held(1, 10),
    };
    if (this.pad.jump && !before.jump) this.leap();
  }

  // Turn by held keys and sticks, for `seconds` since the last call.
  advance(seconds) {
    this.poll();
    const rate = TURN_RATE * seconds * this.settings.values.speed;
    for (const code of this.keys) {
      const by = TURNS[this.settings.action(code)];
      if (by) this.turn(by[0] * rate, by[1] * rate * 0.7);
    }
    const [x, y] = this.pad.look;
    if (x || y) this.turn(x * rate, y * rate * 0.7);
  }

  held() {
    let x = this.stickVector[0] + this.pad.move[0];
    let z = this.stickVector[1] + this.pad.move[1];
    let jump = this.touchJump || this.pad.jump || performance.now() < this.jumpUntil;
    let sprint = this.pad.run || Math.hypot(...this.stickVector) > 0.97;
    for (const code of this.keys) {
      const action = this.settings.action(code);
      if (MOVES[action]) { x += MOVES[action][0]; z += MOVES[action][1]; }
      jump ||= action === "jump";
      sprint ||= action === "run";
    }
    if (x || z) this.moved = true;
    return { move_x: clamp(x), move_z: clamp(z), jump, sprint };
  }
}
