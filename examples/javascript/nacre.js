// A reference client of the Nacre World Protocol, written from protocol/SPEC.md alone.
//
//   const client = new Client("tcp://127.0.0.1:5577");
//   await client.hello();
//   const opened = await client.open({prompt: "a foggy village by a lake", seed: 7, width: 320, height: 180});
//   for await (const frame of client.frames()) client.act({move_z: 1}, {yaw: 0.01});

import {decode, encode} from "@msgpack/msgpack";
import {Dealer} from "zeromq";

const VERSION = 1;
const HELD = {move_x: 0, move_z: 0, jump: false, sprint: false};

/** A refusal: `code` for programs, `message` and `hint` for people. */
export class NacreError extends Error {
  constructor(header) {
    super(`${header.message} ${header.hint}`);
    Object.assign(this, {code: header.code, hint: header.hint, retryAfter: header.retry_after, fatal: header.fatal});
  }
}

export class Client {
  #socket; #seq = 0; #id = 0; #sent = 0; #heard = 0; #waiting = new Map(); #frames = []; #wake = () => {};
  #outgoing = Promise.resolve(); #beat;

  /** endpoint: tcp://HOST:PORT; token: an access token, or a session's token, which resumes that session. */
  constructor(endpoint = "tcp://127.0.0.1:5577", token = undefined) {
    Object.assign(this, {endpoint, token, welcome: null, opened: null, state: null, closed: null});
    this.onProgress = this.onEvent = this.onState = () => {};
  }

  /** Say hello, with a fresh connection: section 3. Resolves to `welcome`; a resumed session is in `this.opened`. */
  async hello() {
    this.#socket?.close();
    // No identity (section 1), and no reconnecting by itself: a new connection must begin with hello.
    this.#socket = new Dealer({linger: 0, heartbeatInterval: 2000, heartbeatTimeout: 6000, reconnectInterval: -1});
    this.#socket.connect(this.endpoint);
    this.#seq = 0; // begins anew on every connection (section 4)
    this.closed = null;
    this.#read(this.#socket);
    const token = this.opened?.token ?? this.token;
    const client = {name: "nacre-reference", version: "0.1.0", engine: `node ${process.versions.node}`};
    const accept = {codecs: ["rgba8", "jpeg"]};
    const resumed = this.#opens(); // before the question: `opened` may follow `welcome` at once
    this.welcome = await this.#ask("hello", {v: VERSION, client, accept, ...(token ? {token} : {})}, "welcome");
    // Liveness (section 3): who has said nothing for a heartbeat says `status`; three silent ones mean gone.
    const beat = this.welcome.heartbeat * 1000;
    clearInterval(this.#beat);
    this.#beat = setInterval(() => {
      const now = Date.now();
      if (now - this.#heard > 3 * beat) this.#end({reason: "silent", text: "the server has gone silent"});
      else if (now - this.#sent >= beat / 2) this.#send({type: "status"});
    }, beat / 4);
    if (this.welcome.session) await resumed;
    return this.welcome;
  }

  /** Make a world (`prompt`, `spec` or `snapshot`) and begin a session in it. Resolves to `opened`. */
  open(body) { return this.#ask("open", body, "opened"); }
  join(body) { return this.#ask("join", body, "opened"); }
  status() { return this.#ask("status", {}, "status"); }
  pause() { return this.#ask("pause", {}, "status"); }
  resume() { return this.#ask("resume", {}, "status"); }
  rewind(seconds) { return this.#ask("rewind", {seconds}, "restored"); }
  snapshot(name) { return this.#ask("snapshot", {name}, "saved"); }
  restore(name) { return this.#ask("restore", {name}, "restored"); }
  branch() { return this.#ask("branch", {}, "branched"); }

  /** What is held now, and how far the head turned since the last call (section 4). Returns the input's number. */
  act(held = {}, look = {}) {
    const t = performance.now() / 1000;
    this.#send({type: "act", seq: ++this.#seq, t, held: {...HELD, ...held}, look: {yaw: 0, pitch: 0, ...look}});
    return this.#seq;
  }

  /** Draw from a camera of one's own; without one from the player's eyes. In lockstep the next `act` shows it. */
  view(camera) {
    this.#send({type: "view", seq: ++this.#seq, t: performance.now() / 1000, ...(camera ? {camera} : {})});
    return this.#seq;
  }

  /** The next frame: its header, `parts` with their bytes in `data`, and `latency` in ms where an input is shown. */
  async frame() {
    while (!this.#frames.length) {
      if (this.closed) throw new NacreError({code: this.closed.reason, message: this.closed.text, hint: ""});
      await new Promise(wake => { this.#wake = wake; });
    }
    const frame = this.#frames.shift();
    this.#send({type: "act", ack: frame.id}); // `seq` 0: no input, only what is acknowledged (section 5)
    return frame;
  }

  async * frames() { while (!this.closed) yield await this.frame(); }

  /** End the world, and leave. With keep, the world waits `session_ttl` for its token instead. */
  async close(keep = false) {
    if (!this.closed) {
      if (this.opened && !keep) await this.#ask("close", {}, "closed").catch(() => {});
      await this.#ask("bye", {}, "closed").catch(() => {});
    }
    this.#end({reason: "bye", text: "goodbye"});
    this.#socket.close();
  }

  #opens() { return new Promise(resolve => { this.#resumed = resolve; }); }
  #resumed = () => {};

  #send(header) {
    this.#sent = Date.now();
    const socket = this.#socket;
    // One after another: zeromq.js allows one send at a time. Absent keys are left out, never sent as nil.
    this.#outgoing = this.#outgoing.then(() => socket.send(encode(header, {ignoreUndefined: true}))).catch(() => {});
  }

  #ask(type, body, answer) {
    const id = ++this.#id;
    const waiting = new Promise((resolve, reject) => this.#waiting.set(id, {answer, resolve, reject}));
    this.#send({type, id, ...body});
    return waiting;
  }

  async #read(socket) {
    try {
      for await (const [header, ...parts] of socket) {
        this.#heard = Date.now();
        if (socket === this.#socket) this.#take(decode(header), parts);
      }
    } catch {
      // The socket was closed: whoever closed it knows.
    }
  }

  #take(header, parts) {
    if (header.type === "frame") {
      const latency = header.for_seq ? performance.now() - header.echo_t * 1000 : null;
      this.#frames.push({...header, parts: header.parts.map((part, i) => ({...part, data: parts[i]})), latency});
      this.#wake();
    } else if (header.type === "progress") this.onProgress(header);
    else if (header.type === "event") this.onEvent(header);
    else if (header.type === "state") { this.state = header; this.onState(header); }
    else this.#answer(header);
  }

  #answer(header) {
    if (header.type === "opened") { this.opened = header; this.#frames = []; this.#resumed(header); }
    const asked = this.#waiting.get(header.id);
    if (asked && (header.type === asked.answer || header.type === "error")) {
      this.#waiting.delete(header.id); // answered exactly once
      if (header.type === "error") asked.reject(new NacreError(header));
      else asked.resolve(header);
    }
    if (header.type === "closed" && header.reason !== "bye") this.opened = null;
    if (header.type === "closed" && !asked) this.#end(header); // unasked: taken over, expired, time limit, shutdown
    if (header.type === "error" && header.fatal) this.#end({reason: header.code, text: header.message});
  }

  #end(closed) {
    this.closed ??= closed;
    clearInterval(this.#beat);
    for (const {reject} of this.#waiting.values())
      reject(new NacreError({code: closed.reason, message: closed.text, hint: ""}));
    this.#waiting.clear();
    this.#wake();
  }
}
