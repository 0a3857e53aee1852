// What is written and not sent stays in this tab, over a new page and a new sign-in.

import { chat, chats, desk, me } from "./chats.js";
import { typedInDialogs } from "./dialogs.js";
import { composer } from "./open_chat.js";
import { forget, keep, recall } from "./written.js";

// The conversation that was open, if one was.
export function recallWritten() {
  const { current, written } = recall(me);
  for (const [conversation, { draft, unsaid }] of Object.entries(written)) {
    chat(conversation).draft = draft;
    for (const [id, one] of unsaid) chat(conversation).pending.set(id, { ...one, refused: one.refused ?? "the page was left first" });
  }
  return current;
}

function keepWritten() {
  if (signsOut) return;
  if (desk.current) chat(desk.current).draft = composer.keep();
  const all = [...chats].map(([conversation, { draft, pending }]) => [conversation, { draft, unsaid: [...pending] }]);
  const written = Object.fromEntries(all);
  for (const [conversation, text] of typedInDialogs()) (written[conversation] ??= { unsaid: [] }).unsaid.push([crypto.getRandomValues(new Uint32Array(2)).join("-"), { text }]);
  keep(me, { current: desk.current, written });
}

let signsOut = false;
document.getElementById("sign-out").addEventListener("submit", () => {
  signsOut = true;
  forget(me);
});
addEventListener("pagehide", keepWritten);
document.addEventListener("visibilitychange", () => document.hidden && keepWritten());
