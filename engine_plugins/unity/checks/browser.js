// Loads NacreSocket.jslib as a WebGL player would and says hello over a real WebSocket, in a browser or in node:
// node --experimental-websocket browser.js LIBRARY URL HELLO_HEX
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// `load` runs the library's text with what Emscripten gives it. Resolves to what came, in hex, and the state after closing.
function converse(load, url, hello) {
  const made = {};
  const memory = new Uint8Array(1 << 20);
  memory.set(new TextEncoder().encode(url + "\0"), 16);
  const scope = {
    LibraryManager: { library: made },
    mergeInto: (into, from) => Object.assign(into, from),
    UTF8ToString: (at) => new TextDecoder().decode(memory.slice(at, memory.indexOf(0, at))),
    HEAPU8: memory,
  };
  load(scope);
  // Emscripten puts what begins with $ into the scope under its name.
  Object.assign(globalThis, scope, { NacreSockets: made.$NacreSockets });
  const bytes = Uint8Array.from(hello.match(/../g), (byte) => parseInt(byte, 16));
  const socket = made.NacreSocketOpen(16);
  let said = false;
  const since = Date.now();
  return new Promise((done, fail) => {
    const turn = setInterval(() => {
      if (Date.now() - since > 20000) fail(new Error("no answer; state " + made.NacreSocketState(socket)));
      if (made.NacreSocketState(socket) === 1 && !said) {
        said = true;
        memory.set(bytes, 4096);
        made.NacreSocketSend(socket, 4096, bytes.length);
        memory.fill(0, 4096, 4096 + bytes.length); // the heap moves on at once
      }
      const size = made.NacreSocketWaiting(socket);
      if (size < 0) return;
      clearInterval(turn);
      made.NacreSocketTake(socket, 8192, size);
      const message = hex(memory.slice(8192, 8192 + size));
      if (made.NacreSocketWaiting(socket) !== -1) fail(new Error("a message was there twice"));
      made.NacreSocketClose(socket);
      done(message + " " + made.NacreSocketState(socket));
    }, 5);
  });
}

if (typeof window === "undefined") {
  const [, , library, url, hello] = process.argv;
  const source = require("fs").readFileSync(library, "utf8");
  const load = (scope) => new Function(...Object.keys(scope), source)(...Object.values(scope));
  converse(load, url, hello).then(console.log, (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
