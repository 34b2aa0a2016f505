/** A button that looks like text, for lists that the page makes: what it says, and what a click does. */
export function plainButton(text, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = text;
  made.addEventListener("click", action);
  return made;
}
