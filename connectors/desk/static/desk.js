// The desk's page: the lists, the open conversation, and what is known.

import { Connection } from "./connection.js";
import { clock, el, facts, lineOf, plain, waited } from "./elements.js";

const $ = (id) => document.getElementById(id);
const me = document.body.dataset.rep;
const connection = new Connection();
const chats = new Map(); // conversation → {lines: [[id, entry]], about, pending, seen}
let board = { waiting: [], mine: [] };
let current = null;
let accepting = null; // the conversation whose answer gets the focus as soon as it is ours

function chat(conversation) {
  if (!chats.has(conversation)) chats.set(conversation, { lines: [], about: null, pending: new Map(), seen: readSeen(conversation), draft: "" });
  return chats.get(conversation);
}

// ── what comes from the server ──

const on = (type, handle) => connection.addEventListener(type, (event) => handle(event.detail));

on("state", (state) => {
  const said = { connecting: "Connecting…", open: "Connected", lost: "Not connected, trying again. What you write is kept.", signed_out: "Signed out." }[state];
  $("line").textContent = said;
  $("line").dataset.state = state;
  if (state === "signed_out") location.reload();
});

on("welcome", () => {
  for (const [conversation, { lines }] of chats) {
    if (known(conversation)) connection.post({ type: "open", conversation, last: lines.at(-1)?.[0] ?? "0" });
  }
});

on("board", (fresh) => {
  const before = new Set(board.waiting.map((one) => one.conversation));
  board = fresh;
  for (const one of board.mine) {
    if (!chats.has(one.conversation)) follow(one.conversation);
  }
  if (board.waiting.some((one) => !before.has(one.conversation))) document.title = `(${board.waiting.length}) Desk`;
  showLists();
  showState();
});

on("entry", ({ conversation, id, entry }) => {
  const open = chat(conversation);
  if (open.lines.some(([shown]) => shown === id)) return;
  open.lines.push([id, entry]);
  open.pending.delete(entry.message);
  if (conversation === current) {
    $("transcript").querySelector(`[data-message="${CSS.escape(entry.message)}"]`)?.remove();
    appendLine(lineOf(id, entry));
    if (entry.author === "customer") $("typing").hidden = true;
    sawAll();
  }
  showLists();
});

on("about", (about) => {
  chat(about.conversation).about = about;
  if (about.conversation === current) showState();
});

on("refused", ({ conversation, text, id }) => {
  if (accepting === conversation) accepting = null;
  toast(`Not done: ${text}.`);
  const message = id && chats.get(conversation)?.pending.get(id);
  if (message) {
    message.refused = text;
    if (conversation === current) showTranscript();
  }
});

on("error", (error) => toast(error.text));

let typingEnds;
on("typing", ({ conversation }) => {
  if (conversation !== current) return;
  $("typing").hidden = false;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => ($("typing").hidden = true), 5_000);
});

// ── lists ──

function known(conversation) {
  return board.waiting.find((one) => one.conversation === conversation) ?? board.mine.find((one) => one.conversation === conversation);
}

function showLists() {
  fill($("waiting"), board.waiting.map(waitingItem));
  fill($("mine"), board.mine.map(mineItem));
  $("waiting-count").textContent = board.waiting.length;
  $("mine-count").textContent = board.mine.length;
  $("nobody").hidden = board.waiting.length > 0;
  $("none-mine").hidden = board.mine.length > 0;
  const unread = board.mine.reduce((sum, one) => sum + unreadOf(one.conversation), 0);
  document.title = board.waiting.length + unread ? `(${board.waiting.length + unread}) Desk` : "Desk";
}

// Puts the items in place without losing the focus of one that stays.
function fill(list, items) {
  const focused = document.activeElement?.closest?.("[data-conversation]")?.dataset.conversation;
  const held = list.contains(document.activeElement) ? document.activeElement.className : null;
  list.replaceChildren(...items);
  if (held !== null && focused) {
    const item = list.querySelector(`[data-conversation="${CSS.escape(focused)}"]`);
    [...(item?.querySelectorAll("button") ?? [])].find((button) => button.className === held)?.focus();
  }
}

function waitingItem(one) {
  const { conversation } = one;
  return el(
    "li",
    { class: conversation === current ? "item here" : "item", "data-conversation": conversation },
    el(
      "button",
      { class: "pick", type: "button", onclick: () => show(conversation) },
      el("span", { class: "row" }, el("strong", { dir: "auto" }, one.reason || "Wants a person"), el("span", { class: "since", "data-since": one.since }, waited(one.since))),
      el("span", { class: "summary", dir: "auto" }, one.summary || one.channel),
    ),
    el("button", { class: "accept", type: "button", onclick: () => accept(conversation) }, "Accept"),
  );
}

function mineItem(one) {
  const { conversation } = one;
  const lines = chats.get(conversation)?.lines ?? [];
  const last = lines.findLast(([, entry]) => entry.text)?.[1];
  const unread = unreadOf(conversation);
  return el(
    "li",
    { class: conversation === current ? "item here" : "item", "data-conversation": conversation },
    el(
      "button",
      { class: "pick", type: "button", onclick: () => show(conversation, true) },
      el("span", { class: "row" }, el("strong", { dir: "auto" }, one.reason || nameOf(conversation)), unread ? el("span", { class: "unread", "aria-label": `${unread} unread` }, `${unread}`) : last ? clock(last.at) : null),
      el("span", { class: "summary", dir: "auto" }, one.state === "reserved" ? "Being accepted…" : (last?.text ?? one.summary)),
    ),
  );
}

function unreadOf(conversation) {
  if (conversation === current && !document.hidden) return 0;
  const open = chats.get(conversation);
  if (!open) return 0;
  const from = open.lines.findIndex(([id]) => id === open.seen) + 1;
  return open.lines.slice(from).filter(([, entry]) => entry.author === "customer").length;
}

const nameOf = (conversation) => `Customer ${conversation.slice(-5)}`;

setInterval(() => {
  for (const shown of document.querySelectorAll("[data-since]")) shown.textContent = waited(shown.dataset.since);
}, 1_000);

// ── the open conversation ──

function follow(conversation) {
  chat(conversation);
  connection.post({ type: "open", conversation, last: chat(conversation).lines.at(-1)?.[0] ?? "0" });
}

function show(conversation, reply = false) {
  if (current) chat(current).draft = $("words").value;
  current = conversation;
  follow(conversation);
  $("nothing").hidden = true;
  $("conversation").hidden = false;
  $("typing").hidden = true;
  $("words").value = chat(conversation).draft;
  $("columns").dataset.shown = "chat";
  showTranscript();
  showState();
  sawAll();
  showLists();
  if (reply && !$("reply").hidden) $("words").focus();
}

function showTranscript() {
  const open = chat(current);
  $("transcript").replaceChildren(...open.lines.map(([id, entry]) => lineOf(id, entry)));
  for (const [id, message] of open.pending) appendLine(pendingLine(id, message));
  toEnd();
}

function pendingLine(id, { text, refused }) {
  return el(
    "li",
    { class: `line rep pending${refused ? " refused" : ""}`, "data-message": id },
    el("p", { class: "bubble", dir: "auto" }, text),
    el("p", { class: "who" }, refused ? `Not said: ${refused}` : "Sending…"),
  );
}

function appendLine(element) {
  const list = $("transcript");
  const pending = list.querySelector(".pending");
  if (pending && !element.classList.contains("pending")) pending.before(element);
  else list.append(element);
  toEnd();
}

function toEnd() {
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

function showState() {
  if (!current) return;
  const waiting = known(current);
  const about = chat(current).about;
  const mine = about?.owner === "rep" && about.rep === me;
  const elsewhere = about?.owner === "rep" && about.rep !== me;
  $("chat-title").textContent = waiting?.reason || nameOf(current);
  $("chat-state").textContent = mine ? "You answer" : elsewhere ? `${about.name || "Another rep"} answers` : waiting ? `Waits since ${new Date(waiting.since).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })}` : "The assistant answers";
  $("accept").hidden = mine || elsewhere || !waiting;
  $("hand-back").hidden = $("resolve").hidden = $("reply").hidden = !mine;
  if (mine && accepting === current) {
    accepting = null;
    $("words").focus();
  }
  showKnown(waiting, about);
}

function showKnown(waiting, about) {
  const parts = [];
  const slots = { ...(waiting?.known ?? {}), ...(about?.slots ?? {}) };
  if (Object.values(slots).some((value) => plain(value))) parts.push(el("h3", {}, "Facts"), facts(slots));
  if (about?.requests?.length) {
    parts.push(el("h3", {}, "Sourcing requests"));
    parts.push(el("ul", { class: "requests" }, ...about.requests.map((one) => el("li", {}, el("strong", {}, one.number), " ", el("span", { class: "muted" }, one.state)))));
  }
  if (about?.items?.length) parts.push(el("h3", {}, "List"), el("ul", { class: "requests" }, ...about.items.map((item) => el("li", {}, [item.quantity, item.unit, plain(item.product ?? item.title ?? item.id)].filter(Boolean).join(" ")))));
  if (waiting?.summary) parts.push(el("h3", {}, "When asking for a person"), el("p", { class: "text", dir: "auto" }, waiting.summary));
  if (waiting) parts.push(el("h3", {}, "Since"), el("p", {}, clock(waiting.since), ` on ${waiting.channel}`));
  $("known").replaceChildren(...(parts.length ? parts : [el("p", { class: "muted" }, "Nothing yet.")]));
}

function accept(conversation) {
  accepting = conversation;
  connection.post({ type: "claim", conversation });
  show(conversation);
}

function say(text) {
  const id = connection.send({ type: "say", conversation: current, text });
  chat(current).pending.set(id, { text });
  appendLine(pendingLine(id, { text }));
}

// ── what the rep does ──

$("reply").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("words").value.trim();
  if (!text) return;
  if ([...text].length > 4_000) return toast("4,000 characters fit into one message.");
  $("words").value = "";
  say(text);
});

let toldTyping = 0;
$("words").addEventListener("input", () => {
  if (Date.now() - toldTyping < 3_000) return;
  toldTyping = Date.now();
  connection.post({ type: "typing", conversation: current });
});
$("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("reply").requestSubmit();
  }
  if (event.key === "Escape") $("words").blur();
});

$("accept").addEventListener("click", () => accept(current));
$("back").addEventListener("click", () => ($("columns").dataset.shown = "lists"));
$("details").addEventListener("click", () => ($("columns").dataset.shown = "known"));
$("back-to-chat").addEventListener("click", () => ($("columns").dataset.shown = "chat"));

for (const [button, dialog, make] of [
  ["hand-back", "hand-back-dialog", (form) => ({ type: "hand_back", note: form.note.value.trim() })],
  ["resolve", "resolve-dialog", (form) => ({ type: "resolve", disposition: form.disposition.value })],
]) {
  $(button).addEventListener("click", () => {
    $(dialog).returnValue = "";
    $(dialog).dataset.conversation = current;
    $(dialog).showModal();
  });
  $(dialog).addEventListener("close", () => {
    if ($(dialog).returnValue !== "ok") return;
    const form = $(dialog).querySelector("form");
    connection.send({ ...make(form), conversation: $(dialog).dataset.conversation });
    form.reset();
  });
}
$("hand-back-dialog").querySelector("textarea").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("hand-back-dialog").close("ok");
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "a" && board.waiting.length) accept(board.waiting[0].conversation);
  else if (key === "r" && !$("reply").hidden) $("words").focus();
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else return;
  event.preventDefault();
});

function step(by) {
  const all = [...board.mine, ...board.waiting].map((one) => one.conversation);
  if (!all.length) return;
  show(all[(all.indexOf(current) + by + all.length) % all.length]);
}

// ── small things ──

function sawAll() {
  const open = chat(current);
  if (!open.lines.length || document.hidden) return;
  open.seen = open.lines.at(-1)[0];
  try {
    localStorage.setItem(`quartermaster-desk:${me}:${current}`, open.seen);
  } catch {
    // the count starts anew with the next page
  }
}

function readSeen(conversation) {
  try {
    return localStorage.getItem(`quartermaster-desk:${me}:${conversation}`);
  } catch {
    return null;
  }
}

document.addEventListener("visibilitychange", () => {
  if (current && !document.hidden) sawAll();
  showLists();
});

let toastEnds;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => ($("toast").hidden = true), 8_000);
}

connection.start();
