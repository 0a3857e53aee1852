// <quartermaster-chat server="https://shop.example/">: the chat, in a shadow root so that no style leaks either way.

import { Compare } from "./compare.js";
import { Connection, later } from "./connection.js";
import { emailIn } from "./customer.js";
import { Files } from "./files.js";
import { Menu } from "./menu.js";
import { author, el, fileLine, firstName, line, wordsOf } from "./render.js";
import { Storage } from "./storage.js";
import { wordsFor } from "./words.js";

const LONGEST_TEXT = 4_000;
const TYPING_SHOWN = 20_000; // ms, if nothing comes after all
const TYPING_EVERY = 3_000;

class QuartermasterChat extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.server = new URL(this.getAttribute("server") ?? "/", document.baseURI).href;
    this.language = this.getAttribute("lang") || document.documentElement.lang || navigator.language || "en";
    this.words = wordsFor(this.language);
    this.storage = new Storage(this.server);
    this.storage.belongsTo(emailIn(this.getAttribute("customer")));
    const address = new URL("socket", this.server.replace(/^http/, "ws")).href;
    this.connection = new Connection(address, this.storage);
    this.connection.customer = this.getAttribute("customer");
    this.connection.language = this.language.slice(0, 60);
    this.resumeFromLink();
    this.pending = new Map();
    this.who = { owner: "bot", name: "" };
    this.compare = new Compare(this.words, this.language, (count) => this.showCompared(count));
    this.menu = new Menu(this);
    this.files = new Files(this.words, (...file) => this.connection.upload(...file), (text) => this.tellNotice(text), () => this.written());
    this.build();
    this.listen();
    for (const pair of this.connection.lines) this.show(pair, false);
    for (const message of this.connection.unsent) this.showPending(message);
    if (this.connection.token || this.connection.unsent.length) this.connection.start();
    if (this.hasAttribute("open") || this.storage.read("open")) this.open(false);
    this.count();
  }

  // A link out of a mail carries the conversation behind its #, where no server and no log sees it.
  resumeFromLink() {
    const found = /^#quartermaster-chat=([\w.-]{20,200})$/.exec(location.hash);
    if (!found) return;
    this.connection.resume(found[1]);
    history.replaceState(null, "", location.pathname + location.search);
    this.storage.write("open", true);
  }

  build() {
    const words = this.words;
    const root = this.attachShadow({ mode: "open" });
    const style = el("link", { rel: "stylesheet", href: new URL("widget/chat.css", this.server).href });
    style.addEventListener("load", () => this.parts.frame.removeAttribute("hidden"));
    this.parts = {
      list: el("ol", { class: "lines" }),
      empty: el("div", { class: "empty" }, el("p", { class: "hello" }, words.welcome), el("p", {}, words.hint), this.starters()),
      pending: el("ol", { class: "lines pending" }),
      typing: el("p", { class: "typing", hidden: true }, el("span", { class: "dots", "aria-hidden": "true" }), el("span", { class: "by" })),
      buttons: el("div", { class: "buttons", role: "group", "aria-label": words.choose, hidden: true }),
      notice: el("p", { class: "notice", role: "status", hidden: true }),
      input: el("textarea", { rows: 1, "aria-label": words.write, placeholder: words.write, enterkeyhint: "send", autocomplete: "off", dir: "auto" }),
      send: el("button", { class: "send", type: "submit", "aria-label": words.send, title: words.send }, icon("send")),
      over: el("p", { class: "over", role: "status", hidden: true }),
      status: el("p", { class: "status" }),
      news: el("div", { class: "unseen", "aria-live": "polite" }),
      badge: el("span", { class: "badge", hidden: true, "aria-hidden": "true" }),
    };
    const p = this.parts;
    p.compared = el("button", { class: "compared", type: "button", hidden: true, onclick: () => this.openCompared() });
    p.table = el("section", { class: "side-by-side", "aria-label": words.sideBySide, tabindex: "-1", hidden: true });
    p.attach = el("button", { class: "attach", type: "button", "aria-label": words.attach, title: words.attach, onclick: () => this.files.choose() }, icon("clip"));
    this.menu.button.append(icon("more"));
    p.scroll = el("div", { class: "scroll", role: "log", "aria-live": "off", "aria-label": words.log, tabindex: "0" }, p.empty, p.list, p.pending, p.typing);
    p.form = el("form", { class: "write" }, p.attach, this.files.input, p.input, p.send);
    p.panel = el(
      "section",
      { class: "panel", role: "dialog", "aria-label": this.name, hidden: true },
      el(
        "div",
        { class: "top" },
        el("span", { class: "mark", "aria-hidden": "true" }, icon("mark")),
        el("div", { class: "head" }, el("h2", {}, this.name), p.status),
        this.menu.button,
        el("button", { class: "close", type: "button", "aria-label": words.close, title: words.close, onclick: () => this.close() }, icon("close")),
      ),
      this.menu.panel,
      p.scroll,
      p.table,
      p.compared,
      p.buttons,
      p.notice,
      p.over,
      this.files.list,
      p.form,
    );
    p.launcher = el("button", { class: "launcher", type: "button", "aria-expanded": "false", onclick: () => this.open() }, icon("chat"), p.badge);
    p.frame = el("div", { class: "frame", hidden: true, lang: words === wordsFor("es") ? "es" : "en" }, p.panel, p.launcher, p.news);
    root.append(style, p.frame);
  }

  get name() {
    return this.getAttribute("title") || this.words.title;
  }

  starters() {
    const group = el("div", { class: "starters" });
    for (const text of this.words.starters) {
      group.append(el("button", { type: "button", onclick: () => this.say(text) }, text));
    }
    return group;
  }

  listen() {
    const { input, form, panel } = this.parts;
    const on = (name, handle) => this.connection.addEventListener(name, (event) => handle(event.detail));
    on("state", () => this.showState());
    on("line", (pair) => this.show(pair, true));
    on("sending", (message) => this.showPending(message));
    on("kept", () => this.showState());
    on("refused", (refused) => this.showRefused(refused));
    on("typing", (shown) => this.showTyping(shown));
    on("owner", (who) => this.showOwner(who));
    on("unknown", () => this.showUnknown());
    on("emptied", () => this.empty());
    on("seen", (upTo) => this.showSeen(upTo));
    on("telegram", (there) => this.menu.offerTelegram(there));
    on("elsewhere", ({ url }) => this.menu.showLink(url));
    on("promised", ({ email }) => {
      this.menu.toggle(false);
      this.tellNotice(this.words.transcriptPromised(email));
    });
    document.addEventListener("visibilitychange", () => this.saw());
    this.files.listen(panel);
    this.stayAtEnd();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.submit();
      }
    });
    input.addEventListener("input", () => this.written());
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (!this.parts.table.hidden) this.closeCompared();
      else this.close();
    });
  }

  // ── what the visitor does ──

  open(focus = true) {
    const { panel, launcher, input } = this.parts;
    panel.hidden = false;
    launcher.setAttribute("aria-expanded", "true");
    this.parts.frame.classList.add("opened");
    this.storage.write("open", true);
    this.connection.start();
    this.count();
    this.saw();
    this.toEnd();
    if (focus) input.focus();
  }

  close() {
    this.parts.panel.hidden = true;
    this.parts.launcher.setAttribute("aria-expanded", "false");
    this.parts.frame.classList.remove("opened");
    this.storage.write("open", false);
    this.parts.launcher.focus();
    this.count();
  }

  // For the page: opens the chat and says this in the visitor's name, because they pressed something that says so.
  ask(text) {
    this.open();
    this.say(text);
  }

  submit() {
    const text = this.parts.input.value.trim();
    if (this.files.going || (!text && !this.files.ready.length) || [...text].length > LONGEST_TEXT) return;
    const files = this.files.hand().map(({ name, size, receipt }) => ({ name, size, receipt }));
    this.parts.input.value = "";
    this.written();
    this.say(text, files);
  }

  say(text, files = []) {
    this.menu.toggle(false);
    this.connection.send(files.length ? { text, files } : { text });
  }

  sharePlace(place) {
    this.connection.send({ text: "", place });
  }

  press(button) {
    this.parts.buttons.hidden = true;
    this.parts.input.focus();
    this.connection.send({ button: button.id, title: button.title });
  }

  written() {
    const { input, over, send } = this.parts;
    const beyond = [...input.value].length - LONGEST_TEXT;
    over.hidden = beyond <= 0;
    over.textContent = beyond > 0 ? this.words.tooLong(beyond) : "";
    send.disabled = beyond > 0 || this.files.going > 0;
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
    if (input.value && Date.now() - (this.toldTyping ?? 0) > TYPING_EVERY) {
      this.toldTyping = Date.now();
      if (this.connection.welcome) this.connection.post({ type: "typing" });
    }
  }

  // ── what is shown ──

  show([id, entry], fresh) {
    const { list, empty, news } = this.parts;
    const first = entry.author !== this.lastAuthor;
    const element = line(id, entry, this.words, this.language, first, (card) => this.compare.box(card));
    this.lastAuthor = entry.author;
    this.forget(entry.message);
    empty.hidden = true;
    this.showButtons(entry);
    if (!element) return;
    list.append(element);
    if (entry.author === "bot" || entry.author === "rep") this.showTyping(false);
    if (fresh) {
      this.toEnd();
      this.count();
      this.saw();
      this.showSeen();
      if (entry.author !== "customer" && (document.hidden || this.parts.panel.hidden)) this.menu.chime();
      if (entry.author !== "customer") news.replaceChildren(el("p", {}, `${author(entry, this.words)} ${wordsOf(entry, this.words)}`.trim()));
    }
  }

  showButtons(entry) {
    const { buttons } = this.parts;
    if (entry.author === "system" && !["joined"].includes(entry.event)) return;
    // One message may be answered by several lines: the buttons of the last come first, those of the others stay.
    const before = entry.author === "bot" && entry.message === this.offered?.message ? this.offered.buttons : [];
    const offered = entry.author === "bot" ? [...(entry.buttons ?? []), ...before] : [];
    this.offered = { message: entry.message, buttons: offered };
    buttons.replaceChildren(...offered.map((one) => el("button", { type: "button", onclick: () => this.press(one) }, one.title)));
    buttons.hidden = offered.length === 0;
  }

  showPending(message) {
    if (this.pending.has(message.id)) return;
    const state = el("p", { class: "state" });
    const element = el("li", { class: "line customer first" }, ...(message.files ?? []).map((file) => fileLine(file.name, file.size)), state);
    const said = message.text || message.title || (message.place && this.words.herePending);
    if (said) element.prepend(el("p", { class: "bubble", dir: "auto" }, said));
    this.pending.set(message.id, { element, state });
    this.parts.empty.hidden = true;
    this.parts.buttons.hidden = true;
    this.parts.pending.append(element);
    this.showState();
    this.toEnd();
  }

  forget(id) {
    this.pending.get(id)?.element.remove();
    this.pending.delete(id);
  }

  showRefused({ id, code, text }) {
    const shown = this.pending.get(id);
    if (!shown) {
      this.tellNotice(code === "empty" ? this.words.badAddress : text); // a transcript that cannot be sent
      return;
    }
    shown.element.classList.add("refused");
    shown.state.textContent = this.words.refused[code] ?? this.words.refused.other;
  }

  showState() {
    const { state } = this.connection;
    const { notice } = this.parts;
    if (!this.connection.unknown) {
      notice.hidden = state !== "lost";
      notice.textContent = state === "lost" ? this.words.lost : "";
    }
    const unsent = new Set(this.connection.unsent.map((message) => message.id));
    for (const [id, shown] of this.pending) {
      if (shown.element.classList.contains("refused")) continue;
      shown.state.textContent = unsent.has(id) ? (state === "open" ? this.words.sending : this.words.waiting) : "";
    }
    this.showOwner(this.who);
  }

  showOwner(who) {
    this.who = { owner: who.owner, name: who.name || this.who.name };
    const { bot, queue, rep } = this.words.status;
    const text = { bot, queue, rep: rep(firstName(this.who.name)) }[who.owner];
    this.parts.status.textContent = { connecting: this.words.connecting, lost: this.words.offline }[this.connection.state] ?? text;
    this.parts.status.dataset.owner = this.connection.state === "lost" ? "lost" : who.owner;
  }

  showTyping(shown) {
    const { typing } = this.parts;
    clearTimeout(this.typingEnds);
    typing.hidden = !shown;
    if (!shown) return;
    const name = this.who.owner === "rep" ? this.who.name || this.words.rep : this.words.bot;
    typing.querySelector(".by").textContent = `${name} ${this.words.typing}`;
    this.toEnd();
    this.typingEnds = setTimeout(() => this.showTyping(false), this.who.owner === "rep" ? 5_000 : TYPING_SHOWN);
  }

  // For a moment, unless the connection is lost, which matters more.
  tellNotice(text) {
    const { notice } = this.parts;
    notice.hidden = false;
    notice.textContent = text;
    clearTimeout(this.noticeEnds);
    this.noticeEnds = setTimeout(() => this.showState(), 8_000);
  }

  // Below the newest of the visitor's lines that the rep has looked at, while nothing was answered to it.
  showSeen(upTo = this.seenUpTo) {
    this.seenUpTo = upTo;
    const { list } = this.parts;
    list.querySelector(".seen")?.remove();
    const [id, entry] = this.connection.lines.at(-1) ?? [];
    if (!upTo || entry?.author !== "customer" || later(id, upTo)) return;
    list.querySelector(`[data-id="${id}"]`)?.append(el("p", { class: "state seen" }, this.words.seen));
  }

  // Tells that the visitor has looked at what is shown.
  saw() {
    if (!this.parts.panel.hidden && document.visibilityState === "visible") this.connection.saw();
  }

  // ── products side by side ──

  showCompared(count) {
    const { compared } = this.parts ?? {};
    if (!compared) return;
    compared.hidden = count === 0;
    compared.disabled = count < 2;
    compared.textContent = count < 2 ? this.words.compareMore : this.words.compareNow(count);
  }

  openCompared() {
    const { table, scroll } = this.parts;
    const back = el("button", { class: "small", type: "button", onclick: () => this.closeCompared() }, this.words.back);
    table.replaceChildren(back, this.compare.table());
    table.hidden = false;
    scroll.hidden = this.parts.compared.hidden = true;
    table.focus();
  }

  closeCompared() {
    this.parts.table.hidden = true;
    this.parts.scroll.hidden = false;
    this.compare.clear();
    this.toEnd();
    this.parts.input.focus();
  }

  showUnknown() {
    const { notice } = this.parts;
    const button = el("button", { type: "button", onclick: () => this.afresh() }, this.words.afresh);
    notice.replaceChildren(`${this.words.unknown} `, button);
    notice.hidden = false;
  }

  afresh() {
    this.empty();
    this.connection.afresh();
    this.parts.input.focus();
  }

  empty() {
    this.parts.list.replaceChildren();
    this.parts.pending.replaceChildren();
    this.compare.clear();
    this.parts.buttons.hidden = true;
    this.parts.empty.hidden = false;
    this.parts.notice.hidden = true;
    this.pending.clear();
    this.lastAuthor = undefined;
  }

  // What came since the chat was last looked at.
  count() {
    const { launcher, badge, panel } = this.parts;
    const lines = this.connection.lines;
    if (!panel.hidden && lines.length) this.storage.write("seen", lines.at(-1)[0]);
    const seen = this.storage.read("seen");
    const from = lines.findIndex(([id]) => id === seen) + 1;
    const unread = panel.hidden ? lines.slice(from).filter(([, entry]) => entry.author === "bot" || entry.author === "rep").length : 0;
    badge.hidden = unread === 0;
    badge.textContent = unread > 9 ? "9+" : `${unread}`;
    launcher.setAttribute("aria-label", unread ? this.words.launchUnread(unread) : this.words.launch);
  }

  // Who reads the newest lines goes on seeing them when buttons, files or a notice take some of the room.
  stayAtEnd() {
    const { scroll } = this.parts;
    let atEnd = true;
    scroll.addEventListener("scroll", () => {
      atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 24;
    });
    new ResizeObserver(() => atEnd && this.toEnd()).observe(scroll);
  }

  toEnd() {
    requestAnimationFrame(() => {
      this.parts.scroll.scrollTop = this.parts.scroll.scrollHeight;
    });
  }
}

const SHAPES = {
  chat: "M4 5.5A2.5 2.5 0 0 1 6.500 3h11A2.500 2.500 0 0 1 20 5.500v8a2.500 2.500 0 0 1-2.500 2.500H11l-4.600 4.200A.85.85 0 0 1 5 19.600V16.500A2.500 2.500 0 0 1 4 13.500z",
  close: "M6 6l12 12M18 6 6 18",
  send: "M12 19V6M6 11.500 12 5.500l6 6",
  clip: "M19.500 11.500 12 19a4.600 4.600 0 0 1-6.500-6.500l8-8a3.100 3.100 0 0 1 4.400 4.400l-7.900 7.900a1.500 1.500 0 0 1-2.200-2.200l7.200-7.200",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  mark: "M4 8.500 12 4l8 4.500v8L12 21l-8-4.500zM4 8.500l8 4.500 8-4.500M12 13v8",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

customElements.define("quartermaster-chat", QuartermasterChat);
