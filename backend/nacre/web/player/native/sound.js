// What a place sounds like, made by code: wind, water, rain, birds, crickets, bells. Nothing sounds before the player wishes it.

const GLIDE = 1.5; // seconds in which a sound gets louder or softer
const WATER_NEAR = 26; // metres from which water is heard
const BELL_NEAR = 140;
const BELLS = /bell|church|chapel|cathedral|clock|temple/;

/** Two seconds of noise that begin where they end; `smooth` 0 is white, near 1 a deep rumble. */
function noise(context, smooth) {
  const buffer = context.createBuffer(1, context.sampleRate * 2, context.sampleRate);
  const data = buffer.getChannelData(0);
  let last = 0;
  for (let i = 0; i < data.length; i++) {
    last = last * smooth + (Math.random() * 2 - 1) * (1 - smooth);
    data[i] = last / Math.sqrt(1 - smooth);
  }
  const seam = 4000;
  for (let i = 0; i < seam; i++) data[data.length - seam + i] = data[data.length - seam + i] * (1 - i / seam) + data[i] * (i / seam);
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.loop = true;
  source.loopStart = seam / context.sampleRate;
  source.start();
  return source;
}

export class Sound {
  constructor() { this.context = null; this.wished = false; }

  /** Whether the player wishes to hear it. A browser lets sound begin with a click or a key only. */
  wish(on) {
    this.wished = on;
    if (!on) { this.context?.suspend(); return; }
    const begin = () => { if (!this.wished) return; this.context ?? this.build(); this.context.resume(); };
    if (navigator.userActivation?.hasBeenActive) begin();
    else for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, begin, { once: true });
  }

  build() {
    const context = (this.context = new AudioContext());
    this.all = new GainNode(context, { gain: 0.5 });
    this.all.connect(context.destination);
    const layer = (source, filter) => {
      const gain = new GainNode(context, { gain: 0 });
      source.connect(new BiquadFilterNode(context, filter)).connect(gain).connect(this.all);
      return gain.gain;
    };
    this.levels = {
      wind: layer(noise(context, 0.985), { type: "lowpass", frequency: 420 }),
      leaves: layer(noise(context, 0.4), { type: "bandpass", frequency: 2600, Q: 0.6 }),
      water: layer(noise(context, 0.8), { type: "bandpass", frequency: 620, Q: 0.7 }),
      rain: layer(noise(context, 0), { type: "highpass", frequency: 1900 }),
    };
    this.nextCall = this.nextBell = context.currentTime + 2;
  }

  /** How it sounds at a place: call it a few times a second. weather: see `weatherOf`; hours of the world. */
  update(scene, eye, weather, hours, indoors) {
    const { context, levels } = this;
    if (!context || context.state !== "running" || !this.wished) return;
    const now = context.currentTime;
    const inside = indoors > 1.4 ? 0.3 : 1;
    const gust = 0.55 + 0.3 * Math.sin(now * 0.37) + 0.15 * Math.sin(now * 1.13 + 2);
    const { near, trees } = this.around(scene, eye);
    const wet = Math.max(0, 1 - near / WATER_NEAR);
    const set = (name, value) => levels[name].setTargetAtTime(value * inside, now, GLIDE / 3);
    set("wind", (0.16 + 0.25 * weather.dull + Math.max(0, eye[1] - 8) * 0.006) * gust);
    set("leaves", Math.min(trees / 14, 1) * 0.035 * gust);
    set("water", wet * wet * (0.09 + 0.04 * Math.sin(now * 0.8)));
    set("rain", weather.weather === "rain" ? 0.16 : 0);
    if (now > this.nextCall) this.call(weather, trees, inside);
    const hour = Math.floor(hours);
    if (this.hour !== undefined && hour !== this.hour && now > this.nextBell) this.ring(scene, eye, hour);
    this.hour = hour;
  }

  /** Metres to the nearest water, and how many plants stand about. */
  around(scene, eye) {
    let near = Infinity;
    for (let ring = 0; ring < WATER_NEAR; ring += 5) {
      for (let k = 0; k < 10; k++) {
        const height = scene.heightAt(eye[0] + ring * Math.cos(k * 0.628), eye[2] + ring * Math.sin(k * 0.628));
        if (height < -0.05) near = Math.min(near, Math.hypot(ring, eye[1]));
      }
    }
    let trees = 0;
    const chunk = scene.chunks.get(`${Math.floor(eye[0] / 32)}:${Math.floor(eye[2] / 32)}`);
    for (const things of chunk?.lots.values() ?? []) for (const { kind } of things) if (/tree|bush|palm|fir|pine/.test(kind)) trees += 1;
    return { near, trees };
  }

  tone(frequency, at, length, loud, place, type = "sine") {
    const { context } = this;
    const oscillator = new OscillatorNode(context, { type, frequency: frequency[0] });
    const gain = new GainNode(context, { gain: 0 });
    frequency.forEach((value, k) => oscillator.frequency.linearRampToValueAtTime(value, at + (length * k) / Math.max(frequency.length - 1, 1)));
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + Math.min(0.02, length / 4));
    gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
    oscillator.connect(gain).connect(new StereoPannerNode(context, { pan: place })).connect(this.all);
    oscillator.start(at);
    oscillator.stop(at + length);
  }

  /** A bird by day, a cricket by night; neither in bad weather. */
  call(weather, trees, inside) {
    const now = this.context.currentTime;
    this.nextCall = now + (weather.night > 0.5 ? 0.7 : 1.5) + (Math.random() * 9) / (1 + trees / 6);
    if (weather.dull > 0.6) return;
    const place = Math.random() * 1.6 - 0.8;
    const loud = (0.015 + 0.03 * Math.random()) * inside;
    if (weather.night > 0.5) {
      for (let k = 0; k < 4; k++) this.tone([4300, 4250], now + 0.05 * k, 0.035, loud * 0.4, place, "triangle");
      return;
    }
    const high = 2100 + 1900 * Math.random();
    const song = 2 + Math.floor(Math.random() * 4);
    for (let k = 0; k < song; k++) this.tone([high, high * (1.1 + 0.3 * Math.random()), high * 0.9], now + 0.16 * k, 0.1, loud, place);
  }

  /** The hour, struck by a tower nearby, if there is one. */
  ring(scene, eye, hour) {
    let nearest = Infinity;
    for (const chunk of scene.chunks.values()) {
      for (const things of chunk.lots.values()) for (const { kind, at } of things) if (BELLS.test(kind)) nearest = Math.min(nearest, Math.hypot(at[0] - eye[0], at[2] - eye[2]));
    }
    if (nearest > BELL_NEAR) return;
    const now = this.context.currentTime;
    const strokes = Math.min(hour % 12 || 12, 12);
    for (let k = 0; k < strokes; k++) {
      [[196, 0.16, 5], [392, 0.1, 3.5], [466, 0.07, 2.5], [588, 0.05, 2], [784, 0.03, 1.2]].forEach(([frequency, loud, length]) =>
        this.tone([frequency, frequency], now + 0.5 + 1.9 * k, length, loud * (1 - nearest / BELL_NEAR), 0));
    }
    this.nextBell = now + 2 * strokes + 4;
  }
}
