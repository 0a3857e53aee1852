// What the assistant would answer, above the rep's own words: used, edited or dropped with one key.

const $ = (id) => document.getElementById(id);
const dropped = new Set(); // ids of lines

// The newest draft that nobody has answered since; null where there is none.
export function draftIn(lines) {
  const at = lines.findLastIndex(([, entry]) => entry.event === "draft" && entry.private);
  if (at < 0 || dropped.has(lines[at][0])) return null;
  const answered = lines.slice(at + 1).some(([, entry]) => (entry.author === "rep" && !entry.private) || entry.author === "customer");
  return answered ? null : { id: lines[at][0], text: lines[at][1].text ?? "", cards: lines[at][1].cards ?? [] };
}

// `desk` sends what is drafted for the open conversation, or puts it into the composer.
export class DraftBox {
  constructor(desk) {
    this.desk = desk;
    $("draft-use").addEventListener("click", () => this.use());
    $("draft-edit").addEventListener("click", () => this.edit());
    $("draft-drop").addEventListener("click", () => this.drop());
  }

  show(lines, mine) {
    this.draft = mine ? draftIn(lines) : null;
    $("draft").hidden = !this.draft;
    if (!this.draft) return;
    $("draft-words").textContent = this.draft.text;
    $("draft-cards").hidden = !this.draft.cards.length;
    $("draft-cards").textContent = `With: ${this.draft.cards.map((card) => card.title).join(" · ")}`;
  }

  use() {
    this.taken((draft) => this.desk.say(draft));
  }

  edit() {
    this.taken((draft) => this.desk.edit(draft));
  }

  drop() {
    this.taken(() => {});
  }

  taken(work) {
    if (!this.draft) return;
    const draft = this.draft;
    dropped.add(draft.id);
    this.draft = null;
    $("draft").hidden = true;
    work(draft);
  }
}
