// Where the player is between two words of the server, and where they look: the head turns at once, the body follows.

const EYE = 1.7; // metres from the feet
const BEHIND = 70; // milliseconds that pictures are behind the server, so that there is always a state to go on to
const STEEPEST = 1.45;
const JUMP = 5; // metres between two states that nobody walks: the player was put there
const wrapped = (angle) => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

export class Motion {
  constructor() { this.begin({ position: [0, EYE, 0], yaw: 0, pitch: 0 }); }

  /** A world has been opened, or taken up again: `camera` is where the eyes are. */
  begin(camera) {
    this.yaw = camera.yaw;
    this.pitch = camera.pitch;
    this.states = [{ at: -Infinity, place: camera.position.map((v, k) => (k === 1 ? v - EYE : v)), velocity: [0, 0, 0] }];
    this.offset = null;
    this.turned = 0;
  }

  turn(yaw, pitch, now) {
    if (!yaw && !pitch) return;
    this.yaw += yaw;
    this.pitch = Math.min(Math.max(this.pitch + pitch, -STEEPEST), STEEPEST);
    this.turned = now;
  }

  /** Take a `state` message; now in milliseconds. */
  take({ t_world: t, player }, now) {
    const offset = now - 1000 * t;
    // the least delay is the true one; a clock that stood still is begun anew
    if (this.offset === null || Math.abs(offset - this.offset) > 600) this.offset = offset;
    else this.offset = offset < this.offset ? offset : this.offset + (offset - this.offset) * 0.02;
    const last = this.states.at(-1);
    if (1000 * t < last.at) this.states.length = 0; // rewound
    else if (Math.hypot(...player.position.map((v, k) => v - last.place[k])) > JUMP) this.states.length = 0;
    this.states.push({ at: 1000 * t, place: player.position, velocity: player.velocity });
    if (this.states.length > 12) this.states.shift();
    // what was turned here has long been told: the server's word is the last
    if (now - this.turned > 700) {
      this.yaw += wrapped(player.yaw - this.yaw) * 0.4;
      this.pitch += (player.pitch - this.pitch) * 0.4;
    }
  }

  /** Milliseconds of the world that are shown now. */
  time(now) { return this.offset === null ? 0 : now - this.offset - BEHIND; }

  /** The eye's place now. */
  eye(now) {
    const time = this.time(now);
    let [one, other] = [this.states[0], this.states[0]];
    for (const state of this.states) { if (state.at <= time) one = state; other = state; if (state.at > time) break; }
    const span = other.at - one.at;
    const share = span > 0 && Number.isFinite(span) ? Math.min(Math.max((time - one.at) / span, 0), 1) : 1;
    // past the newest word a body goes on for a moment as it went
    const more = other === one && Number.isFinite(one.at) ? Math.min(Math.max(time - one.at, 0), 80) / 1000 : 0;
    const place = one.place.map((v, k) => v + (other.place[k] - v) * share + (k === 1 ? 0 : other.velocity[k] * more));
    place[1] += EYE;
    return place;
  }
}
