// The desk's page: what comes from the server goes to its place, and what the rep presses to its deed.

import { chat, connection, desk, follow, known, later, me, nameOf, offersInOrder, on, sawAll } from "./chats.js";
import { dialogs, offerColleagues } from "./dialogs.js";
import "./keyboard.js";
import { minesSoon, showLists, showMine, showWaiting, sift } from "./lists.js";
import "./notices.js";
import { accept, composer, show, showState } from "./open_chat.js";
import { reaches } from "./proposals.js";
import { signal } from "./signals.js";
import "./standing.js";
import { toast } from "./toast.js";
import { notSaid, sendDeed, showFresh, showSeen } from "./transcript.js";
import { recallWritten } from "./unsent.js";

const $ = (id) => document.getElementById(id);
const JUST = 30_000; // ms; what came before is no news
const TYPING_FOR = 5_000; // ms
let freshLine = true; // the first board of a connection is all of it

// ── what comes from the server ──

on("state", (state) => {
  const said = { connecting: "Connecting…", open: "Connected", lost: "Not connected, trying again. What you write is kept.", signed_out: "Signed out." }[state];
  $("line").textContent = said;
  $("line").dataset.state = state;
  if (state === "signed_out") location.replace("/desk?ended");
});

on("welcome", ({ canned, lead, filters, name, silent_seconds: seconds }) => {
  Object.assign(desk, { silence: seconds * 1000, name, lead });
  sift.restore(filters ?? []);
  composer.canned = canned ?? [];
  freshLine = true;
  if (desk.current && desk.board.waiting.some((one) => one.conversation === desk.current)) follow(desk.current);
});

// What has changed.
on("board", ({ waiting, gone, total, mine }) => {
  const before = freshLine ? { waiting: [], mine: [] } : desk.board;
  const held = new Set(before.mine.map((one) => one.conversation));
  const left = new Set([...gone, ...waiting.map((one) => one.conversation)]);
  const stay = before.waiting.filter((one) => !left.has(one.conversation));
  freshLine = false;
  desk.board = { waiting: [...stay, ...waiting].sort((a, b) => new Date(a.since) - new Date(b.since)), mine: mine ?? desk.board.mine, total };
  const fresh = desk.board.mine.filter((one) => !held.has(one.conversation));
  const offers = fresh.filter((one) => one.state === "reserved");
  if (offers.length) signal(offers.length > 1 ? `${offers.length} offers` : "An offer", nameOf(offers[0]));
  for (const one of fresh) follow(one.conversation);
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
  tellOf(conversation, fresh);
  if (conversation === desk.current && fresh.length) {
    showFresh(fresh);
    if (fresh.some(({ entry }) => entry.author === "customer" || entry.author === "rep" || entry.event === "draft")) {
      $("typing").hidden = true;
      showState();
    }
    sawAll();
  }
  minesSoon();
});

// A customer's words while the desk is out of sight; a chat that went to somebody else.
function tellOf(conversation, fresh) {
  const about = chat(conversation).about;
  const theirs = fresh.findLast(({ entry }) => entry.author === "customer");
  if (document.hidden && about?.rep === me && theirs) signal("A customer wrote", theirs.entry.text ?? "");
  const lost = fresh.some(({ entry }) => entry.event === "lost" && entry.name === desk.name && Date.now() - Date.parse(entry.at) < JUST);
  if (lost) toast(`${nameOf({ conversation, ...known(conversation) })} waited too long for an answer: somebody else goes on.`);
}

on("colleagues", (found) => (composer.naming !== null ? composer.offerNames(found) : offerColleagues(found)));

on("seen", ({ conversation, who, up_to: upTo }) => {
  const open = chat(conversation);
  if (who === "customer") {
    if (open.about) open.about.seen = upTo;
    if (conversation === desk.current) showSeen();
  } else if (later(upTo, open.seen)) {
    open.seen = upTo; // another tab of mine
    minesSoon();
  }
});

on("found", (found) => composer.showFound(found));

on("about", (about) => {
  chat(about.conversation).about = about;
  if (about.conversation !== desk.current) return;
  showState();
  showSeen();
});

on("refused", ({ conversation, text, id }) => {
  if (desk.accepting === conversation) desk.accepting = null;
  toast(`Not done: ${text}.`);
  notSaid(id, text);
});

on("error", ({ id, text }) => {
  toast(text);
  notSaid(id, text);
});

let typingEnds;
on("typing", ({ conversation }) => {
  if (conversation !== desk.current) return;
  $("typing").hidden = false;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => ($("typing").hidden = true), TYPING_FOR);
});

// ── what the rep presses ──

const decline = (conversation) => connection.post({ type: "reject", conversation });

for (const list of ["offers", "mine", "waiting"]) {
  $(list).addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const { conversation } = target.closest("[data-conversation]")?.dataset ?? {};
    if (!button || !conversation) return;
    if (button.classList.contains("decline")) decline(conversation);
    else if (button.classList.contains("accept")) accept(conversation);
    else show(conversation, list !== "waiting");
  });
}

$("accept").addEventListener("click", () => accept(desk.current));
$("join").addEventListener("click", () => connection.send({ type: "join", conversation: desk.current }));
$("decline").addEventListener("click", () => decline(desk.current));
$("decline-all").addEventListener("click", () => offersInOrder().forEach((one) => decline(one.conversation)));
$("back").addEventListener("click", () => ($("columns").dataset.shown = "lists"));
$("details").addEventListener("click", () => ($("columns").dataset.shown = "known"));
$("back-to-chat").addEventListener("click", () => ($("columns").dataset.shown = "chat"));

dialogs({
  conversation: () => desk.current,
  consent: () => chat(desk.current).about?.consent ?? "",
  askColleagues: (words) => connection.post({ type: "colleagues", words }),
  snoozed: () => chat(desk.current).about?.snoozed,
  reaches,
  send: sendDeed,
});

document.addEventListener("visibilitychange", () => {
  if (desk.current && !document.hidden) sawAll();
  showLists();
});

// An address such as /desk#CONVERSATION opens that one.
function openNamed() {
  const named = decodeURIComponent(location.hash.slice(1));
  if (named) show(named);
}
addEventListener("hashchange", openNamed);

function openAsBefore() {
  const current = recallWritten();
  if (location.hash) openNamed();
  else if (current) show(current);
}
connection.addEventListener("welcome", openAsBefore, { once: true });

connection.start();
