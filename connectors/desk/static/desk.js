// The desk's page: the lists, the open conversation, and what is known.

import { Connection } from "./connection.js";
import { Composer } from "./composer.js";
import { dialogs, offerColleagues } from "./dialogs.js";
import { clock, el, lineOf, waited } from "./elements.js";
import { knownParts } from "./known.js";

const $ = (id) => document.getElementById(id);
const me = document.body.dataset.rep;
const connection = new Connection();
const chats = new Map(); // conversation → {lines: [[id, entry]], about, pending, seen}
let board = { waiting: [], mine: [], colleagues: [] };
let current = null;
let accepting = null; // the conversation whose answer gets the focus as soon as it is ours

function chat(conversation) {
  if (!chats.has(conversation)) chats.set(conversation, { lines: [], about: null, pending: new Map(), seen: readSeen(conversation), draft: null });
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

on("welcome", ({ canned }) => {
  composer.canned = canned ?? [];
  for (const [conversation, { lines }] of chats) {
    if (known(conversation)) connection.post({ type: "open", conversation, last: lines.at(-1)?.[0] ?? "0" });
  }
});

on("board", (fresh) => {
  const before = new Set(board.waiting.map((one) => one.conversation));
  board = fresh;
  offerColleagues(board.colleagues ?? []);
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
    appendLine(lineOf(id, entry, conversation));
    if (entry.author === "customer") $("typing").hidden = true;
    sawAll();
    if (entry.author === "customer") showState();
  }
  listsSoon();
});

on("seen", ({ conversation, who, up_to: upTo }) => {
  const open = chat(conversation);
  if (who === "customer") {
    if (open.about) open.about.seen = upTo;
    if (conversation === current) showSeen();
  } else if (later(upTo, open.seen)) {
    open.seen = upTo; // another tab of mine
    listsSoon();
  }
});

on("found", (found) => composer.showFound(found));

on("about", (about) => {
  chat(about.conversation).about = about;
  if (about.conversation === current) {
    showState();
    showSeen();
  }
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

// However many lines come at once, the lists are drawn once a frame.
let listsAsked = false;
function listsSoon() {
  if (listsAsked) return;
  listsAsked = true;
  setTimeout(() => {
    listsAsked = false;
    showLists();
  }, 30);
}

function showLists() {
  fill($("waiting"), board.waiting.map(waitingItem));
  const mine = [...board.mine].sort((a, b) => !!a.snoozed - !!b.snoozed);
  fill($("mine"), mine.map(mineItem));
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
  const since = waitsSince(lines);
  const aside = one.snoozed ? el("span", { class: "aside" }, "Aside until ", clock(one.snoozed)) : null;
  return el(
    "li",
    { class: `item${conversation === current ? " here" : ""}${one.snoozed ? " snoozed" : ""}`, "data-conversation": conversation },
    el(
      "button",
      { class: "pick", type: "button", onclick: () => show(conversation, true) },
      el("span", { class: "row" }, el("strong", { dir: "auto" }, one.reason || nameOf(conversation)), aside ?? (since ? el("span", { class: "since", "data-since": since, title: "Waits for an answer" }, waited(since)) : last ? clock(last.at) : null), unread ? el("span", { class: "unread", "aria-label": `${unread} unread` }, `${unread}`) : null),
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

// Since when the customer waits for an answer: the first line after the last answer.
function waitsSince(lines) {
  const answered = lines.findLastIndex(([, entry]) => entry.author === "rep" && !entry.private);
  const joined = lines.findLastIndex(([, entry]) => ["joined", "transferred"].includes(entry.event));
  return lines.slice(Math.max(answered, joined) + 1).find(([, entry]) => entry.author === "customer")?.[1].at;
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
  if (current) chat(current).draft = composer.keep();
  current = conversation;
  follow(conversation);
  $("nothing").hidden = true;
  $("conversation").hidden = false;
  $("typing").hidden = true;
  composer.restore(chat(conversation).draft);
  $("columns").dataset.shown = "chat";
  showTranscript();
  showState();
  sawAll();
  showLists();
  if (reply && !$("reply").hidden) $("words").focus();
}

function showTranscript() {
  const open = chat(current);
  $("transcript").replaceChildren(...open.lines.map(([id, entry]) => lineOf(id, entry, current)));
  for (const [id, message] of open.pending) appendLine(pendingLine(id, message));
  showSeen();
  toEnd();
}

// Below the last answer that the customer has looked at.
function showSeen() {
  $("transcript").querySelector(".seen")?.remove();
  const { lines, about } = chat(current);
  const last = lines.findLast(([id, entry]) => entry.author === "rep" && !entry.private && !later(id, about?.seen ?? "0"));
  if (last && last[0] === lines.findLast(([, entry]) => entry.author === "rep" && !entry.private)?.[0]) {
    $("transcript").querySelector(`[data-id="${last[0]}"]`)?.append(el("p", { class: "seen muted" }, "Seen"));
  }
}

function pendingLine(id, { text, cards, note, refused }) {
  return el(
    "li",
    { class: `line rep pending${note ? " private" : ""}${refused ? " refused" : ""}`, "data-message": id },
    text ? el("p", { class: "bubble", dir: "auto" }, text) : null,
    cards?.length ? el("p", { class: "offered muted" }, cards.map((card) => card.title).join(" · ")) : null,
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
  for (const button of ["hand-back", "resolve", "snooze", "transfer"]) $(button).hidden = !mine;
  $("reply").hidden = !mine;
  if (mine && about.snoozed) $("chat-state").replaceChildren("You put it aside until ", clock(about.snoozed));
  if (mine && accepting === current) {
    accepting = null;
    $("words").focus();
  }
  $("known").replaceChildren(...knownParts(waiting, about, chat(current).lines, jump));
}

// To the line where something was said.
function jump(id) {
  $("columns").dataset.shown = "chat";
  const line = $("transcript").querySelector(`[data-id="${id}"]`);
  if (!line) return;
  line.scrollIntoView({ block: "center" });
  line.classList.add("found");
  setTimeout(() => line.classList.remove("found"), 2_500);
}

function accept(conversation) {
  accepting = conversation;
  connection.post({ type: "claim", conversation });
  show(conversation);
}

// Words for the customer, with products; or a note for reps.
function say({ text, cards, note }) {
  const what = note ? { type: "note", text } : { type: "say", text, products: cards.map((card) => card.id) };
  const id = connection.send({ ...what, conversation: current });
  chat(current).pending.set(id, { text, cards, note });
  appendLine(pendingLine(id, { text, cards, note }));
}

// ── what the rep does ──

const composer = new Composer({
  say,
  toast,
  typing: () => connection.post({ type: "typing", conversation: current }),
  search: (words) => connection.post({ type: "search", words }),
});

$("accept").addEventListener("click", () => accept(current));
$("back").addEventListener("click", () => ($("columns").dataset.shown = "lists"));
$("details").addEventListener("click", () => ($("columns").dataset.shown = "known"));
$("back-to-chat").addEventListener("click", () => ($("columns").dataset.shown = "chat"));

dialogs({
  conversation: () => current,
  askColleagues: () => connection.post({ type: "colleagues" }),
  snoozed: () => chat(current).about?.snoozed,
  send: (message) => connection.send(message),
});

const KEYS = { s: "snooze", t: "transfer", h: "hand-back", e: "resolve" };

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "a" && board.waiting.length) accept(board.waiting[0].conversation);
  else if (key === "r" && !$("reply").hidden) $("words").focus();
  else if (key === "/" && !$("reply").hidden) composer.offer("/");
  else if (key === "n" && !$("reply").hidden) composer.note(true);
  else if (key === "p" && !$("reply").hidden) composer.openSearch();
  else if (KEYS[key] && current && !$(KEYS[key]).hidden) $(KEYS[key]).click();
  else if (key >= "1" && key <= "9" && board.mine[key - 1]) show(board.mine[key - 1].conversation, true);
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
  const last = open.lines.at(-1)[0];
  if (last === open.seen) return;
  open.seen = last;
  connection.post({ type: "seen", conversation: current, up_to: last });
  try {
    localStorage.setItem(`quartermaster-desk:${me}:${current}`, open.seen);
  } catch {
    // the count starts anew with the next page
  }
}

function later(id, other) {
  const [a, b] = [id, other ?? "0"].map((one) => one.split("-").map(Number));
  return a[0] > b[0] || (a[0] === b[0] && (a[1] ?? 0) > (b[1] ?? 0));
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
