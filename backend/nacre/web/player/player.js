// The Nacre browser player: plain modules, no build step, no request that leaves the machine.
import { Page } from "./page.js";
import { speak } from "./words.js";

export { decode, encode, packParts, unpackParts } from "./wire.js";

await speak();
window.nacre = new Page();
