// The line to the server. It loses nothing: it resumes from the last id it saw, and sends each message until it is kept.
//
// Events: "state" (connecting, open, lost), "line" [id, entry], "sending" message, "kept" id, "refused" {id, code, text},
// "typing" on, "owner" {owner, name}, "seen" id (the rep has read so far), "promised" {id, email} (a transcript is on its way),
// "telegram" whether the conversation can go on there, "elsewhere" {id, url} (where it does), "unknown" (the server does not know this conversation).

import { uuid } from "./uuid.js";

const FIRST_WAIT = 500; // ms before the first new try; doubled each time
const LONGEST_WAIT = 15_000;
const PATIENCE = 8_000; // ms that a message may stay without an answer before the line counts as dead
const HOPELESS = new Set(["empty", "too_long", "bad_message", "not_json", "refused"]);

export function later(id, other) {
  const [a, b] = [id, other].map((one) => one.split("-").map(BigInt));
  return a[0] > b[0] || (a[0] === b[0] && (a[1] ?? 0n) > (b[1] ?? 0n));
}

// So that news of requests wait for the customer's own morning.
function timeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && zone.length <= 64 ? { zone } : {};
}

export class Connection extends EventTarget {
  constructor(address, storage) {
    super();
    this.address = address;
    this.storage = storage;
    this.state = "idle";
    this.wait = FIRST_WAIT;
    this.welcome = false;
    this.lines = storage.read("lines") ?? [];
    this.unsent = storage.unsent();
    this.tick = Date.now();
  }

  get last() {
    return this.lines.at(-1)?.[0] ?? "0";
  }

  get token() {
    return this.storage.read("token");
  }

  start() {
    if (this.state !== "idle") return;
    if (this.token) this.lines = this.storage.read("lines") ?? []; // another tab may have begun meanwhile
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
    setInterval(() => this.watch(), 2_000);
    this.connect();
  }

  connect() {
    if (this.socket || this.unknown) return;
    clearTimeout(this.timer);
    this.become("connecting");
    let socket;
    try {
      socket = new WebSocket(this.address);
    } catch {
      this.retry();
      return;
    }
    this.socket = socket;
    socket.onopen = () => this.greet();
    socket.onmessage = (message) => this.socket === socket && this.take(JSON.parse(message.data));
    socket.onclose = () => this.socket === socket && this.drop();
  }

  greet() {
    this.tick = Date.now();
    const who = { ...(this.token ? { token: this.token } : {}), ...(this.customer ? { customer: this.customer } : {}) };
    const last = this.token ? this.last : "0";
    this.post({ type: "hello", ...who, ...timeZone(), ...(this.language ? { language: this.language } : {}), last });
  }

  drop() {
    const socket = this.socket;
    this.socket = null;
    this.welcome = false;
    if (socket) socket.onclose = null;
    socket?.close();
    this.tell("typing", false);
    this.retry();
  }

  retry() {
    this.become("lost");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  // A computer that slept holds a line that is dead without knowing.
  wake() {
    if (this.state === "lost") this.connect();
    else if (Date.now() - this.tick > 60_000) this.drop();
  }

  watch() {
    const slept = Date.now() - this.tick > 60_000;
    this.tick = Date.now();
    const late = this.unsent.some((message) => message.sent && Date.now() - message.sent > PATIENCE);
    if (this.socket && (slept || late)) this.drop();
  }

  post(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  // Sends words, words with files, or a pressed button: `what` is {text, files?: [{name, receipt}], place?} or {button, title}.
  send(what) {
    const message = { id: uuid(), at: Date.now(), ...what };
    this.unsent.push(message);
    this.storage.keepUnsent(message);
    this.tell("sending", message);
    this.start();
    if (this.welcome) this.deliver(message);
  }

  deliver(message) {
    message.sent = Date.now();
    const { id, text, button, files, place } = message;
    const receipts = files?.length ? { files: files.map((file) => file.receipt) } : {};
    this.post(button ? { type: "press", id, button } : { type: "say", id, text, ...receipts, ...(place && { place }) });
  }

  // The visitor has looked at everything so far.
  saw() {
    if (!this.welcome || this.sawUpTo === this.last || this.last === "0") return;
    this.sawUpTo = this.last;
    this.post({ type: "seen", up_to: this.last });
  }

  // Keeps one file with the server: its receipt, by which a message names it. Throws an Error whose message is a code.
  // `progress(share)` is told how much has gone; `signal` breaks it off. XMLHttpRequest alone can tell of an upload's progress.
  async upload(file, progress, signal) {
    await this.ready();
    if (signal.aborted) throw new Error("aborted");
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const fail = (code) => reject(new Error(code));
      request.open("POST", new URL(`files?name=${encodeURIComponent(file.name)}`, this.address.replace(/^ws/, "http")).href);
      request.setRequestHeader("Authorization", `Bearer ${this.token}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.responseType = "json";
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
      request.onload = () => (request.status === 200 ? resolve(request.response) : fail(request.response?.code ?? "failed"));
      request.onerror = () => fail("failed");
      request.onabort = () => fail("aborted");
      signal.addEventListener("abort", () => request.abort());
      request.send(file);
    });
  }

  // Waits for the server's welcome, so that there is a token.
  ready() {
    this.start();
    return new Promise((resolve) => {
      const look = () => {
        if (!this.welcome) return;
        this.removeEventListener("state", look);
        resolve();
      };
      this.addEventListener("state", look);
      look();
    });
  }

  // Goes on with the conversation of a link out of a mail.
  resume(token) {
    if (token === this.token) return;
    this.storage.clear();
    this.lines = [];
    this.unsent = [];
    this.storage.write("token", token);
  }

  take(message) {
    this.tick = Date.now();
    switch (message.type) {
      case "welcome":
        return this.welcomed(message);
      case "entry":
        return this.line(message.id, message.chart ? { ...message.entry, chart: { ...message.entry.chart, src: message.chart } } : message.entry);
      case "kept":
        this.settle(message.id);
        return this.tell("kept", message.id);
      case "typing":
        return this.tell("typing", message.on);
      case "owner":
        return this.tell("owner", message);
      case "seen":
        return this.tell("seen", message.up_to);
      case "promised":
        return this.tell("promised", message);
      case "elsewhere":
        return this.tell("elsewhere", message);
      case "error":
        return this.failed(message);
    }
  }

  welcomed(message) {
    this.wait = FIRST_WAIT;
    this.welcome = true;
    this.storage.write("token", message.token);
    this.become("open");
    this.tell("owner", message);
    this.tell("telegram", !!message.telegram);
    this.sawUpTo = undefined;
    for (const unsent of this.unsent) this.deliver(unsent);
  }

  line(id, entry) {
    if (!later(id, this.last)) return;
    this.lines.push([id, entry]);
    this.storage.keepLines(this.lines);
    this.settle(entry.message);
    this.tell("line", [id, entry]);
  }

  failed({ code, text, id, retry_after: retryAfter }) {
    if (code === "unknown_conversation") {
      this.unknown = true;
      this.tell("unknown");
    } else if (code === "other_customer") {
      this.unknown = true;
      this.afresh(); // somebody else signed in on this computer: their conversation is not to be seen
      this.tell("emptied");
    } else if (id && HOPELESS.has(code)) {
      this.settle(id);
      this.tell("refused", { id, code, text });
    } else if (id) {
      const message = this.unsent.find((one) => one.id === id);
      if (message) message.sent = null;
      setTimeout(() => this.welcome && this.unsent.includes(message) && this.deliver(message), (retryAfter ?? 2) * 1000);
    }
  }

  settle(id) {
    this.unsent = this.unsent.filter((message) => message.id !== id);
    this.storage.forgetUnsent(id);
  }

  // Begins a new conversation, because the visitor asked for one.
  afresh() {
    const nameless = this.unknown && this.socket?.readyState === WebSocket.OPEN; // the line has no conversation yet
    this.storage.clear();
    this.unknown = false;
    this.lines = [];
    this.unsent = [];
    if (nameless) {
      this.greet();
      return;
    }
    if (this.socket) this.drop();
    this.connect();
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.tell("state", state);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
