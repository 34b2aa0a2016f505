// Keeps pictures smooth: how many pixels one has, by how long the last ones took.

// Of the window's own points, at most; a second number caps points for what lies closer together than the eye sees.
const RATIO = { swift: 0.6, standard: 1, fine: 1.5, finest: 2 };
const LEAST = 0.4;
const SLOW = 24; // milliseconds from picture to picture above which fewer pixels are drawn
const QUICK = 17.6; // below which more are tried
const WINDOW = 40; // pictures that are looked back on
const PATIENCE = 4000; // milliseconds before more are tried; doubled each time that was too much

export class Governor {
  constructor(scale = 1) {
    this.scale = scale;
    this.times = [];
    this.patience = PATIENCE;
    this.changed = 0;
    this.raised = 0;
  }

  /** Note that a picture begins. */
  measure(now) {
    const took = now - (this.last ?? now);
    this.last = now;
    if (took <= 0 || took > 500) { this.times.length = 0; return; } // out of sight, or the first
    this.times.push(took);
    if (this.times.length < WINDOW) return;
    const middle = [...this.times].sort((a, b) => a - b)[WINDOW >> 1];
    this.times.length = 0;
    if (middle > SLOW && this.scale > LEAST) {
      if (now - this.raised < 3000) this.patience = Math.min(this.patience * 2, 120000); // that had been too much
      this.scale = Math.max(this.scale * Math.max(Math.sqrt(SLOW / middle), 0.7), LEAST);
      this.changed = now;
    } else if (middle < QUICK && this.scale < 1 && now - this.changed > this.patience) {
      this.scale = Math.min(this.scale * 1.15, 1);
      this.changed = this.raised = now;
    }
  }

  /** Pixels of a picture in a window of so many points. */
  size(width, height, detail) {
    const ratio = Math.min(window.devicePixelRatio || 1, RATIO[detail] ?? 1) * this.scale;
    return [width, height].map((side) => Math.max(Math.round(side * ratio), 1));
  }
}
