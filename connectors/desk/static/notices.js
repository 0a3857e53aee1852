// What colleagues and leads say to me: notes that name me, and words to everybody.

import { connection, me, on, remember, remembered } from "./chats.js";
import { clock, el } from "./elements.js";
import { show } from "./open_chat.js";
import { signal } from "./signals.js";

const $ = (id) => document.getElementById(id);
const READ = `quartermaster-desk:told:${me}`;

let mentions = [];
on("mentions", (found) => {
  const known = new Set(mentions.map((one) => one.at));
  const fresh = found.mentions.find((one) => !known.has(one.at));
  if (fresh && known.size + mentions.length) signal(`${fresh.by} names you`, fresh.text);
  mentions = found.mentions;
  showMentions();
});

function showMentions() {
  $("mentions-part").hidden = !mentions.length;
  $("mentions-count").textContent = mentions.length;
  $("mentions").replaceChildren(...mentions.map(mentionItem));
}

function mentionItem({ conversation, by, text, at }) {
  const read = () => {
    connection.post({ type: "read_mention", conversation });
    mentions = mentions.filter((one) => one.conversation !== conversation);
    showMentions();
    show(conversation);
  };
  const row = el("span", { class: "row" }, el("strong", { dir: "auto" }, by), clock(at));
  return el("li", { class: "item" }, el("button", { class: "pick", type: "button", onclick: read }, row, el("span", { class: "summary", dir: "auto" }, text)));
}

on("told", ({ by, text, at }) => {
  if (remembered(READ) >= at) return;
  const read = () => {
    remember(READ, at);
    $("told").hidden = true;
  };
  $("told").replaceChildren(el("p", { dir: "auto" }, el("strong", {}, `${by}: `), text, " ", clock(at)), el("button", { type: "button", onclick: read }, "Read"));
  $("told").hidden = false;
});
