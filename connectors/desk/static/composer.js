// Where a rep writes: words or a note, ready replies after a slash, and products from the catalog.

import { cardPicture, dollars, el } from "./elements.js";

const LONGEST_TEXT = 4_000;
const MOST_PRODUCTS = 6;
const TYPING_EVERY = 3_000; // ms
const SEARCH_AFTER = 180; // ms without a key
const $ = (id) => document.getElementById(id);

export class Composer {
  // `desk` has say({text, cards, note}), typing(), search(words) and toast(text).
  constructor(desk) {
    this.desk = desk;
    this.canned = [];
    this.cards = [];
    this.told = 0;
    $("reply").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    $("words").addEventListener("input", () => this.written());
    $("words").addEventListener("keydown", (event) => this.pressed(event));
    $("words").addEventListener("blur", () => setTimeout(() => document.activeElement !== $("words") && ($("canned").hidden = true), 150));
    $("as-note").addEventListener("click", () => this.note(!this.private));
    $("ask").addEventListener("click", () => this.ask(!this.asking));
    $("products").addEventListener("click", () => this.openSearch());
    this.listenToSearch();
  }

  // A lead who looks on speaks with the rep alone.
  whispers(on) {
    this.whisper = on;
    $("as-note").hidden = on;
    $("products").hidden = on;
    $("ask").hidden = on;
    $("reply").classList.toggle("whispering", on);
    if (on) this.mark(true);
    else if ($("send").textContent === "Whisper") this.mark(false);
  }

  // A colleague who was named may add notes, and nothing else.
  notesOnly(on) {
    if (on) {
      for (const button of ["as-note", "ask", "products"]) $(button).hidden = true;
      this.mark(true);
    } else if (!this.whisper) for (const button of ["as-note", "ask", "products"]) $(button).hidden = false;
  }

  // ── colleagues, named in a note after an @ ──

  // What of a name stands before the cursor; null where none is being written.
  get naming() {
    if (!this.private || document.activeElement !== $("words")) return null;
    return /(?:^|\s)@([\w.-]*)$/.exec($("words").value.slice(0, $("words").selectionStart))?.[1] ?? null;
  }

  nameAsked() {
    const typed = this.naming;
    if (typed !== null) this.desk.askColleagues(typed.replaceAll(".", " "));
    return typed !== null;
  }

  // A name that is whole needs no choice: Enter sends the note.
  offerNames({ colleagues }) {
    const whole = colleagues.some(({ id }) => id === this.naming);
    this.offered = whole ? [] : colleagues.slice(0, 6).map(({ id, name }) => ({ name: id, text: name, id }));
    this.showOffered();
  }

  // A question to the assistant, which drafts for the rep.
  ask(on) {
    this.mark(false);
    this.asking = on;
    $("ask").setAttribute("aria-pressed", String(on));
    $("reply").classList.toggle("noting", on);
    $("send").textContent = on ? "Ask" : "Send";
    $("words").setAttribute("aria-label", on ? "Your question to the assistant" : "Your answer");
    $("words").placeholder = on ? "Stock, landed cost, delivery day…" : "Your answer";
    $("words").focus();
  }

  get private() {
    return $("as-note").getAttribute("aria-pressed") === "true";
  }

  keep() {
    return { text: $("words").value, cards: this.cards, note: this.private };
  }

  restore(draft) {
    $("words").value = draft?.text ?? "";
    this.cards = draft?.cards ?? [];
    this.showTray();
    this.mark(draft?.note ?? false);
    $("canned").hidden = true;
  }

  submit() {
    const text = $("words").value.trim();
    const note = this.private;
    if (!text && (note || this.asking || !this.cards.length)) return;
    if ([...text].length > LONGEST_TEXT) {
      this.desk.toast("4,000 characters fit into one message.");
      return;
    }
    if (this.asking) {
      this.desk.say({ text, cards: [], note: true, asked: true });
      this.restore({ cards: this.cards });
      return;
    }
    this.desk.say({ text, cards: note ? [] : this.cards, note, whisper: this.whisper });
    this.restore(this.whisper ? { note: true } : note ? { cards: this.cards } : null);
  }

  // ── a note for reps ──

  note(on) {
    this.mark(on);
    $("words").focus();
  }

  mark(on) {
    this.asking = false;
    $("ask").setAttribute("aria-pressed", "false");
    $("as-note").setAttribute("aria-pressed", String(on));
    $("reply").classList.toggle("noting", on);
    $("send").textContent = this.whisper ? "Whisper" : on ? "Note" : "Send";
    $("words").setAttribute("aria-label", on ? "Your note, for reps alone" : "Your answer");
    $("words").placeholder = this.whisper ? "A word that only the rep reads" : on ? "A note that only reps read" : "Your answer";
  }

  // ── writing, and ready replies ──

  written() {
    if (this.nameAsked()) return;
    this.showCanned();
    if (this.private || this.asking || Date.now() - this.told < TYPING_EVERY) return;
    this.told = Date.now();
    this.desk.typing();
  }

  pressed(event) {
    if (!$("canned").hidden && this.chooses(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("reply").requestSubmit();
    }
    if (event.key === "Escape") $("words").blur();
  }

  offer(start) {
    $("words").value = start;
    $("words").focus();
    this.showCanned();
  }

  showCanned() {
    const typed = $("words").value;
    const wanted = typed.startsWith("/") ? typed.slice(1).toLowerCase() : null;
    const named = this.canned.filter((one) => one.name.startsWith(wanted));
    const worded = this.canned.filter((one) => !named.includes(one) && one.text.toLowerCase().includes(wanted));
    this.offered = wanted === null ? [] : [...named, ...worded];
    this.showOffered();
  }

  showOffered() {
    this.at = 0;
    $("canned").hidden = !this.offered.length;
    $("canned").replaceChildren(...this.offered.map((one, index) => this.option(one, index)));
    this.showChoice();
  }

  option(one, index) {
    const take = (event) => {
      event.preventDefault();
      this.take(index);
    };
    return el("li", { role: "option", id: `canned-${index}`, onmousedown: take }, el("strong", {}, `${one.id ? "@" : "/"}${one.name}`), ` ${one.text}`);
  }

  showChoice() {
    const options = [...$("canned").children];
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.at)));
    options[this.at]?.scrollIntoView({ block: "nearest" });
    if (options.length) $("words").setAttribute("aria-activedescendant", `canned-${this.at}`);
    else $("words").removeAttribute("aria-activedescendant");
  }

  // True where the key chose among the ready replies.
  chooses(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) this.at = (this.at + steps[event.key] + this.offered.length) % this.offered.length;
    else if (event.key === "Enter" || event.key === "Tab") this.take(this.at);
    else if (event.key === "Escape") $("canned").hidden = true;
    else return false;
    event.preventDefault();
    this.showChoice();
    return true;
  }

  take(index) {
    const { id, text } = this.offered[index];
    const at = $("words").selectionStart;
    const before = $("words").value.slice(0, at).replace(/@[\w.-]*$/, `@${id} `);
    $("words").value = id ? before + $("words").value.slice(at) : text;
    $("canned").hidden = true;
    $("words").focus();
  }

  // ── products ──

  listenToSearch() {
    let soon;
    $("search-words").addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(() => this.look(), SEARCH_AFTER);
    });
    $("search-words").addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        $("found").querySelector("input")?.focus();
      }
    });
    $("search-dialog").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault(); // by itself it would press the first button, which is Cancel
      const chosen = $("found").querySelector("input:checked") || this.results?.length === 1;
      if (chosen) $("search-dialog").close("ok");
      else $("found").querySelector("input")?.focus();
    });
    $("search-dialog").addEventListener("close", () => {
      if ($("search-dialog").returnValue !== "ok") return;
      const ticked = new Set([...$("found").querySelectorAll("input:checked")].map((box) => box.value));
      if (!ticked.size && this.results?.length === 1) ticked.add(this.results[0].id);
      const fresh = (this.results ?? []).filter((card) => ticked.has(card.id) && !this.cards.some((one) => one.id === card.id));
      this.cards = [...this.cards, ...fresh].slice(0, MOST_PRODUCTS);
      this.showTray();
      $("words").focus();
    });
  }

  openSearch() {
    $("search-dialog").returnValue = "";
    $("search-words").value = "";
    $("found").replaceChildren();
    $("found-nothing").textContent = "";
    this.results = [];
    $("search-dialog").showModal();
    $("search-words").focus();
  }

  look() {
    const words = $("search-words").value.trim();
    if (words) this.desk.search(words);
  }

  showFound({ words, cards }) {
    if (words !== $("search-words").value.trim()) return;
    this.results = cards;
    $("found-nothing").textContent = cards.length ? "" : "Nothing on the shelf fits.";
    $("found").replaceChildren(...cards.map((card) => foundItem(card)));
  }

  showTray() {
    $("tray").hidden = !this.cards.length;
    $("tray").replaceChildren(
      ...this.cards.map((card) => {
        const away = () => {
          this.cards = this.cards.filter((one) => one !== card);
          this.showTray();
        };
        return el("li", {}, cardPicture(card), el("span", {}, card.title), el("button", { type: "button", "aria-label": `Leave out ${card.title}`, onclick: away }, "×"));
      }),
    );
  }
}

function foundItem(card) {
  const price = card.price === undefined || card.price === null ? "no price" : dollars(card.price);
  return el(
    "li",
    {},
    el("label", {}, el("input", { type: "checkbox", value: card.id }), cardPicture(card), el("span", { class: "title", dir: "auto" }, card.title), el("span", { class: "price" }, price)),
  );
}
