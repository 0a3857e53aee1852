// The chat's menu: sound, a transcript by e-mail, a new conversation.

import { el } from "./render.js";
import { uuid } from "./uuid.js";

export class Menu {
  // `chat` has words, storage, connection, afresh() and tellNotice(text).
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
    this.panel = el(
      "div",
      { class: "menu", hidden: true },
      this.sound,
      el("button", { type: "button", "aria-expanded": "false", onclick: (event) => this.unfold(event.currentTarget) }, words.transcript),
      this.ask,
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
  }

  unfold(button) {
    this.ask.hidden = !this.ask.hidden;
    button.setAttribute("aria-expanded", String(!this.ask.hidden));
    if (!this.ask.hidden) this.address.focus();
  }

  async askTranscript() {
    await this.chat.connection.ready();
    this.chat.connection.post({ type: "transcript", id: uuid(), email: this.address.value.trim() });
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
