// What ends or interrupts a chat: each asks for a word first. Ctrl+Enter agrees.

import { el } from "./elements.js";

const SEARCH_AFTER = 150; // ms without a key
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
  transfer: (form) => ({ type: "transfer", ...targetOf(chosenIn(form)), note: form.note.value.trim() }),
  report: (form) => ({ type: "report", why: form.why.value.trim(), whole: form.whole.value }),
  start: (form) => ({ type: "start", text: form.text.value.trim(), agreed: form.agreed.checked }),
  "hand-back": (form) => ({ type: "hand_back", note: form.note.value.trim() }),
  resolve: (form) => ({ type: "resolve", disposition: form.disposition.value }),
};

// `desk` says which conversation is open, asks who else is there, and sends.
export function dialogs(desk) {
  let soon;
  const search = $("transfer-dialog").querySelector("[name=search]");
  search.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(() => desk.askColleagues(search.value.trim()), SEARCH_AFTER);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    ($("colleagues").querySelector("input:checked") ?? $("colleagues").querySelector("input"))?.focus();
  });
  for (const [name, make] of Object.entries(DIALOGS)) {
    const dialog = $(`${name}-dialog`);
    const form = dialog.querySelector("form");
    $(name).addEventListener("click", () => {
      if (name === "transfer") desk.askColleagues("");
      if (name === "snooze") form.until.value = desk.snoozed() ? "now" : "60";
      if (name === "start") dialog.querySelector(".consent").textContent = `The customer ${desk.consent()}.`;
      if (name === "report") form.whole.replaceChildren(...desk.reaches().map(([value, said]) => el("option", { value }, said)));
      dialog.returnValue = "";
      dialog.dataset.conversation = desk.conversation();
      dialog.showModal();
    });
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "ok") return;
      desk.send({ ...make(form), conversation: dialog.dataset.conversation });
      form.reset();
    });
  }
  for (const dialog of document.querySelectorAll("dialog:not(#search-dialog)")) dialog.addEventListener("keydown", (event) => agrees(event, dialog));
}

// Words in a dialog that is open: [conversation, words].
export function typedInDialogs() {
  const open = [...document.querySelectorAll("dialog[open][data-conversation]")];
  return open.map((dialog) => [dialog.dataset.conversation, dialog.querySelector("textarea")?.value.trim()]).filter(([, words]) => words);
}

// Enter in a field agrees, and so does Ctrl+Enter in words; by itself it would press the first button, which is Cancel.
function agrees(event, dialog) {
  const meant = event.ctrlKey || event.metaKey || ["SELECT", "INPUT"].includes(event.target.tagName);
  if (event.key !== "Enter" || !meant) return;
  event.preventDefault();
  if (dialog.querySelector("form").reportValidity()) dialog.close("ok");
}

// When a callback is to be: one of the proposed windows.
export function askWindow({ windows, contact }, chosen) {
  const dialog = $("callback-dialog");
  dialog.querySelector(".contact").textContent = contact;
  dialog.querySelector("select").replaceChildren(...windows.map((one) => el("option", { value: one.start }, one.said)));
  ask(dialog, (form) => chosen(form.start.value));
}

// What a fact should be.
export function askRight(fact, held, chosen) {
  const dialog = $("right-dialog");
  dialog.querySelector(".fact").textContent = fact;
  dialog.querySelector("input").value = held;
  ask(dialog, (form) => form.right.value.trim() && chosen(form.right.value.trim()));
}

function ask(dialog, answered) {
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.returnValue === "ok" && answered(dialog.querySelector("form")), { once: true });
}

const SKILL = "skill:";
const targetOf = (chosen) => (chosen.startsWith(SKILL) ? { to: "", skill: chosen.slice(SKILL.length) } : { to: chosen });
const chosenIn = (form) => form.querySelector("[name=to]:checked")?.value ?? "";

// Those at the desk whom the typed words fit; the queue is always there. One without a free seat cannot be chosen.
export function offerColleagues({ words, colleagues, skills = [] }) {
  const form = $("transfer-dialog").querySelector("form");
  if (words !== form.search.value.trim()) return;
  const chosen = chosenIn(form);
  const able = skills.filter((one) => one.includes(words.toLowerCase()));
  const queues = [{ id: "", name: "The queue", skills: ["whoever is free next"], free: 1 }, ...able.map((one) => ({ id: SKILL + one, name: `Somebody for ${one}`, skills: [], free: 1 }))];
  const offered = words ? [...queues, ...colleagues] : [...queues.slice(0, 1), ...colleagues, ...queues.slice(1)];
  $("colleagues").replaceChildren(...offered.map((one) => colleague(one, one.id === chosen)));
  if (!form.querySelector("[name=to]:checked")) form.querySelector("[name=to]").checked = true;
}

function colleague({ id, name, skills, free }, checked) {
  const said = free ? skills.join(", ") : "holds as many chats as they may";
  return el(
    "li",
    {},
    el("label", {}, el("input", { type: "radio", name: "to", value: id, checked, disabled: !free }), el("strong", { dir: "auto" }, name), el("span", { class: "muted" }, said)),
  );
}
