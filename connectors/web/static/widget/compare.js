// Two or three products side by side, chosen by ticking their cards.

import { el, picture, priceOf } from "./render.js";

const MOST = 3;

export class Compare {
  // `chosen(count)` is told whenever the choice changes.
  constructor(words, language, chosen) {
    Object.assign(this, { words, language, chosen });
    this.cards = new Map();
    this.boxes = new Set();
  }

  // The box of one card.
  box(card) {
    const input = el("input", { type: "checkbox", "data-id": card.id });
    input.checked = this.cards.has(card.id);
    input.addEventListener("change", () => {
      if (input.checked) this.cards.set(card.id, card);
      else this.cards.delete(card.id);
      this.show();
    });
    this.boxes.add(input);
    this.show();
    return el("label", { class: "compare" }, input, ` ${this.words.compare}`);
  }

  show() {
    for (const box of this.boxes) {
      box.checked = this.cards.has(box.dataset.id);
      box.disabled = !box.checked && this.cards.size >= MOST;
    }
    this.chosen(this.cards.size);
  }

  clear() {
    this.cards.clear();
    this.show();
  }

  // The table; rows that no product has anything for are left out.
  table() {
    const { words, language } = this;
    const cards = [...this.cards.values()];
    const rows = [
      [words.price, (card) => `${priceOf(card, words, language)} ${card.price === undefined || card.price === null ? "" : words.per(card.unit)}`.trim()],
      [words.more, (card) => card.note],
      [words.stock, (card) => card.stock],
      [words.arrives, (card) => card.delivery],
      [words.color, (card) => card.color],
    ];
    return el(
      "table",
      {},
      el("thead", {}, el("tr", {}, el("td"), ...cards.map((card) => el("th", { scope: "col" }, picture(card), el("span", { class: "title", dir: "auto" }, card.title))))),
      el(
        "tbody",
        {},
        ...rows.filter(([, of]) => cards.some(of)).map(([name, of]) => el("tr", {}, el("th", { scope: "row" }, name), ...cards.map((card) => el("td", { dir: "auto" }, of(card) || "–")))),
      ),
    );
  }
}
