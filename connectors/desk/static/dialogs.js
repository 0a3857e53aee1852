// What ends or interrupts a chat: each asks for a word first. Ctrl+Enter agrees.

import { el } from "./elements.js";

const $ = (id) => document.getElementById(id);

function untilOf(choice) {
  if (choice === "now") return null;
  if (choice !== "morning") return new Date(Date.now() + Number(choice) * 60_000).toISOString();
  const morning = new Date();
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  return morning.toISOString();
}

const DIALOGS = {
  snooze: (form) => ({ type: "snooze", until: untilOf(form.until.value) }),
  transfer: (form) => ({ type: "transfer", to: form.to.value, note: form.note.value.trim() }),
  "hand-back": (form) => ({ type: "hand_back", note: form.note.value.trim() }),
  resolve: (form) => ({ type: "resolve", disposition: form.disposition.value }),
};

// `desk` says which conversation is open, asks who else is there, and sends.
export function dialogs(desk) {
  for (const [name, make] of Object.entries(DIALOGS)) {
    const dialog = $(`${name}-dialog`);
    const form = dialog.querySelector("form");
    $(name).addEventListener("click", () => {
      if (name === "transfer") desk.askColleagues();
      if (name === "snooze") form.until.value = desk.snoozed() ? "now" : "60";
      dialog.returnValue = "";
      dialog.dataset.conversation = desk.conversation();
      dialog.showModal();
    });
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "ok") return;
      desk.send({ ...make(form), conversation: dialog.dataset.conversation });
      form.reset();
    });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target.tagName === "SELECT")) {
        event.preventDefault();
        dialog.close("ok");
      }
    });
  }
}

export function offerColleagues(colleagues) {
  const select = $("transfer-dialog").querySelector("select");
  const chosen = select.value;
  select.replaceChildren(
    el("option", { value: "" }, "The queue"),
    ...colleagues.map((one) => el("option", { value: one.id }, one.name)),
  );
  if (colleagues.some((one) => one.id === chosen)) select.value = chosen;
}
