// Figures over the world: how many pictures, how late, where the player stands.
import { t } from "./words.js";

const $ = (id) => document.getElementById(id);

/** header: the newest frame's, or what the page made of its own picture; see Page.measure for the rest. */
export function figures({ header, frames, latencies, arrived, dropped, now }) {
  const sorted = [...latencies].sort((a, b) => a - b);
  const { ms = {}, camera = {}, parts = [] } = header;
  const [x, y, z] = camera.position ?? [0, 0, 0];
  const heading = ((-(camera.yaw ?? 0) * 180) / Math.PI % 360 + 360) % 360;
  const picture = parts.find((part) => part.kind === "rgb") ?? {};
  $("o-fps").textContent = t("{n} a second", { n: (frames.length / 2).toFixed(1) });
  $("o-latency").textContent = sorted.length ? `${sorted[sorted.length >> 1].toFixed(0)} ms` : "–";
  $("o-age").textContent = `${(now - arrived).toFixed(0)} ms`;
  $("o-dropped").textContent = dropped;
  $("o-server").textContent = Object.entries(ms).map(([name, value]) => `${name} ${Number(value).toFixed(0)}`).join(" · ") || "–";
  $("o-size").textContent = picture.width ? `${picture.width} × ${picture.height}` : "–";
  $("o-position").textContent = `${x.toFixed(1)}, ${y.toFixed(1)}, ${z.toFixed(1)}`;
  $("o-facing").textContent = `${["N", "NE", "E", "SE", "S", "SW", "W", "NW"][Math.round(heading / 45) % 8]} ${heading.toFixed(0)}°`;
}
