// The chat's menu: sound, where the visitor is, a transcript by e-mail, going on in Telegram, a new conversation.

import { el } from "./render.js";
import { uuid } from "./uuid.js";

export class Menu {
  // `chat` has words, storage, connection, afresh(), sharePlace(place) and tellNotice(text).
  constructor(chat) {
    this.chat = chat;
    const { words } = chat;
    this.sound = el("button", { type: "button", "aria-pressed": "false", onclick: () => this.toggleSound() }, words.sound);
    this.address = el("input", { type: "email", required: true, maxlength: 254, autocomplete: "email", placeholder: words.yourAddress, "aria-label": words.yourAddress });
    this.ask = el("form", { class: "ask", hidden: true }, this.address, el("button", { class: "small", type: "submit" }, words.sendTranscript));
    this.ask.addEventListener("submit", (event) => {
      event.preventDefault();
      this.askTranscript();
    });
    this.link = el("a", { class: "small", target: "_blank", rel: "noopener noreferrer", hidden: true, onclick: () => this.toggle(false) }, words.openTelegram);
    this.telegram = el("button", { type: "button", "aria-expanded": "false", hidden: true, onclick: () => this.askLink() }, words.telegram);
    this.elsewhere = el("div", { class: "ask elsewhere", hidden: true }, el("p", {}, words.telegramHint), this.link);
    this.transcript = el("button", { type: "button", "aria-expanded": "false", onclick: () => this.unfold() }, words.transcript);
    this.here = el("button", { type: "button", hidden: !navigator.geolocation || !isSecureContext, onclick: () => this.shareHere() }, words.here);
    this.panel = el(
      "div",
      { class: "menu", hidden: true },
      this.sound,
      this.here,
      this.transcript,
      this.ask,
      this.telegram,
      this.elsewhere,
      el("button", { type: "button", onclick: () => this.startAnew() }, words.again),
    );
    this.button = el("button", { class: "close more", type: "button", "aria-expanded": "false", "aria-label": words.menu, title: words.menu, onclick: () => this.toggle() });
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.toggle(false);
      this.button.focus();
    });
    this.showSound();
  }

  toggle(open = this.panel.hidden) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.sound.focus();
    else this.fold();
  }

  // What the menu's lines opened is closed with it.
  fold() {
    for (const [line, part] of [[this.transcript, this.ask], [this.telegram, this.elsewhere]]) {
      part.hidden = true;
      line.setAttribute("aria-expanded", "false");
    }
  }

  unfold() {
    this.ask.hidden = !this.ask.hidden;
    this.transcript.setAttribute("aria-expanded", String(!this.ask.hidden));
    if (!this.ask.hidden) this.address.focus();
  }

  // Asked of the browser only when the visitor presses this: nobody is located unasked.
  shareHere() {
    this.toggle(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.chat.sharePlace({ latitude: coords.latitude, longitude: coords.longitude }),
      () => this.chat.tellNotice(this.chat.words.hereUnknown),
      { timeout: 10000, maximumAge: 300000 },
    );
  }

  async askTranscript() {
    await this.chat.connection.ready();
    this.chat.connection.post({ type: "transcript", id: uuid(), email: this.address.value.trim() });
  }

  // Whether the conversation can go on in Telegram.
  offerTelegram(there) {
    this.telegram.hidden = !there;
    if (!there) this.elsewhere.hidden = true;
  }

  // A link works once and for some minutes, so each opening asks for a fresh one.
  async askLink() {
    const open = this.elsewhere.hidden;
    this.elsewhere.hidden = !open;
    this.telegram.setAttribute("aria-expanded", String(open));
    this.link.hidden = true;
    if (!open) return;
    await this.chat.connection.ready();
    this.chat.connection.post({ type: "continue", id: uuid() });
  }

  showLink(url) {
    this.link.href = url;
    this.link.hidden = false;
    if (!this.elsewhere.hidden) this.link.focus();
  }

  startAnew() {
    this.toggle(false);
    this.chat.afresh();
  }

  toggleSound() {
    this.chat.storage.write("sound", !this.chat.storage.read("sound"));
    this.showSound();
    if (this.chat.storage.read("sound")) this.chime();
  }

  showSound() {
    this.sound.setAttribute("aria-pressed", String(!!this.chat.storage.read("sound")));
  }

  // Two short notes, when sound is on and nobody looks.
  chime() {
    if (!this.chat.storage.read("sound")) return;
    try {
      this.audio ??= new AudioContext();
      for (const [start, pitch] of [[0, 660], [0.12, 880]]) {
        const tone = this.audio.createOscillator();
        const volume = this.audio.createGain();
        const at = this.audio.currentTime + start;
        tone.frequency.value = pitch;
        volume.gain.setValueAtTime(0.08, at);
        volume.gain.exponentialRampToValueAtTime(0.001, at + 0.25);
        tone.connect(volume).connect(this.audio.destination);
        tone.start(at);
        tone.stop(at + 0.25);
      }
    } catch {
      // a browser without sound stays silent
    }
  }
}
