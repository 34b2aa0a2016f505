// The world's buttons and keys, and how the page says what they are.
import { copyLink, savePicture } from "./tools.js";
import { kept, t } from "./words.js";

const $ = (id) => document.getElementById(id);
const RESIZE_REST = 350; // milliseconds after the last change of the window's shape

/** Buttons and keys of the world, and what the window does about it. */
export function bindWorld(page) {
  const full = document.fullscreenEnabled;
  $("tool-full").hidden = !full;
  $("tool-overlay").addEventListener("click", () => toggleOverlay(page));
  $("tool-link").addEventListener("click", () => copyLink(page));
  $("tool-picture").addEventListener("click", () => savePicture(page));
  $("tool-map").addEventListener("click", () => toggleMap(page));
  $("tool-moments").addEventListener("click", () => page.moments.open());
  $("tool-settings").addEventListener("click", () => page.openSettings());
  $("tool-full").addEventListener("click", () => toggleFull());
  $("tool-new").addEventListener("click", () => page.mayLeave());
  $("set-detail").addEventListener("change", () => page.changeDetail($("set-detail").value));
  $("leave-yes").addEventListener("click", () => { $("leave").close(); page.leave(); });
  $("leave-no").addEventListener("click", () => $("leave").close());
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("close", () => { if (page.screen === "world") $("view").focus({ preventScroll: true }); });
  }
  const shortcuts = {
    F3: () => toggleOverlay(page), o: () => toggleOverlay(page), l: () => copyLink(page), p: () => savePicture(page), m: () => toggleMap(page),
    n: () => page.mayLeave(), k: () => page.moments.open(), ...(full ? { F11: () => toggleFull() } : {}),
  };
  addEventListener("keydown", (event) => {
    if (page.screen !== "world" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (page.typing() || document.querySelector("dialog[open]") || page.settings.action(event.code)) return;
    const run = shortcuts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (run) { event.preventDefault(); run(); }
  });
  document.addEventListener("visibilitychange", () => page.seen(!document.hidden));
  document.addEventListener("fullscreenchange", () => $("tool-full").setAttribute("aria-pressed", String(Boolean(document.fullscreenElement))));
  addEventListener("gamepadconnected", () => { if (page.screen === "world") page.toast(t("A gamepad is connected.")); });
  // The window's shape is settled when it has not changed for a moment: dragging its edge asks for nothing.
  addEventListener("resize", () => { clearTimeout(page.resizeTimer); page.resizeTimer = setTimeout(() => page.fit(), RESIZE_REST); });
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => undefined);
}

function toggleMap(page) {
  if (!page.drawing.drawsItself) return;
  $("map").hidden = !$("map").hidden;
  $("tool-map").setAttribute("aria-pressed", String(!$("map").hidden));
  kept.set("map", $("map").hidden ? "" : "shown");
}

function toggleOverlay(page) {
  $("overlay").hidden = !$("overlay").hidden;
  $("tool-overlay").setAttribute("aria-pressed", String(!$("overlay").hidden));
  page.measure();
}

/** How one walks and looks here, with the player's own keys; fresh: shown again. */
export function showHint(page, fresh = true) {
  const touch = matchMedia("(pointer: coarse)").matches;
  const keys = (...actions) => page.settings.shown(...actions);
  const cap = (names) => names.map((name) => `\u0001${name}\u0002`).join("");
  const text = touch ? t("Left thumb walks, drag to look around") : t("Click to look around. {walk} walk, {turn} turn, {jump} jumps, {run} runs, {esc} lets go", {
    walk: cap(keys("forward", "left", "backward", "right")), turn: cap(keys("turn_left", "turn_right")), jump: cap(keys("jump")), run: cap(keys("run")), esc: cap(["Esc"]),
  });
  // Names of keys are shown as keys; everything stays text.
  $("hint").replaceChildren(...text.split(/(\u0001[^\u0002]*\u0002)/).filter(Boolean).map((piece) => {
    if (!piece.startsWith("\u0001")) return document.createTextNode(piece);
    const key = document.createElement("kbd");
    key.textContent = piece.slice(1, -1);
    return key;
  }));
  $("view").setAttribute("aria-label", `${t("The world")}. ${text.replace(/[\u0001\u0002]/g, " ").replace(/\s+/g, " ")}`);
  if (fresh) $("hint").classList.remove("gone");
}
