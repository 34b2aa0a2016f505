// What a tab keeps of its session.

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
