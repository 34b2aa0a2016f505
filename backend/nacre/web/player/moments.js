// Moments of a world: kept ones to go back to, a few seconds back, and another way from here in a tab of its own.
import { plainButton } from "./plain_button.js";
import { kept, refusal, t } from "./words.js";

const BACK = [5, 20, 60]; // seconds; the server remembers a minute
const MOST = 24; // moments that this browser remembers the names of
const $ = (id) => document.getElementById(id);
const letters = (many) => [...crypto.getRandomValues(new Uint8Array(many))].map((byte) => (byte % 36).toString(36)).join("");

/** What a tab that goes another way is given: read once, by the tab whose address names it. */
export const fork = {
  give(value) { const name = letters(12); kept.set(`fork-${name}`, JSON.stringify(value)); return name; },
  take(name) {
    if (!/^[a-z0-9]{12}$/.test(name ?? "")) return null;
    const value = kept.get(`fork-${name}`);
    kept.drop(`fork-${name}`);
    try { return JSON.parse(value); } catch { return null; }
  },
};

export class Moments {
  constructor(page) {
    this.page = page;
    this.asked = new Map(); // number of a request → what was asked, and what to do with the answer
    this.dialog = $("moments");
    $("moments-back").replaceChildren(...BACK.map((seconds) => plainButton(t("{n} seconds back", { n: seconds }), () => this.ask({ type: "rewind", seconds }))));
    $("moments-keep").addEventListener("click", () => this.keep());
    $("moments-branch").addEventListener("click", () => this.branch());
    $("moments-close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("click", (event) => { if (event.target === this.dialog) this.dialog.close(); });
  }

  open() {
    document.exitPointerLock?.();
    $("moments-fork").hidden = true;
    this.say("");
    this.list();
    this.dialog.showModal();
  }

  say(text) { $("moments-said").textContent = text; }

  /** The moments of this very world that were kept in this browser, newest first. */
  list() {
    const mine = this.all().filter(({ prompt, seed }) => prompt === this.page.world?.prompt && seed === this.page.world?.seed);
    $("moments-list").hidden = $("moments-list-title").hidden = !mine.length;
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "medium" });
    $("moments-list").replaceChildren(...mine.map(({ name, when }) => {
      const row = document.createElement("li");
      row.append(plainButton(t("Back to {time}", { time: time.format(when) }), () => this.ask({ type: "restore", name })));
      return row;
    }));
  }

  all() {
    try { const found = JSON.parse(kept.get("moments") ?? "[]"); return Array.isArray(found) ? found : []; } catch { return []; }
  }

  ask(header, done = () => undefined) {
    const id = this.page.connection.request(header);
    if (id) this.asked.set(id, { header, done });
  }

  keep() {
    const name = `page-${letters(16)}`;
    const { prompt, seed } = this.page.world;
    this.ask({ type: "snapshot", name }, () => {
      kept.set("moments", JSON.stringify([{ name, prompt, seed, when: Date.now() }, ...this.all()].slice(0, MOST)));
      this.list();
      this.say(t("This moment is kept."));
    });
  }

  branch() {
    const { world } = this.page;
    this.ask({ type: "branch" }, ({ token }) => {
      const name = fork.give({ token, world });
      const address = new URL(`${this.page.link()}&fork=${name}`, location.href).href;
      $("moments-fork").hidden = false;
      $("moments-fork").href = address;
      $("moments-fork").focus();
    });
  }

  /** An answer of the server: `saved`, `restored` or `branched`. */
  answered(message) {
    const asked = this.asked.get(message.id);
    this.asked.delete(message.id);
    if (message.type === "restored") {
      this.page.back(message);
      if (this.dialog.open) this.dialog.close();
    } else asked?.done(message);
  }

  /** A refusal of something that was asked for here; whether it was. */
  failed(message) {
    const asked = this.asked.get(message.id);
    if (!asked) return false;
    this.asked.delete(message.id);
    if (message.code === "no_such_save") {
      // what the server has forgotten need not be offered again
      kept.set("moments", JSON.stringify(this.all().filter(({ name }) => name !== asked.header.name)));
      this.list();
    }
    this.say(refusal(message.code === "not_allowed" ? { code: "no_saves" } : message));
    return true;
  }
}
