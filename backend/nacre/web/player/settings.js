// What a player may set while in a world: detail, keys, the mouse, and how the page looks. Kept in this browser.
import { kept, t } from "./words.js";

/** Actions of the body and the keys that stand for them until a player says otherwise. */
export const KEYS = {
  forward: ["KeyW", "ArrowUp"], backward: ["KeyS", "ArrowDown"], left: ["KeyA", "ArrowLeft"], right: ["KeyD", "ArrowRight"],
  turn_left: ["KeyQ"], turn_right: ["KeyE"], look_up: ["KeyR", "PageUp"], look_down: ["KeyF", "PageDown"],
  jump: ["Space"], run: ["ShiftLeft", "ShiftRight"],
};
const NAMES = {
  forward: "Forward", backward: "Backward", left: "Left", right: "Right", turn_left: "Turn left", turn_right: "Turn right",
  look_up: "Look up", look_down: "Look down", jump: "Jump", run: "Run",
};
const PLAIN = { calm: false, contrast: false, large: false, invert: false, pictures: false, sound: false, speed: 1 };

/** The name of a key as it stands on the keyboard. */
export const keyName = (code) => ({
  Space: "␣", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", ShiftLeft: "⇧", ShiftRight: "⇧",
  PageUp: "PgUp", PageDown: "PgDn",
}[code] ?? code.replace(/^(Key|Digit|Numpad|Arrow)/, ""));

export class Settings {
  /** `changed` is called whenever a player has changed something. */
  constructor(changed) {
    this.changed = changed;
    this.keys = structuredClone(KEYS);
    this.values = { ...PLAIN };
    try {
      const { keys = {}, ...values } = JSON.parse(kept.get("settings") ?? "{}");
      for (const action of Object.keys(KEYS)) {
        if (Array.isArray(keys[action]) && keys[action].every((code) => typeof code === "string")) this.keys[action] = keys[action].slice(0, 2);
      }
      for (const name of Object.keys(PLAIN)) if (typeof values[name] === typeof PLAIN[name]) this.values[name] = values[name];
    } catch { /* what was kept is damaged: the usual, then */ }
    this.dialog = document.getElementById("settings");
    this.bind();
    this.apply();
  }

  bind() {
    for (const name of ["calm", "contrast", "large", "invert", "pictures", "sound"]) {
      const box = document.getElementById(`set-${name}`);
      box.checked = this.values[name];
      box.addEventListener("change", () => this.put(name, box.checked));
    }
    const speed = document.getElementById("set-speed");
    speed.value = this.values.speed;
    speed.addEventListener("input", () => this.put("speed", Number(speed.value)));
    document.getElementById("set-keys-reset").addEventListener("click", () => {
      this.keys = structuredClone(KEYS);
      this.keep();
      this.list();
    });
    document.getElementById("settings-close").addEventListener("click", () => this.dialog.close());
    // A click beside the sheet closes it.
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
  }

  open() {
    this.list();
    this.dialog.showModal();
  }

  /** The table of keys: a button for each action, which takes the next key that is pressed. */
  list() {
    document.getElementById("set-keys").replaceChildren(...Object.keys(KEYS).map((action) => {
      const row = document.createElement("li");
      const label = document.createElement("span");
      label.textContent = t(NAMES[action]);
      const button = document.createElement("button");
      button.type = "button";
      const show = () => {
        const names = [...new Set(this.keys[action].map(keyName))]; // both Shift keys are one to people
        button.textContent = names.join("  ");
        button.setAttribute("aria-label", `${t(NAMES[action])}: ${names.join(", ")}`);
      };
      show();
      button.addEventListener("click", () => this.listen(button, action, show));
      row.append(label, button);
      return row;
    }));
  }

  listen(button, action, show) {
    button.textContent = t("Press a key…");
    button.classList.add("waiting");
    const done = () => { removeEventListener("keydown", take, true); button.removeEventListener("blur", done); button.classList.remove("waiting"); show(); };
    const take = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.code && event.code !== "Escape" && event.code !== "Tab") {
        // One key does one thing: it leaves what it stood for.
        for (const [other, codes] of Object.entries(this.keys)) {
          if (other !== action && codes.includes(event.code)) this.keys[other] = codes.length > 1 ? codes.filter((code) => code !== event.code) : this.keys[action].slice(0, 1);
        }
        this.keys[action] = [event.code];
        this.keep();
      }
      done();
      this.list();
      document.querySelectorAll("#set-keys button")[Object.keys(KEYS).indexOf(action)]?.focus();
    };
    addEventListener("keydown", take, true);
    button.addEventListener("blur", done);
  }

  put(name, value) {
    this.values[name] = value;
    this.keep();
    this.apply();
  }

  keep() {
    kept.set("settings", JSON.stringify({ ...this.values, keys: this.keys }));
    this.changed();
  }

  apply() {
    const root = document.documentElement;
    root.classList.toggle("calm", this.values.calm);
    root.classList.toggle("contrast", this.values.contrast);
    root.classList.toggle("large", this.values.large);
  }

  /** The action a key stands for, or nothing. */
  action(code) {
    for (const [action, codes] of Object.entries(this.keys)) if (codes.includes(code)) return action;
    return undefined;
  }

  /** Names of the first keys of some actions, for hints. */
  shown(...actions) {
    return actions.map((action) => keyName(this.keys[action][0]));
  }
}
