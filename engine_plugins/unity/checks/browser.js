// Loads NacreSocket.jslib as a WebGL player would, says hello over a real WebSocket, and prints what came, in hex.
// node --experimental-websocket browser.js LIBRARY URL HELLO_HEX
const fs = require("fs");
const [, , library, url, hello] = process.argv;
const made = {};
const memory = new Uint8Array(1 << 20);
const text = Buffer.from(url + "\0");
memory.set(text, 16);
const scope = {
  LibraryManager: { library: made },
  mergeInto: (into, from) => Object.assign(into, from),
  UTF8ToString: (at) => Buffer.from(memory.slice(at, memory.indexOf(0, at))).toString(),
  HEAPU8: memory,
};
// Emscripten puts what begins with $ into the scope under its name.
const source = fs.readFileSync(library, "utf8");
new Function(...Object.keys(scope), source)(...Object.values(scope));
global.NacreSockets = made.$NacreSockets;
Object.assign(global, scope);

const socket = made.NacreSocketOpen(16);
const bytes = Buffer.from(hello, "hex");
const state = () => made.NacreSocketState(socket);
let said = false;
const since = Date.now();
const turn = setInterval(() => {
  if (Date.now() - since > 20000) process.exit(3);
  if (state() === 1 && !said) {
    said = true;
    memory.set(bytes, 4096);
    made.NacreSocketSend(socket, 4096, bytes.length);
    memory.fill(0, 4096, 4096 + bytes.length); // the heap moves on at once
  }
  const size = made.NacreSocketWaiting(socket);
  if (size < 0) return;
  made.NacreSocketTake(socket, 8192, size);
  console.log(Buffer.from(memory.slice(8192, 8192 + size)).toString("hex"));
  if (made.NacreSocketWaiting(socket) !== -1) process.exit(4);
  made.NacreSocketClose(socket);
  console.log(state());
  clearInterval(turn);
}, 5);
