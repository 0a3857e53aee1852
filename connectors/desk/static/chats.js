// What this tab holds: who waits, my chats, and the lines of the conversations that were opened here.

import { Connection } from "./connection.js";
import { figure, plain } from "./elements.js";

export const me = document.body.dataset.rep;
export const connection = new Connection();
export const on = (type, handle) => connection.addEventListener(type, (event) => handle(event.detail));

// `board`: those that wait, longest first (`total` counts also those not shown), and mine; `silence`: ms without an answer after
// which a chat goes to somebody else; `accepting`: the conversation whose answer gets the focus as soon as it is ours.
export const desk = { board: { waiting: [], mine: [], total: 0 }, current: null, accepting: null, lead: false, name: "", silence: 0 };

export const chats = new Map(); // conversation → {lines: [[id, entry]], about, pending, seen, draft}

export function chat(conversation) {
  if (!chats.has(conversation)) chats.set(conversation, { lines: [], about: null, pending: new Map(), seen: remembered(seenKey(conversation)), draft: null });
  return chats.get(conversation);
}

export const linesOf = (conversation) => chats.get(conversation)?.lines ?? [];

export function known(conversation) {
  const { waiting, mine } = desk.board;
  return waiting.find((one) => one.conversation === conversation) ?? mine.find((one) => one.conversation === conversation);
}

// As the lists show them, so that A, 1 to 9, J and K go by what is seen: offers by when they lapse, of those that came together
// first who has waited longest; my chats with what is put aside last.
export const offersInOrder = () => desk.board.mine.filter(isOffer).sort((a, b) => lapses(a) - lapses(b) || new Date(a.since) - new Date(b.since));
export const mineInOrder = () => desk.board.mine.filter((one) => !isOffer(one)).sort((a, b) => !!a.snoozed - !!b.snoozed);

const lapses = (one) => Math.round(Date.parse(one.deadline ?? one.since) / 1000);

function isOffer({ conversation, state }) {
  const about = chats.get(conversation)?.about;
  return state === "reserved" && desk.accepting !== conversation && !(about?.owner === "rep" && about.rep === me);
}

export function follow(conversation) {
  connection.post({ type: "open", conversation, last: chat(conversation).lines.at(-1)?.[0] ?? "0" });
}

// ── how they are called ──

// Who it is, where that is known; else what it is about.
export function nameOf(one) {
  const account = chats.get(one.conversation)?.about?.account;
  return account?.company || account?.name || plain(one.known?.company) || goodsOf(one) || one.topic || `Customer ${one.conversation.slice(-5)}`;
}

function goodsOf({ known = {} }) {
  const goods = plain(known.product) || plain(known.looked_for);
  return goods ? [figure(known.quantity), plain(known.unit), goods].filter(Boolean).join(" ") : "";
}

// ── what is read ──

export function unreadOf(conversation) {
  if (conversation === desk.current && !document.hidden) return 0;
  const { lines = [], seen } = chats.get(conversation) ?? {};
  let unread = 0;
  for (let at = lines.length - 1; at >= 0 && later(lines[at][0], seen); at -= 1) unread += lines[at][1].author === "customer";
  return unread;
}

export function sawAll() {
  const open = chat(desk.current);
  if (!open.lines.length || document.hidden) return;
  const last = open.lines.at(-1)[0];
  if (last === open.seen) return;
  open.seen = last;
  connection.post({ type: "seen", conversation: desk.current, up_to: last });
  remember(seenKey(desk.current), open.seen);
}

// Whether one id of a line comes after another.
export function later(id, other) {
  const [a, b] = [id, other ?? "0"].map((one) => one.split("-").map(Number));
  return a[0] > b[0] || (a[0] === b[0] && (a[1] ?? 0) > (b[1] ?? 0));
}

const seenKey = (conversation) => `quartermaster-desk:${me}:${conversation}`;

export function remembered(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // it begins anew with the next page
  }
}
