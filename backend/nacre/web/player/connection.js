// The protocol over a WebSocket: says hello, keeps the line alive, takes the session up again when it broke.
import { decode, encode, packParts, unpackParts } from "./wire.js";
import { t } from "./words.js";

const CLOSE_SERVER_GONE = 4001; // the bridge's own close code
const PROTOCOL = 1;
const CREDIT = 2; // frames in flight: one being shown while the next is made
const BEAT = 1500; // milliseconds; the server gives up on a client that was silent for six seconds
// What the server says of a session that waits for us, of one that is no more, and of what another moment may change.
const KEEPS_SESSION = new Set(["bye", "shutdown"]);
const LOSES_SESSION = new Set(["session_expired", "session_damaged", "wrong_model"]);
const PASSES = new Set(["session_elsewhere", "shutting_down", "server_busy"]);
const SILENCE = 7000; // milliseconds without a word from the server before the connection counts as lost

// Talks the protocol and survives its connection: `on.line` hears connecting, ready, lost; messages go to the handlers of their names, the world as data to `on.data`.
export class Connection {
  constructor(handlers) {
    this.on = handlers;
    this.token = null;
    this.session = null;
    this.attempts = 0;
    this.requests = 0;
    this.socket = null;
    this.ready = false;
    setInterval(() => this.beat(), 500);
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    this.on.line("connecting", "");
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => this.hello();
    socket.onmessage = (event) => this.receive(new Uint8Array(event.data));
    socket.onclose = (event) => { if (this.socket === socket) this.lost(event); };
  }

  lost(event) {
    this.ready = false;
    this.socket = null;
    const gone = event.code === CLOSE_SERVER_GONE;
    this.on.line("lost", gone ? t("The world server is not answering.") : t("The connection is gone."));
    const wait = Math.min(300 * 2 ** this.attempts++, 4000) * (0.75 + Math.random() / 2);
    this.timer = setTimeout(() => this.connect(), wait);
  }

  hello() {
    this.heard = this.spoke = performance.now();
    this.request({
      type: "hello", v: PROTOCOL, client: { name: "nacre-web", version: "0.1.0", engine: "browser" },
      token: this.token ?? undefined, accept: { codecs: ["jpeg"], channels: ["rgb", "state", "geometry"] },
      have: this.token ? this.on.have() : [],
    });
  }

  // Keep the connection known to be alive on both sides.
  beat() {
    if (this.socket?.readyState !== WebSocket.OPEN) return;
    const now = performance.now();
    // a page that was busy itself has heard nothing meanwhile: what came waits to be read
    if (now - (this.beaten ?? now) > 2000) this.heard = now;
    this.beaten = now;
    if (now - this.heard > SILENCE && !document.hidden) {
      const silent = this.socket;
      this.lost({ code: CLOSE_SERVER_GONE });
      silent.close();
    } else if (this.ready && now - this.spoke > BEAT) this.request({ type: "status" });
  }

  retryNow() {
    if (!this.socket) this.connect();
  }

  send(header, ...payload) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(packParts([encode(header), ...payload]));
    this.spoke = performance.now();
    return true;
  }

  request(header) {
    const id = ++this.requests;
    return this.send({ ...header, id }) ? id : 0;
  }

  receive(bytes) {
    this.heard = performance.now();
    const [head, ...payload] = unpackParts(bytes);
    const message = decode(head);
    if (message.type === "welcome") {
      this.ready = true;
      this.attempts = 0;
      this.on.line("ready", "");
    } else if (message.type === "opened") {
      this.token = message.token ?? this.token;
      this.session = message.session;
    } else if (message.type === "closed" && !KEEPS_SESSION.has(message.reason)) {
      this.session = this.token = null;
    } else if (message.type === "error" && LOSES_SESSION.has(message.code)) {
      this.session = this.token = null;
      if (!this.ready) { this.hello(); return; }
    } else if (message.type === "error" && PASSES.has(message.code) && !this.ready) {
      this.socket?.close(); // another try, with the token, may find it changed
      return;
    }
    if (this.on[message.type]) this.on[message.type](message, payload);
    else this.on.data(message, payload);
  }

  // End the session, or the one that is being opened.
  forget(opening) {
    if (this.session || opening) this.request({ type: "close" });
    this.session = this.token = null;
  }

  // End the session that is shown; a token that has not been shown yet, of the page before this one, is kept.
  leave() {
    if (this.session) this.forget();
  }
}

