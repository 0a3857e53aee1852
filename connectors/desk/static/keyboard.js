// The keys of the desk; while the rep writes, with Alt.

import { connection, desk, mineInOrder, offersInOrder } from "./chats.js";
import { accept, composer, drafts, show } from "./open_chat.js";

const $ = (id) => document.getElementById(id);
const DRAFT_KEYS = { u: "use", i: "edit", d: "drop" };
const DEED_KEYS = { s: "snooze", t: "transfer", h: "hand-back", e: "resolve" };
const ANSWER_KEYS = {
  r: () => $("words").focus(),
  "/": () => composer.offer("/"),
  n: () => composer.note(true),
  q: () => composer.ask(true),
  p: () => composer.openSearch(),
};

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select");
  if (event.target.closest("dialog") || event.ctrlKey || event.metaKey || event.altKey !== !!writing) return;
  if (pressed(keyOf(event))) event.preventDefault();
});

// True where the key did something.
function pressed(key) {
  const [[offer], mine] = [offersInOrder(), mineInOrder()];
  const next = offer ?? desk.board.waiting[0];
  if (key === "a" && next) accept(next.conversation);
  else if (key === "x" && offer) connection.post({ type: "reject", conversation: offer.conversation });
  else if (ANSWER_KEYS[key] && !$("reply").hidden) ANSWER_KEYS[key]();
  else if (DRAFT_KEYS[key] && !$("draft").hidden) drafts[DRAFT_KEYS[key]]();
  else if (DEED_KEYS[key] && desk.current && !$(DEED_KEYS[key]).hidden) $(DEED_KEYS[key]).click();
  else if (/^[0-9]$/.test(key) && mine[(+key || 10) - 1]) show(mine[(+key || 10) - 1].conversation, true);
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else return false;
  return true;
}

// With Alt a keyboard may make another sign of the key.
function keyOf({ altKey, code, key }) {
  return altKey && /^(Key|Digit)/.test(code) ? code.at(-1).toLowerCase() : key.toLowerCase();
}

function step(by) {
  const all = [...offersInOrder(), ...mineInOrder(), ...desk.board.waiting].map((one) => one.conversation);
  if (all.length) show(all[(all.indexOf(desk.current) + by + all.length) % all.length]);
}
