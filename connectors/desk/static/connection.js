// The desk's line to the server: connects again by itself, resumes each conversation from its last line, and sends what the rep
// wrote until it is kept. Events carry the server's messages under their type; "state" is connecting, open, lost or signed_out.

import { uuid } from "/widget/uuid.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;
const SIGNED_OUT = 4401;
const PATIENCE = 8_000; // ms that a message may stay without an answer before the line counts as dead

export class Connection extends EventTarget {
  constructor() {
    super();
    this.wait = FIRST_WAIT;
    this.unsent = new Map();
    this.tick = Date.now();
  }

  start() {
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.drop());
    setInterval(() => this.watch(), 2_000);
    this.connect();
  }

  connect() {
    if (this.socket) return;
    clearTimeout(this.timer);
    this.become("connecting");
    const socket = new WebSocket(new URL("/desk/socket", location.href.replace(/^http/, "ws")));
    this.socket = socket;
    socket.onmessage = (message) => this.socket === socket && this.take(JSON.parse(message.data));
    socket.onclose = (event) => this.socket === socket && this.drop(event.code);
  }

  drop(code) {
    const socket = this.socket;
    this.socket = null;
    if (socket) socket.onclose = null;
    socket?.close();
    if (code === SIGNED_OUT) {
      this.become("signed_out");
      return;
    }
    this.become("lost");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  watch() {
    const slept = Date.now() - this.tick > 60_000;
    this.tick = Date.now();
    const late = [...this.unsent.values()].some((one) => one.sent && Date.now() - one.sent > PATIENCE);
    if (this.socket && (slept || late)) this.drop();
  }

  take(message) {
    if (message.type === "welcome") {
      this.wait = FIRST_WAIT;
      this.become("open");
      this.dispatchEvent(new CustomEvent("welcome", { detail: message }));
      for (const unsent of this.unsent.values()) this.deliver(unsent);
      return;
    }
    if (message.type === "error" && message.retry_after && this.unsent.has(message.id)) {
      const unsent = this.unsent.get(message.id);
      unsent.sent = null;
      setTimeout(() => this.unsent.has(message.id) && this.state === "open" && this.deliver(unsent), message.retry_after * 1000);
      return;
    }
    if (message.id && ["kept", "refused", "error"].includes(message.type)) this.unsent.delete(message.id);
    this.dispatchEvent(new CustomEvent(message.type, { detail: message }));
  }

  // For what must not be lost: sent again after a reconnect, under the same id.
  send(message) {
    const kept = { message: { ...message, id: uuid() }, sent: null };
    this.unsent.set(kept.message.id, kept);
    if (this.state === "open") this.deliver(kept);
    return kept.message.id;
  }

  deliver(kept) {
    kept.sent = Date.now();
    this.post(kept.message);
  }

  // For what is only true now.
  post(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}
