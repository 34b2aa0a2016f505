// What a server has understood of a prompt, and what of it is not in the world, as the page shows them.

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

/** What of a prompt is not understood and how slips are read, in a list while its world is made; still: whether it is. */
export async function foretell(prompt, still, title) {
  $("journey-notes").hidden = true;
  const answer = await fetch("/reading", { method: "POST", body: prompt }).catch(() => null);
  if (!answer?.ok) return; // the world itself says it later
  const { ignored, corrected } = await answer.json();
  const lines = [...corrected.map(([typed, read]) => `${typed} → ${read}`), ...(ignored.length ? [`${title}: ${ignored.join(", ")}`] : [])];
  if (!still() || !lines.length) return;
  chips("journey-notes", lines);
  $("journey-notes").hidden = false;
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
