// The lines of the open conversation, and below them what was sent and has not come back, or was refused.

import { chat, chats, connection, desk, later } from "./chats.js";
import { el, lineOf } from "./elements.js";

const $ = (id) => document.getElementById(id);
const SHOWN_LINES = 200;
const AT_END = 60; // px
const FOUND_FOR = 2_500; // ms
const inDialogs = new Map(); // id → [conversation, words] of what was written in a dialog and sent
let writeAgain = () => {};

// What is done with refused words, or with none: true where there is a place for them.
export const onRefused = (write) => (writeAgain = write);

// The newest lines, or all of them: a long history is drawn only where somebody asks for it.
export function showTranscript(all = false) {
  const open = chat(desk.current);
  const shown = all ? open.lines : open.lines.slice(-SHOWN_LINES);
  $("earlier").hidden = shown.length === open.lines.length;
  $("transcript").replaceChildren(...shown.map(([id, entry]) => lineOf(id, entry, desk.current)));
  $("transcript").append(...[...open.pending].map(([id, message]) => pendingLine(id, message)));
  showSeen();
  toEnd();
}

export function showFresh(fresh) {
  const list = $("transcript");
  if (fresh.length > SHOWN_LINES) return showTranscript();
  for (const { entry } of fresh) list.querySelector(`[data-message="${CSS.escape(entry.message)}"]`)?.remove();
  const made = fresh.map(({ id, entry }) => lineOf(id, entry, desk.current));
  const pending = list.querySelector(".pending");
  if (pending) pending.before(...made);
  else list.append(...made);
  showSeen();
  if (atEnd) toEnd();
}

// Below the last answer that the customer has looked at.
export function showSeen() {
  $("transcript").querySelector(".seen")?.remove();
  const { lines, about } = chat(desk.current);
  const answers = lines.filter(([, entry]) => entry.author === "rep" && !entry.private);
  const last = answers.at(-1)?.[0];
  if (last && !later(last, about?.seen ?? "0")) $("transcript").querySelector(`[data-id="${last}"]`)?.append(el("p", { class: "seen muted" }, "Seen"));
}

// To the line where something was said.
export function jump(id) {
  $("columns").dataset.shown = "chat";
  if (!$("transcript").querySelector(`[data-id="${id}"]`)) showTranscript(true);
  const line = $("transcript").querySelector(`[data-id="${id}"]`);
  if (!line) return;
  line.scrollIntoView({ block: "center" });
  line.classList.add("found");
  setTimeout(() => line.classList.remove("found"), FOUND_FOR);
}

// ── what is on its way ──

// Words for the customer, with products; or a note for reps, a whisper, a question to the assistant.
export function say({ text, cards, note, whisper, asked }) {
  const what = asked ? { type: "ask", text } : whisper ? { type: "whisper", text } : note ? { type: "note", text } : { type: "say", text, products: cards.map((card) => card.id) };
  const id = connection.send({ ...what, conversation: desk.current });
  chat(desk.current).pending.set(id, { text, cards, note });
  $("transcript").append(pendingLine(id, { text, cards, note }));
  toEnd();
}

// What a dialog has made, with words that must not be lost.
export function sendDeed(message) {
  const id = connection.send(message);
  const text = message.text || message.note || message.why;
  if (text) inDialogs.set(id, [message.conversation, { text }]);
}

// What was not taken stays in view, for the rep to write it again.
export function notSaid(id, why) {
  const sent = [...chats].flatMap(([name, { pending }]) => [...pending].map(([one, said]) => [one, [name, said]]));
  const [conversation, message] = [...inDialogs, ...sent].find(([one]) => one === id)?.[1] ?? [];
  if (!message) return;
  chat(conversation).pending.set(id, { ...message, refused: why });
  if (conversation === desk.current) showTranscript();
}

function pendingLine(id, message) {
  const { text, cards, note, refused } = message;
  const again = () => writeAgain(message) && drop(id);
  const marks = ["line rep pending", note && "private", refused && "refused"].filter(Boolean);
  return el(
    "li",
    { class: marks.join(" "), "data-message": id },
    text ? el("p", { class: "bubble", dir: "auto" }, text) : null,
    cards?.length ? el("p", { class: "offered muted" }, cards.map((card) => card.title).join(" · ")) : null,
    el("p", { class: "who" }, refused ? `Not said: ${refused}` : "Sending…"),
    refused ? el("p", { class: "unsaid" }, el("button", { type: "button", onclick: again }, "Write it again"), el("button", { type: "button", onclick: () => drop(id) }, "Drop")) : null,
  );
}

function drop(id) {
  chat(desk.current).pending.delete(id);
  $("transcript").querySelector(`[data-message="${CSS.escape(id)}"]`)?.remove();
}

// ── scrolling ──

function toEnd() {
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

// Who reads further up is left there; else the end stays in view, also when the room for it changes.
let atEnd = true;
let room = 0; // px; a scroll that comes of less room is not the rep's
$("scroll").addEventListener("scroll", () => {
  const { scrollTop, scrollHeight, clientHeight } = $("scroll");
  if (clientHeight !== room) return;
  atEnd = scrollHeight - scrollTop - clientHeight < AT_END;
});
new ResizeObserver(() => {
  room = $("scroll").clientHeight;
  if (atEnd) toEnd();
}).observe($("scroll"));

$("earlier").addEventListener("click", () => {
  const below = $("scroll").scrollHeight - $("scroll").scrollTop;
  showTranscript(true);
  $("scroll").scrollTop = $("scroll").scrollHeight - below;
});
