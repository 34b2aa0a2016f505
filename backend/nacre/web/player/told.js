// What a server tells of a prompt, as the page shows it; and what a tab keeps of its session.

// Chips of these kinds are told by the player's own words alone.
const OWN_WORDS = new Set([
  "count", "size", "colour", "pose", "relation", "arrangement", "distance", "age", "storeys", "condition", "material",
  "second_material", "ornament", "intensity",
]);

const $ = (id) => document.getElementById(id);
const plain = (value) => String(value).replaceAll("_", " ");
let noteTimer;

/** What of the prompt is not in the world, for a while; nothing when all of it is. */
export function note(lines) {
  $("note").replaceChildren(...lines.map((line) => { const row = document.createElement("span"); row.textContent = line; return row; }));
  $("note").hidden = !lines.length;
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => { $("note").hidden = true; }, 12000);
}

/** What was understood, as short phrases: "bell tower", "houses → 6 houses". */
export const phrases = (understood) => (understood ?? []).map(({ text, kind, value }) => {
  const said = plain(value || kind);
  return OWN_WORDS.has(kind) || text.toLowerCase() === said.toLowerCase() ? text : `${text} → ${said}`;
});

/** Texts as chips of a list. */
export function chips(id, texts) {
  $(id).replaceChildren(...texts.map((text) => { const chip = document.createElement("li"); chip.textContent = text; return chip; }));
}

/** The session of this tab, so that a reload comes back to the same place; not read by other tabs. */
export const session = {
  keep(value) { try { sessionStorage.setItem("nacre-session", JSON.stringify(value)); } catch { /* private windows */ } },
  drop() { try { sessionStorage.removeItem("nacre-session"); } catch { /* private windows */ } },
  // A copied tab has a copy of it: only a reload and the way back take it up.
  take() {
    const how = performance.getEntriesByType("navigation")[0]?.type;
    try { return how === "reload" || how === "back_forward" ? JSON.parse(sessionStorage.getItem("nacre-session") ?? "null") : null; } catch { return null; }
  },
};
