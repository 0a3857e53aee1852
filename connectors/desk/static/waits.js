// How long customers wait: since when, in which color, and when a chat goes to somebody else. Kept up to date each second.

import { desk, linesOf } from "./chats.js";
import { el, waited } from "./elements.js";

const [SOON, LATE] = [60_000, 120_000]; // ms: what is promised, and what nobody should wait longer than
const WARNED = 60_000; // ms before a chat is lost

// Since when the customer waits for an answer: the first line after the last one; before the first, since they asked for a person.
export function waitsSince(one, lines) {
  const { answered, joined } = marks(lines);
  if (joined > answered) return one.since;
  return lines.slice(answered + 1).find(([, entry]) => entry.author === "customer")?.[1].at;
}

export const sinceItem = (since, title) => el("span", { class: waitClass(since), "data-since": since, title }, waited(since));

function waitClass(since) {
  const waits = Date.now() - new Date(since);
  return waits > LATE ? "since late" : waits > SOON ? "since soon" : "since";
}

export function isSoonLost(one) {
  const lost = one.snoozed ? null : lostAt(linesOf(one.conversation));
  return lost !== null && lost - Date.now() < WARNED;
}

export function answerWithin(one) {
  const until = new Date(lostAt(linesOf(one.conversation))).toISOString();
  return el("span", { class: "lost-soon" }, "Answer within ", secondsLeft(until), ", or somebody else does");
}

// A countdown to a moment.
export const secondsLeft = (until) => el("span", { class: "left", "data-until": until }, countdown(until));

function countdown(until) {
  return `${Math.max(0, Math.ceil((Date.parse(until) - Date.now()) / 1000))} s`;
}

// When the chat goes to somebody else, if nobody answers: counted from when the rep came, or the customer wrote, whichever is later.
function lostAt(lines) {
  const { answered, joined } = marks(lines);
  const first = lines.slice(Math.max(answered, joined) + 1).find(([, entry]) => entry.author === "customer")?.[1].at;
  const since = joined > answered ? lines[joined][1].at : first;
  return since && desk.silence ? Date.parse(since) + desk.silence : null;
}

// Where a rep last answered, and last came.
function marks(lines) {
  const answered = lines.findLastIndex(([, entry]) => entry.author === "rep" && !entry.private);
  const joined = lines.findLastIndex(([, entry]) => ["joined", "transferred"].includes(entry.event));
  return { answered, joined };
}

setInterval(() => {
  for (const left of document.querySelectorAll(".left[data-until]")) left.textContent = countdown(left.dataset.until);
  for (const shown of document.querySelectorAll("[data-since]")) {
    const text = waited(shown.dataset.since);
    if (shown.textContent === text) continue;
    shown.textContent = text;
    shown.className = waitClass(shown.dataset.since);
  }
}, 1_000);
