// The desk's page: the lists, the open conversation, and what is known.

import { Connection } from "./connection.js";
import { Composer } from "./composer.js";
import { askRight, askWindow, dialogs, offerColleagues, typedInDialogs } from "./dialogs.js";
import { Sift } from "./sift.js";
import { signal } from "./signals.js";
import { DraftBox } from "./draft.js";
import { clock, el, figure, lineOf, plain, waited } from "./elements.js";
import { knownParts } from "./known.js";
import { forget, keep, recall } from "./written.js";

const $ = (id) => document.getElementById(id);
const me = document.body.dataset.rep;
const connection = new Connection();
const chats = new Map(); // conversation → {lines: [[id, entry]], about, pending, seen}
let board = { waiting: [], mine: [], total: 0 }; // those that wait, longest first; `total` counts also those not shown
const SHOWN_LINES = 200;
const JUST = 30_000; // ms; what came before is no news
const inDialogs = new Map(); // id → [conversation, words] of what was written in a dialog and sent
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
  if (state === "signed_out") location.replace("/desk?ended");
});

let freshLine = true;
let iLead = false;
let myName = "";
let silence = 0; // ms without an answer after which a chat goes to somebody else
on("welcome", ({ canned, lead, filters, name, silent_seconds: seconds }) => {
  silence = seconds * 1000;
  myName = name;
  sift.restore(filters ?? []);
  composer.canned = canned ?? [];
  iLead = lead;
  freshLine = true;
  if (current && board.waiting.some((one) => one.conversation === current)) follow(current);
});

// What has changed: the first board of a connection is all of it.
on("board", ({ waiting, gone, total, mine }) => {
  const left = new Set([...gone, ...waiting.map((one) => one.conversation)]);
  const held = new Set(freshLine ? [] : board.mine.map((one) => one.conversation));
  const stay = freshLine ? [] : board.waiting.filter((one) => !left.has(one.conversation));
  freshLine = false;
  board = {
    waiting: [...stay, ...waiting].sort((a, b) => new Date(a.since) - new Date(b.since)),
    mine: mine ?? board.mine,
    total,
  };
  const offer = board.mine.find((one) => one.state === "reserved" && !held.has(one.conversation));
  if (offer) signal("An offer", nameOf(offer));
  for (const one of board.mine) {
    if (!held.has(one.conversation)) follow(one.conversation);
  }
  if (waiting.length || gone.length) showWaiting();
  showMine();
  showState();
});

on("lines", ({ conversation, lines }) => {
  const open = chat(conversation);
  const fresh = lines.filter(({ id }) => later(id, open.lines.at(-1)?.[0]));
  for (const { id, entry } of fresh) {
    open.lines.push([id, entry]);
    open.pending.delete(entry.message);
  }
  if (document.hidden && open.about?.rep === me && fresh.some(({ entry }) => entry.author === "customer")) signal("A customer wrote", fresh.at(-1).entry.text ?? "");
  if (conversation === current && fresh.length) {
    showFresh(fresh);
    sawAll();
  }
  if (fresh.some(({ entry }) => entry.event === "lost" && entry.name === myName && Date.now() - Date.parse(entry.at) < JUST)) toast(`${nameOf({ conversation, ...known(conversation) })} waited too long for an answer: somebody else goes on.`);
  minesSoon();
});

on("colleagues", (found) => (composer.naming ? composer.offerNames(found) : offerColleagues(found)));

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
  return el("li", { class: "item" }, el("button", { class: "pick", type: "button", onclick: read }, el("span", { class: "row" }, el("strong", { dir: "auto" }, by), clock(at)), el("span", { class: "summary", dir: "auto" }, text)));
}

on("seen", ({ conversation, who, up_to: upTo }) => {
  const open = chat(conversation);
  if (who === "customer") {
    if (open.about) open.about.seen = upTo;
    if (conversation === current) showSeen();
  } else if (later(upTo, open.seen)) {
    open.seen = upTo; // another tab of mine
    minesSoon();
  }
});

const READ = `quartermaster-desk:told:${me}`;
on("told", ({ by, text, at }) => {
  if (remembered(READ) >= at) return;
  const read = () => {
    remember(READ, at);
    $("told").hidden = true;
  };
  $("told").replaceChildren(el("p", { dir: "auto" }, el("strong", {}, `${by}: `), text, " ", clock(at)), el("button", { type: "button", onclick: read }, "Read"));
  $("told").hidden = false;
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
  notSaid(id, text);
});

on("error", ({ id, text }) => {
  toast(text);
  notSaid(id, text);
});

// What was not taken stays in view, for the rep to write it again.
function notSaid(id, why) {
  const [conversation, message] = [...inDialogs, ...[...chats].flatMap(([name, { pending }]) => [...pending].map(([one, said]) => [one, [name, said]]))].find(([one]) => one === id)?.[1] ?? [];
  if (!message) return;
  chat(conversation).pending.set(id, { ...message, refused: why });
  if (conversation === current) showTranscript();
}

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

// However many lines come at once, my chats are drawn once a frame, and the queue only when it changes.
let minesAsked = false;
function minesSoon() {
  if (minesAsked) return;
  minesAsked = true;
  setTimeout(() => {
    minesAsked = false;
    showMine();
  }, 30);
}

function showLists() {
  showWaiting();
  showMine();
}

function showWaiting() {
  fill($("waiting"), board.waiting.filter((one) => sift.fits(one, nameOf(one))).map(waitingItem));
  $("waiting-count").textContent = board.total;
  $("nobody").hidden = board.waiting.length > 0;
  $("not-shown").hidden = board.total <= board.waiting.length;
  $("not-shown").textContent = `and ${board.total - board.waiting.length} more, who came later`;
}

function showMine() {
  fill($("mine"), mineInOrder().map(mineItem));
  $("mine-count").textContent = board.mine.length;
  $("none-mine").hidden = board.mine.length > 0;
  const unread = board.mine.reduce((sum, one) => sum + unreadOf(one.conversation), 0);
  document.title = board.total + unread ? `(${board.total + unread}) Desk` : "Desk";
}

// As the list shows them, so that 1 to 9, J and K go by what is seen.
const mineInOrder = () => [...board.mine].sort((a, b) => !!a.snoozed - !!b.snoozed);

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
      el("span", { class: "row" }, el("strong", { dir: "auto" }, nameOf(one)), el("span", { class: waitClass(one.since), "data-since": one.since }, waited(one.since))),
      el("span", { class: "summary", dir: "auto" }, [one.topic === one.reason && nameOf(one) !== one.topic && one.topic, wish(one), one.happened && one.reason].filter(Boolean).join(" · ")),
    ),
    el("button", { class: "accept", type: "button", onclick: () => accept(conversation) }, "Accept"),
  );
}

// What they want in their own words, which are often not those with which they asked for a person.
const wish = (one) => (one.asked && one.happened !== "passed_on" ? `“${one.asked}”` : one.summary || one.channel);

function mineItem(one) {
  const { conversation } = one;
  const lines = chats.get(conversation)?.lines ?? [];
  const last = lines.findLast(([, entry]) => entry.text && ["customer", "rep"].includes(entry.author) && !entry.private)?.[1];
  const unread = unreadOf(conversation);
  const joined = lines.findLastIndex(([, entry]) => entry.event === "joined");
  const said = last && lines.findIndex(([, entry]) => entry === last) > joined; // else it is what they asked for a person with
  const since = waitsSince(one, lines);
  const about = chats.get(conversation)?.about;
  const offer = one.state === "reserved" && accepting !== conversation && !(about?.owner === "rep" && about.rep === me);
  const aside = one.snoozed ? el("span", { class: "aside" }, "Aside until ", clock(one.snoozed)) : null;
  return el(
    "li",
    { class: `item${conversation === current ? " here" : ""}${one.snoozed ? " snoozed" : ""}${offer ? " offer" : ""}`, "data-conversation": conversation },
    el(
      "button",
      { class: "pick", type: "button", onclick: () => show(conversation, true) },
      el("span", { class: "row" }, el("strong", { dir: "auto" }, nameOf(one)), aside ?? (since ? el("span", { class: waitClass(since), "data-since": since, title: "Waits for an answer" }, waited(since)) : last ? clock(last.at) : null), unread ? el("span", { class: "unread", "aria-label": `${unread} unread` }, `${unread}`) : null),
      el("span", { class: "summary", dir: "auto" }, one.state === "reserved" ? offered(one) : isSoonLost(one, lines) ? answerWithin(lines) : last?.author === "rep" ? `${last.name && last.name !== myName ? last.name : "You"}: ${last.text}` : (said || !one.asked ? (last?.text ?? wish(one)) : wish(one))),
    ),
    offer
      ? el("button", { class: "accept", type: "button", title: (one.why ?? []).join("\n"), onclick: () => accept(conversation) }, "Accept")
      : null,
    offer
      ? el("button", { class: "accept decline", type: "button", onclick: () => connection.post({ type: "reject", conversation }) }, "Not me")
      : null,
  );
}

// When the chat goes to somebody else, if nobody answers: counted from when the rep came, or the customer wrote, whichever is later.
function lostAt(lines) {
  const answered = lines.findLastIndex(([, entry]) => entry.author === "rep" && !entry.private);
  const joined = lines.findLastIndex(([, entry]) => ["joined", "transferred"].includes(entry.event));
  const first = lines.slice(Math.max(answered, joined) + 1).find(([, entry]) => entry.author === "customer")?.[1].at;
  const since = joined > answered ? lines[joined][1].at : first;
  return since && silence ? Date.parse(since) + silence : null;
}

const WARNED = 60_000; // ms before
function isSoonLost(one, lines) {
  const lost = one.snoozed ? null : lostAt(lines);
  return lost !== null && lost - Date.now() < WARNED;
}

const answerWithin = (lines) => el("span", { class: "lost-soon" }, "Answer within ", el("span", { class: "left", "data-until": new Date(lostAt(lines)).toISOString() }, secondsLeft(new Date(lostAt(lines)).toISOString())), ", or somebody else does");

// What an offer says under its name: how long it is open, or that it is being accepted.
function offered(one) {
  if (accepting === one.conversation || !one.deadline) return "Being accepted…";
  return el("span", {}, "Offered to you: ", el("span", { class: "left", "data-until": one.deadline }, secondsLeft(one.deadline)), ". ", [one.topic === one.reason && nameOf(one) !== one.topic && one.topic, wish(one), one.happened && one.reason].filter(Boolean).join(" · "));
}

function secondsLeft(until) {
  return `${Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000))} s`;
}

setInterval(() => {
  if (board.mine.some((one) => one.state === "active" && isSoonLost(one, chats.get(one.conversation)?.lines ?? []) !== !!$("mine").querySelector(`[data-conversation="${CSS.escape(one.conversation)}"] .lost-soon`))) showMine();
  for (const left of document.querySelectorAll(".left[data-until]")) left.textContent = secondsLeft(left.dataset.until);
}, 1_000);

// ── how I stand: offered conversations or not ──

const STANDS = { available: "Available", break: "On a break", missed: "Missed an offer: take one up to get more", off_shift: "Off shift: nothing is offered", away: "Away" };
const NOT_OFFERED = {
  off_shift: "You are off shift, so nobody is offered to you. “Work now” above changes that.",
  break: "You are on a break, so nobody is offered to you.",
};
on("stands", ({ state, load, capacity }) => {
  $("stands").textContent = capacity ? `${STANDS[state] ?? state} · ${load} of ${capacity} seats` : (STANDS[state] ?? state);
  $("break").setAttribute("aria-pressed", state === "break");
  $("break").setAttribute("data-on", state !== "break" && state !== "off_shift");
  $("break").textContent = { break: "Back to work", off_shift: "Work now" }[state] ?? "Take a break";
  $("break").hidden = false;
  $("not-offered").hidden = !NOT_OFFERED[state];
  $("not-offered").textContent = NOT_OFFERED[state] ?? "";
});
$("break").addEventListener("click", () => connection.post({ type: "break", on: $("break").getAttribute("data-on") === "true" }));

function unreadOf(conversation) {
  if (conversation === current && !document.hidden) return 0;
  const { lines = [], seen } = chats.get(conversation) ?? {};
  let unread = 0;
  for (let at = lines.length - 1; at >= 0 && later(lines[at][0], seen); at -= 1) unread += lines[at][1].author === "customer";
  return unread;
}

// Since when the customer waits for an answer: the first line after the last one; before the first, since they asked for a person.
function waitsSince(one, lines) {
  const answered = lines.findLastIndex(([, entry]) => entry.author === "rep" && !entry.private);
  const joined = lines.findLastIndex(([, entry]) => ["joined", "transferred"].includes(entry.event));
  if (joined > answered) return one.since;
  return lines.slice(answered + 1).find(([, entry]) => entry.author === "customer")?.[1].at;
}

const [SOON, LATE] = [60_000, 120_000]; // ms: what is promised, and what nobody should wait longer than
function waitClass(since) {
  const waits = Date.now() - new Date(since);
  return waits > LATE ? "since late" : waits > SOON ? "since soon" : "since";
}

// Who it is, where that is known; else what it is about.
function nameOf(one) {
  const account = chats.get(one.conversation)?.about?.account;
  return account?.company || account?.name || plain(one.known?.company) || goodsOf(one) || one.topic || `Customer ${one.conversation.slice(-5)}`;
}

function goodsOf({ known = {} }) {
  const goods = plain(known.product) || plain(known.looked_for);
  return goods ? [figure(known.quantity), plain(known.unit), goods].filter(Boolean).join(" ") : "";
}

setInterval(() => {
  for (const shown of document.querySelectorAll("[data-since]")) {
    const text = waited(shown.dataset.since);
    if (shown.textContent === text) continue;
    shown.textContent = text;
    shown.className = waitClass(shown.dataset.since);
  }
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
  $("mine").querySelector(".here")?.scrollIntoView({ block: "nearest" });
  if (reply && !$("reply").hidden) $("words").focus();
}

// The newest lines, or all of them: a long history is drawn only where somebody asks for it.
function showTranscript(all = false) {
  const open = chat(current);
  const shown = all ? open.lines : open.lines.slice(-SHOWN_LINES);
  $("earlier").hidden = shown.length === open.lines.length;
  $("transcript").replaceChildren(...shown.map(([id, entry]) => lineOf(id, entry, current)));
  $("transcript").append(...[...open.pending].map(([id, message]) => pendingLine(id, message)));
  showSeen();
  toEnd();
}

function showFresh(fresh) {
  const list = $("transcript");
  if (fresh.length > SHOWN_LINES) return showTranscript();
  for (const { entry } of fresh) list.querySelector(`[data-message="${CSS.escape(entry.message)}"]`)?.remove();
  const made = fresh.map(({ id, entry }) => lineOf(id, entry, current));
  const pending = list.querySelector(".pending");
  if (pending) pending.before(...made);
  else list.append(...made);
  showSeen();
  if (atEnd) toEnd();
  if (fresh.some(({ entry }) => entry.author === "customer" || entry.author === "rep" || entry.event === "draft")) {
    $("typing").hidden = true;
    showState();
  }
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

function pendingLine(id, message) {
  const { text, cards, note, refused } = message;
  return el(
    "li",
    { class: `line rep pending${note ? " private" : ""}${refused ? " refused" : ""}`, "data-message": id },
    text ? el("p", { class: "bubble", dir: "auto" }, text) : null,
    cards?.length ? el("p", { class: "offered muted" }, cards.map((card) => card.title).join(" · ")) : null,
    el("p", { class: "who" }, refused ? `Not said: ${refused}` : "Sending…"),
    refused ? el("p", { class: "unsaid" }, el("button", { type: "button", onclick: () => again(id, message) }, "Write it again"), el("button", { type: "button", onclick: () => drop(id) }, "Drop")) : null,
  );
}

// Refused words, into the place where they can be said now.
function again(id, { text, cards, note }) {
  if (!$("reply").hidden) {
    const held = composer.keep();
    composer.restore({ text: [held.text, text].filter(Boolean).join("\n"), cards: [...held.cards, ...(cards ?? [])].slice(0, 6), note: note || held.note });
    $("words").focus();
  } else if (!$("start").hidden) {
    $("start").click();
    $("start-dialog").querySelector("textarea").value = text;
  } else return toast("Nobody can be written to here at the moment.");
  drop(id);
}

function drop(id) {
  chat(current).pending.delete(id);
  $("transcript").querySelector(`[data-message="${CSS.escape(id)}"]`)?.remove();
}

function toEnd() {
  $("scroll").scrollTop = $("scroll").scrollHeight;
}

// Who reads further up is left there; else the end stays in view, also when the room for it changes.
let atEnd = true;
let room = 0; // px; a scroll that comes of less room is not the rep's
$("scroll").addEventListener("scroll", () => {
  const { scrollTop, scrollHeight, clientHeight } = $("scroll");
  if (clientHeight !== room) return;
  atEnd = scrollHeight - scrollTop - clientHeight < 60;
});
new ResizeObserver(() => {
  room = $("scroll").clientHeight;
  if (atEnd) toEnd();
}).observe($("scroll"));

function showState() {
  if (!current) return;
  const waiting = known(current);
  const about = chat(current).about;
  const mine = about?.owner === "rep" && about.rep === me;
  const elsewhere = about?.owner === "rep" && about.rep !== me;
  const beside = elsewhere && (about.guests ?? []).includes(me);
  $("chat-title").textContent = nameOf(waiting ?? { conversation: current, known: about?.slots, topic: about?.dossier?.topic });
  $("chat-state").textContent = mine ? (about.blocked ? `You answer; blocked elsewhere: ${about.blocked}` : "You answer") : beside ? `You answer beside ${about.name}` : elsewhere ? `${about.name || "Another rep"} answers` : waiting ? `Waits since ${new Date(waiting.since).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })}` : about?.blocked ? `Blocked: ${about.blocked}` : about?.owner === "queue" ? "Another rep has taken it" : "The assistant answers";
  $("accept").hidden = mine || elsewhere || !waiting;
  $("decline").hidden = $("accept").hidden || waiting.state !== "reserved";
  for (const button of ["hand-back", "resolve", "snooze", "transfer", "report"]) $(button).hidden = !mine;
  $("start").hidden = !(about?.owner === "bot" && about.consent && !about.blocked && !waiting);
  const named = !mine && !beside && !iLead && (about?.mentioned ?? []).includes(me);
  $("reply").hidden = !mine && !beside && !named && !(elsewhere && iLead);
  composer.notesOnly(named);
  $("join").hidden = !(elsewhere && iLead && !beside);
  drafts.show(chat(current).lines, mine);
  composer.whispers(elsewhere && iLead && !beside);
  if (mine && about.snoozed) $("chat-state").replaceChildren("You put it aside until ", clock(about.snoozed));
  if (mine && accepting === current) {
    accepting = null;
    $("words").focus();
  }
  $("known").replaceChildren(...knownParts(waiting, about, chat(current).lines, jump, { mine, setRight, propose }));
}

// ── the dossier's buttons ──

// Words and products go into the composer, for the rep to look at and send; a callback asks for its window.
function propose(proposal) {
  if (proposal.kind === "callback") {
    askWindow(proposal, (start) => connection.send({ type: "callback", conversation: current, start }));
    return;
  }
  $("columns").dataset.shown = "chat";
  const cards = proposal.products.map((id) => ({ id, title: productName(id) }));
  composer.restore({ text: proposal.text, cards });
  $("words").focus();
}

function productName(id) {
  const orders = chat(current).about?.account?.orders ?? [];
  for (const { products = [], lines } of orders) if (products.includes(id)) return lines[products.indexOf(id)];
  return id;
}

function setRight(fact, held) {
  const conversation = current;
  askRight(fact.replaceAll("_", " "), held, (right) => {
    connection.send({ type: "set_right", conversation, fact, right });
    toast("Noted for the review.", true);
  });
}

// To the line where something was said.
function jump(id) {
  $("columns").dataset.shown = "chat";
  if (!$("transcript").querySelector(`[data-id="${id}"]`)) showTranscript(true);
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
function say({ text, cards, note, whisper, asked }) {
  const what = asked ? { type: "ask", text } : whisper ? { type: "whisper", text } : note ? { type: "note", text } : { type: "say", text, products: cards.map((card) => card.id) };
  const id = connection.send({ ...what, conversation: current });
  chat(current).pending.set(id, { text, cards, note });
  $("transcript").append(pendingLine(id, { text, cards, note }));
  toEnd();
}

// ── what the rep does ──

const drafts = new DraftBox({
  say: ({ text, cards }) => say({ text, cards: cards.slice(0, 6), note: false }),
  edit: (draft) => {
    composer.restore(draft);
    $("words").focus();
  },
});

const sift = new Sift(
  () => showWaiting(),
  (filters) => connection.post({ type: "filters", filters }),
);

const composer = new Composer({
  say,
  toast,
  askColleagues: (words) => connection.post({ type: "colleagues", words }),
  typing: () => connection.post({ type: "typing", conversation: current }),
  search: (words) => connection.post({ type: "search", words }),
});

$("accept").addEventListener("click", () => accept(current));
$("join").addEventListener("click", () => connection.send({ type: "join", conversation: current }));
$("decline").addEventListener("click", () => connection.post({ type: "reject", conversation: current }));
$("earlier").addEventListener("click", () => {
  const below = $("scroll").scrollHeight - $("scroll").scrollTop;
  showTranscript(true);
  $("scroll").scrollTop = $("scroll").scrollHeight - below;
});
$("back").addEventListener("click", () => ($("columns").dataset.shown = "lists"));
$("details").addEventListener("click", () => ($("columns").dataset.shown = "known"));
$("back-to-chat").addEventListener("click", () => ($("columns").dataset.shown = "chat"));

dialogs({
  conversation: () => current,
  consent: () => chat(current).about?.consent ?? "",
  askColleagues: (words) => connection.post({ type: "colleagues", words }),
  snoozed: () => chat(current).about?.snoozed,
  reaches,
  send: (message) => {
    const id = connection.send(message);
    const text = message.text || message.note || message.why;
    if (text) inDialogs.set(id, [message.conversation, { text }]);
  },
});

// How far a block may reach: beyond the conversation only where their website has proved who it is.
function reaches() {
  const account = chat(current).about?.account;
  const person = account && [["person", `${account.name || account.facts.email}, wherever they write`]];
  const company = account?.facts.account && [["account", `all of ${account.company}, wherever they write`]];
  return [["", "this conversation"], ...(person || []), ...(company || [])];
}

const DRAFT_KEYS = { u: "use", i: "edit", d: "drop" };
const KEYS = { s: "snooze", t: "transfer", h: "hand-back", e: "resolve" };

document.addEventListener("keydown", (event) => {
  const writing = event.target.closest("input, textarea, select");
  if (event.target.closest("dialog") || event.ctrlKey || event.metaKey || event.altKey !== !!writing) return;
  const key = keyOf(event);
  const offer = board.mine.find((one) => one.state === "reserved") ?? board.waiting[0];
  if (key === "a" && offer) accept(offer.conversation);
  else if (key === "r" && !$("reply").hidden) $("words").focus();
  else if (key === "/" && !$("reply").hidden) composer.offer("/");
  else if (key === "n" && !$("reply").hidden) composer.note(true);
  else if (key === "q" && !$("reply").hidden) composer.ask(true);
  else if (DRAFT_KEYS[key] && !$("draft").hidden) drafts[DRAFT_KEYS[key]]();
  else if (key === "p" && !$("reply").hidden) composer.openSearch();
  else if (KEYS[key] && current && !$(KEYS[key]).hidden) $(KEYS[key]).click();
  else if (/^[0-9]$/.test(key) && board.mine[(+key || 10) - 1]) show(mineInOrder()[(+key || 10) - 1].conversation, true);
  else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
  else return;
  event.preventDefault();
});

// With Alt a keyboard may make another sign of the key.
function keyOf({ altKey, code, key }) {
  return altKey && /^(Key|Digit)/.test(code) ? code.at(-1).toLowerCase() : key.toLowerCase();
}

function step(by) {
  const all = [...mineInOrder(), ...board.waiting].map((one) => one.conversation);
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
  remember(`quartermaster-desk:${me}:${current}`, open.seen);
}

function later(id, other) {
  const [a, b] = [id, other ?? "0"].map((one) => one.split("-").map(Number));
  return a[0] > b[0] || (a[0] === b[0] && (a[1] ?? 0) > (b[1] ?? 0));
}

const readSeen = (conversation) => remembered(`quartermaster-desk:${me}:${conversation}`);

function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // it begins anew with the next page
  }
}

document.addEventListener("visibilitychange", () => {
  if (current && !document.hidden) sawAll();
  showLists();
});

let toastEnds;
function toast(text, good = false) {
  $("toast").textContent = text;
  $("toast").classList.toggle("good", good);
  $("toast").hidden = false;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => ($("toast").hidden = true), 8_000);
}

// An address such as /desk#CONVERSATION opens that one.
function openNamed() {
  const named = decodeURIComponent(location.hash.slice(1));
  if (named) show(named);
}
addEventListener("hashchange", openNamed);

// ── what is written is kept in this tab, over a new page and a new sign-in ──

function keepWritten() {
  if (current) chat(current).draft = composer.keep();
  const all = [...chats].map(([conversation, { draft, pending }]) => [conversation, { draft, unsaid: [...pending] }]);
  const written = Object.fromEntries(all);
  for (const [conversation, text] of typedInDialogs()) (written[conversation] ??= { unsaid: [] }).unsaid.push([crypto.getRandomValues(new Uint32Array(2)).join("-"), { text }]);
  keep(me, { current, written });
}

function recallWritten() {
  const { current: open, written } = recall(me);
  for (const [conversation, { draft, unsaid }] of Object.entries(written)) {
    chat(conversation).draft = draft;
    for (const [id, one] of unsaid) chat(conversation).pending.set(id, { ...one, refused: one.refused ?? "the page was left first" });
  }
  if (location.hash) openNamed();
  else if (open) show(open);
}

let signsOut = false;
$("sign-out").addEventListener("submit", () => {
  signsOut = true;
  forget(me);
});
addEventListener("pagehide", () => signsOut || keepWritten());
document.addEventListener("visibilitychange", () => document.hidden && !signsOut && keepWritten());
connection.addEventListener("welcome", recallWritten, { once: true });

connection.start();
