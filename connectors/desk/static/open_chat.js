// The open conversation: who answers in it, what I may do there, what is known, and the answer being written.

import { chat, connection, desk, follow, known, me, nameOf, sawAll } from "./chats.js";
import { Composer } from "./composer.js";
import { DraftBox } from "./draft.js";
import { clock } from "./elements.js";
import { knownParts } from "./known.js";
import { showLists } from "./lists.js";
import { propose, setRight } from "./proposals.js";
import { toast } from "./toast.js";
import { jump, onRefused, say, showTranscript } from "./transcript.js";

const $ = (id) => document.getElementById(id);

export const composer = new Composer({
  say,
  toast,
  askColleagues: (words) => connection.post({ type: "colleagues", words }),
  typing: () => connection.post({ type: "typing", conversation: desk.current }),
  search: (words) => connection.post({ type: "search", words }),
});

export const drafts = new DraftBox({
  say: ({ text, cards }) => say({ text, cards: cards.slice(0, 6), note: false }),
  edit: write,
});

export function show(conversation, reply = false) {
  if (desk.current) chat(desk.current).draft = composer.keep();
  desk.current = conversation;
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

export function accept(conversation) {
  desk.accepting = conversation;
  connection.post({ type: "claim", conversation });
  show(conversation);
}

// How I stand to the open conversation: it is mine, or a colleague's, beside whom I may answer, or whom a note named me to.
function standing(about) {
  const mine = about?.owner === "rep" && about.rep === me;
  const elsewhere = about?.owner === "rep" && about.rep !== me;
  const beside = elsewhere && (about.guests ?? []).includes(me);
  const named = !mine && !beside && !desk.lead && (about?.mentioned ?? []).includes(me);
  return { mine, elsewhere, beside, named, onlooker: elsewhere && desk.lead && !beside };
}

export function showState() {
  const { current } = desk;
  if (!current) return;
  const waiting = known(current);
  const { about, lines } = chat(current);
  const stands = standing(about);
  const { mine } = stands;
  $("chat-title").textContent = nameOf(waiting ?? { conversation: current, known: about?.slots, topic: about?.dossier?.topic });
  $("chat-state").replaceChildren(...whoAnswers(about, waiting, stands));
  showDeeds(about, waiting, stands);
  composer.notesOnly(stands.named);
  drafts.show(lines, mine);
  composer.whispers(stands.onlooker);
  if (mine && desk.accepting === current) {
    desk.accepting = null;
    $("words").focus();
  }
  $("known").replaceChildren(...knownParts(waiting, about, lines, jump, { mine, setRight, propose: (one) => propose(one, write) }));
}

function whoAnswers(about, waiting, { mine, beside, elsewhere }) {
  if (mine && about.snoozed) return ["You put it aside until ", clock(about.snoozed)];
  if (mine) return [about.blocked ? `You answer; blocked elsewhere: ${about.blocked}` : "You answer"];
  if (beside) return [`You answer beside ${about.name}`];
  if (elsewhere) return [`${about.name || "Another rep"} answers`];
  if (waiting) return [`Waits since ${new Date(waiting.since).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" })}`];
  if (about?.blocked) return [`Blocked: ${about.blocked}`];
  return [about?.owner === "queue" ? "Another rep has taken it" : "The assistant answers"];
}

function showDeeds(about, waiting, { mine, elsewhere, beside, named, onlooker }) {
  $("accept").hidden = mine || elsewhere || !waiting;
  $("decline").hidden = $("accept").hidden || waiting.state !== "reserved";
  for (const button of ["hand-back", "resolve", "snooze", "transfer", "report"]) $(button).hidden = !mine;
  $("start").hidden = !(about?.owner === "bot" && about.consent && !about.blocked && !waiting);
  $("reply").hidden = !mine && !beside && !named && !onlooker;
  $("join").hidden = !onlooker;
}

// Into the composer, for the rep to look at and send.
function write(draft) {
  $("columns").dataset.shown = "chat";
  composer.restore(draft);
  $("words").focus();
}

// Refused words, into the place where they can be said now.
onRefused(({ text, cards, note }) => {
  if (!$("reply").hidden) {
    const held = composer.keep();
    write({ text: [held.text, text].filter(Boolean).join("\n"), cards: [...held.cards, ...(cards ?? [])].slice(0, 6), note: note || held.note });
    return true;
  }
  if ($("start").hidden) {
    toast("Nobody can be written to here at the moment.");
    return false;
  }
  $("start").click();
  $("start-dialog").querySelector("textarea").value = text;
  return true;
});
