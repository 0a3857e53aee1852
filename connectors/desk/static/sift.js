// Filters over those who wait: words that all have to be there; the ones a rep keeps are offered again.

import { el, plain } from "./elements.js";

const $ = (id) => document.getElementById(id);
const MOST = 20;

export class Sift {
  // `changed` is called when other customers fit, `keep` with all the filters when the rep keeps or forgets one.
  constructor(changed, keep) {
    this.kept = [];
    this.tell = keep;
    $("sift").addEventListener("input", () => {
      this.showStar();
      changed();
    });
    $("keep-sift").addEventListener("click", () => this.keep());
    this.offer();
  }

  get words() {
    return $("sift").value.trim().toLowerCase();
  }

  fits(one, name) {
    const said = [name, one.reason, one.summary, one.topic, one.asked, one.channel, ...Object.values(one.known ?? {}).map(plain)].join(" ").toLowerCase();
    return this.words.split(/\s+/).every((word) => said.includes(word));
  }

  keep() {
    const { words } = this;
    if (!words) return;
    this.kept = this.kept.includes(words) ? this.kept.filter((one) => one !== words) : [words, ...this.kept].slice(0, MOST);
    this.tell(this.kept);
    this.offer();
  }

  // What the server keeps for the rep.
  restore(kept) {
    this.kept = kept;
    this.offer();
  }

  offer() {
    $("sifts").replaceChildren(...this.kept.map((words) => el("option", { value: words })));
    this.showStar();
  }

  showStar() {
    $("keep-sift").setAttribute("aria-pressed", String(this.kept.includes(this.words)));
  }
}
