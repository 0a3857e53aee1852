// Files that the visitor attaches: chosen, dropped or pasted; each goes up at once and waits to be sent with the words.

import { el, fileLine } from "./render.js";

const LARGEST = 10 * 1024 * 1024; // bytes
const MOST = 5;
const LONGEST_PASTE = 4_000; // characters of a message
export const TAKEN = "image/png,image/jpeg,image/gif,image/webp,image/svg+xml,application/pdf,.docx,.xlsx,.xls,.ods,.pptx,text/plain,.csv";

export class Files {
  // `upload(file, progress, signal)` gives a receipt; `problem(words)` is told what went wrong; `changed()` when there is more or less to send.
  constructor(words, upload, problem, changed) {
    Object.assign(this, { words, upload, problem, changed });
    this.ready = [];
    this.going = 0;
    this.list = el("ul", { class: "tray", "aria-label": words.files, hidden: true });
    this.input = el("input", { type: "file", multiple: true, accept: TAKEN, hidden: true, tabindex: "-1", "aria-hidden": "true" });
    this.input.addEventListener("change", () => {
      this.add(this.input.files);
      this.input.value = "";
    });
  }

  choose() {
    this.input.click();
  }

  listen(target) {
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    target.addEventListener("dragover", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      target.classList.add("dropping");
    });
    target.addEventListener("dragleave", (event) => target.contains(event.relatedTarget) || target.classList.remove("dropping"));
    target.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      target.classList.remove("dropping");
      this.add(event.dataTransfer.files);
    });
    target.addEventListener("paste", (event) => {
      const files = event.clipboardData?.files.length ? event.clipboardData.files : listIn(event.clipboardData);
      if (!files) return;
      event.preventDefault();
      this.add(files);
    });
  }

  async add(files) {
    for (const file of [...files]) { // the browser empties its own list meanwhile
      if (this.ready.length + this.going >= MOST) {
        this.problem(this.words.tooManyFiles);
        return;
      }
      if (file.size > LARGEST) this.problem(this.words.fileProblems.file_too_large);
      else await this.take(file);
    }
  }

  async take(file) {
    this.going += 1;
    const stop = new AbortController();
    const bar = el("progress", { max: 1, value: 0, "aria-label": this.words.sendingFile(file.name) });
    const out = el("button", { type: "button", "aria-label": this.words.leaveOut(file.name), onclick: () => stop.abort() }, "×");
    const item = el("li", { class: "going" }, fileLine(file.name, file.size), out, bar);
    this.list.append(item);
    this.list.hidden = false;
    this.changed();
    try {
      const taken = await this.upload(file, (share) => (bar.value = share), stop.signal);
      this.ready.push(taken);
      item.classList.remove("going");
      bar.remove();
      stop.signal.addEventListener("abort", () => this.drop(taken, item));
    } catch (error) {
      item.remove();
      if (error.message !== "aborted") this.problem(this.words.fileProblems[error.message] ?? this.words.fileProblems.failed);
    } finally {
      this.going -= 1;
      this.show();
    }
  }

  drop(taken, item) {
    this.ready = this.ready.filter((one) => one !== taken);
    item.remove();
    this.show();
  }

  // Gives what is ready to be sent, and begins anew.
  hand() {
    const ready = this.ready;
    this.ready = [];
    this.list.replaceChildren();
    this.show();
    return ready;
  }

  show() {
    this.list.hidden = !this.list.children.length;
    this.changed();
  }
}

// A text that is too long for a message goes along as a file: so do lists of hundreds of lines.
function listIn(clipboard) {
  const text = clipboard?.getData("text/plain") ?? "";
  return text.length > LONGEST_PASTE ? [new File([text], "list.txt", { type: "text/plain" })] : null;
}
