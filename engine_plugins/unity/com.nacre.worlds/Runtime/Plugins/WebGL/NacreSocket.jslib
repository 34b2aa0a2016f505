// A browser's WebSocket for WebSocketLink. Messages wait here until the player's frame fetches them: no callbacks into C#, which
// ahead-of-time compilers and threads make fragile.
mergeInto(LibraryManager.library, {
  $NacreSockets: { list: [], most: 64 },

  NacreSocketOpen__deps: ["$NacreSockets"],
  NacreSocketOpen: function (url) {
    var entry = { socket: null, inbox: [] };
    var number = NacreSockets.list.push(entry) - 1;
    try {
      entry.socket = new WebSocket(UTF8ToString(url));
      entry.socket.binaryType = "arraybuffer";
      entry.socket.onmessage = function (event) {
        if (!(event.data instanceof ArrayBuffer)) return;
        entry.inbox.push(new Uint8Array(event.data));
        // A page that sleeps fetches nothing. The server stops at its credit; whatever else comes is bounded here.
        if (entry.inbox.length > NacreSockets.most) entry.socket.close();
      };
    } catch (error) {
      console.error("Nacre: " + error.message);
    }
    return number;
  },

  NacreSocketState__deps: ["$NacreSockets"],
  NacreSocketState: function (number) {
    var entry = NacreSockets.list[number];
    return entry && entry.socket ? entry.socket.readyState : 3;
  },

  NacreSocketSend__deps: ["$NacreSockets"],
  NacreSocketSend: function (number, data, count) {
    var entry = NacreSockets.list[number];
    // slice copies: the heap may move or change before the browser has sent
    if (entry && entry.socket && entry.socket.readyState === 1) entry.socket.send(HEAPU8.slice(data, data + count));
  },

  NacreSocketWaiting__deps: ["$NacreSockets"],
  NacreSocketWaiting: function (number) {
    var entry = NacreSockets.list[number];
    return entry && entry.inbox.length > 0 ? entry.inbox[0].length : -1;
  },

  NacreSocketTake__deps: ["$NacreSockets"],
  NacreSocketTake: function (number, into, count) {
    var entry = NacreSockets.list[number];
    if (!entry || entry.inbox.length === 0) return;
    HEAPU8.set(entry.inbox.shift().subarray(0, count), into);
  },

  NacreSocketClose__deps: ["$NacreSockets"],
  NacreSocketClose: function (number) {
    var entry = NacreSockets.list[number];
    if (!entry) return;
    if (entry.socket) {
      entry.socket.onmessage = null;
      entry.socket.close();
    }
    NacreSockets.list[number] = null;
  }
});
