// The page's words in the player's language: its own, and what it says to a server's refusals.

let STRINGS = {};

/** English text of the page in the player's language, {names} filled in; itself where there is no translation. */
export const t = (text, values = {}) => (STRINGS[text] ?? text).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

/** What is kept of a player's wishes; private windows keep nothing. */
export const kept = {
  get(name) { try { return localStorage.getItem(`nacre-${name}`); } catch { return null; } },
  drop(name) { try { localStorage.removeItem(`nacre-${name}`); } catch { /* nothing was kept */ } },
  set(name, value) { try { localStorage.setItem(`nacre-${name}`, value); } catch { /* for this visit only */ } },
};

/** Fetch the words and put them into the page; English where that fails. */
export async function speak() {
  const asked = kept.get("language");
  try {
    const answer = await fetch(asked ? `strings.json?language=${encodeURIComponent(asked)}` : "strings.json");
    if (!answer.ok) return;
    const { language, languages, strings } = await answer.json();
    STRINGS = strings;
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    translate(document.body);
    const choice = document.getElementById("language");
    choice.replaceChildren(...Object.entries(languages).map(([code, own]) => {
      const option = new Option(own, code, false, code === language);
      option.lang = code;
      return option;
    }));
    choice.addEventListener("change", () => { kept.set("language", choice.value); location.reload(); });
  } catch { /* English, then */ }
}

/** Put words and labels below an element into the player's language. */
function translate(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    if (text && STRINGS[text]) walker.currentNode.data = walker.currentNode.data.replace(text, STRINGS[text]);
  }
  for (const name of ["aria-label", "title", "placeholder"]) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const [, text, key] = element.getAttribute(name).match(/^(.*?)( \([A-Z0-9]+\))?$/) ?? [];
      if (text && STRINGS[text]) element.setAttribute(name, STRINGS[text] + (key ?? ""));
    }
  }
}

const FULL = "There is no room for another world just now. Close one, or try again in a little while.";
const UNMADE = "This world could not be made. Try again, or say it in other words.";
const GONE = "That world is gone: it was kept for a while only.";
const REFUSALS = {
  server_busy: FULL,
  too_many_sessions: FULL,
  prompt_refused: "This place is not made here. Describe another one.",
  moderation_failed: "The prompt could not be checked just now. Try again.",
  prompt_too_long: "That is too long. Say it in fewer words.",
  unauthorised: "You have no access to this server.",
  not_allowed: "You have no access to this server.",
  too_fast: "That was too much at once. Wait a moment.",
  internal_error: UNMADE,
  world_failed: UNMADE,
  bad_value: UNMADE,
  bad_spec: UNMADE,
  load_failed: "The world model could not be loaded. The server's log says why.",
  session_expired: GONE,
  session_damaged: GONE,
  wrong_model: GONE,
  nothing_to_rewind: "There is nothing to go back to yet.",
  no_saves: "This server keeps no moments.",
  save_failed: "This server keeps no moments.",
  no_such_save: "That moment is no longer kept.",
  version_mismatch: "This page and the server are of different versions. Reload the page.",
  shutting_down: "The world server is stopping.",
};

/** A refusal in a player's words; the server's own where the page has none. */
export const refusal = ({ code, message, hint }) =>
  (REFUSALS[code] ? t(REFUSALS[code]) : [message, hint].filter(Boolean).join(" "));

const ENDS = {
  time_limit: "Your time in this world is up.",
  taken_over: "This world goes on in another window.",
  expired: GONE,
  failed: UNMADE,
};
/** Why a world ended, in a player's words. */
export const ending = (reason) => t(ENDS[reason] ?? "The world has closed.");

const STAGES = {
  load: "Waking the model…",
  queue: "Waiting for room…",
  understand: "Reading your words…",
  generate: "Shaping the land and all that stands on it…",
  restore: "Going back to where you were…",
  check: "Almost there…",
  ready: "Almost there…",
};
/** What the server is at, in a player's words. */
export const stage = (message) => (STAGES[message.stage] ? t(STAGES[message.stage]) : message.text ?? "");
