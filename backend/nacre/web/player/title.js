// The title: where a prompt is written, and what is said when it leads nowhere.
import { plainButton } from "./plain_button.js";
import { kept, t } from "./words.js";

const $ = (id) => document.getElementById(id);
export const DETAIL = { swift: 320 * 180, standard: 480 * 270, fine: 640 * 360, finest: 960 * 540 }; // pixels of a frame

/** What one does on the title: write a prompt, roll a seed, choose the detail, enter. */
export function bindTitle(page) {
  $("form").addEventListener("submit", (event) => { event.preventDefault(); page.enter(); });
  $("prompt").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("form").requestSubmit(); }
  });
  $("dice").addEventListener("click", () => { $("seed").value = roll(); });
  $("cancel").addEventListener("click", () => page.leave());
  $("detail").value = kept.get("detail") in DETAIL ? kept.get("detail") : "standard";
  $("detail").addEventListener("change", () => kept.set("detail", $("detail").value));
}

/** A seed nobody chose. */
export function roll() {
  return crypto.getRandomValues(new Uint32Array(1))[0] % 1000000;
}

/** Three prompts to begin with, others each visit. */
export async function loadExamples() {
  try {
    const asked = kept.get("language");
    const answer = await fetch(asked ? `examples.json?language=${encodeURIComponent(asked)}` : "examples.json");
    const examples = answer.ok ? await answer.json() : [];
    // Three rows are enough to say what a prompt can be; three others each visit.
    for (let i = examples.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [examples[i], examples[j]] = [examples[j], examples[i]];
    }
    for (const example of examples.slice(0, 3)) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.textContent = chip.title = example;
      chip.addEventListener("click", () => { $("prompt").value = chip.textContent; $("prompt").focus(); });
      $("examples").append(chip);
    }
  } catch { /* without examples the page works as well */ }
}

/** What stands in the way, in words; empty for nothing. */
export function problem(text) {
  $("problem").textContent = text;
  $("problem").hidden = !text;
}

/** Nothing was understood: three prompts that could be meant, and a world all the same. */
export function offer(page, offers) {
  problem(t("Nothing of that was understood. Did you mean:"));
  $("problem").append(
    ...offers.map((prompt) => plainButton(prompt, () => { $("prompt").value = prompt; page.enter(); })),
    plainButton(t("Open a world anyway"), () => { page.anyway = true; page.enter(); }),
  );
}
