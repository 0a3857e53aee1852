// The lists at the side: what is offered to me, my chats, and those that wait. What their buttons do is said in desk.js.

import { connection, desk, linesOf, mineInOrder, nameOf, offersInOrder, unreadOf } from "./chats.js";
import { clock, el } from "./elements.js";
import { Sift } from "./sift.js";
import { answerWithin, isSoonLost, secondsLeft, sinceItem, waitsSince } from "./waits.js";

const $ = (id) => document.getElementById(id);

export const sift = new Sift(
  () => showWaiting(),
  (filters) => connection.post({ type: "filters", filters }),
);

export function showLists() {
  showWaiting();
  showMine();
}

export function showWaiting() {
  const { waiting, total } = desk.board;
  fill($("waiting"), waiting.filter((one) => sift.fits(one, nameOf(one))).map(waitingItem));
  $("waiting-count").textContent = total;
  $("nobody").hidden = waiting.length > 0;
  $("not-shown").hidden = total <= waiting.length;
  $("not-shown").textContent = `and ${total - waiting.length} more, who came later`;
}

export function showMine() {
  const [offers, mine] = [offersInOrder(), mineInOrder()];
  showOffers(offers);
  fill($("mine"), mine.map(mineItem));
  $("mine-count").textContent = mine.length;
  $("none-mine").hidden = mine.length + offers.length > 0;
  const unread = mine.reduce((sum, one) => sum + unreadOf(one.conversation), 0);
  const news = desk.board.total + offers.length + unread;
  document.title = news ? `(${news}) Desk` : "Desk";
}

// One offer at a time is asked about, however many there are; the others stand behind it in a line each.
function showOffers(offers) {
  fill($("offers"), offers.map((one, at) => (at ? laterOffer(one) : nextOffer(one))));
  $("offers-part").hidden = !offers.length;
  $("offers-count").textContent = offers.length;
  $("decline-all").hidden = offers.length < 2;
}

// However many lines come at once, my chats are drawn once a frame, and the queue only when it changes.
let asked = false;
export function minesSoon() {
  if (asked) return;
  asked = true;
  setTimeout(() => {
    asked = false;
    showMine();
  }, 30);
}

// A chat that is about to go to somebody else says so, whatever else happens.
setInterval(() => {
  const shown = (one) => !!$("mine").querySelector(`[data-conversation="${CSS.escape(one.conversation)}"] .lost-soon`);
  if (desk.board.mine.some((one) => one.state === "active" && isSoonLost(one) !== shown(one))) showMine();
}, 1_000);

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
    { class: conversation === desk.current ? "item here" : "item", "data-conversation": conversation },
    pick(one, [sinceItem(one.since)], wants(one)),
    el("button", { class: "accept", type: "button" }, "Accept"),
  );
}

function mineItem(one) {
  const { conversation, snoozed } = one;
  const marks = [conversation === desk.current && "here", snoozed && "snoozed"].filter(Boolean);
  const unread = unreadOf(conversation);
  return el(
    "li",
    { class: ["item", ...marks].join(" "), "data-conversation": conversation },
    pick(one, [when(one), unread ? el("span", { class: "unread", "aria-label": `${unread} unread` }, `${unread}`) : null], news(one)),
  );
}

function nextOffer(one) {
  const { conversation, deadline, since, why } = one;
  return el(
    "li",
    { class: conversation === desk.current ? "item offer here" : "item offer", "data-conversation": conversation },
    pick(one, [sinceItem(since, "Waits for a person")], el("span", {}, "Yours for ", secondsLeft(deadline), ". ", wants(one))),
    el("button", { class: "accept", type: "button", title: ["A", ...(why ?? [])].join("\n") }, "Accept"),
    el("button", { class: "accept decline", type: "button", title: "X" }, "Not me"),
  );
}

function laterOffer(one) {
  const { conversation, deadline } = one;
  return el("li", { class: conversation === desk.current ? "item later here" : "item later", "data-conversation": conversation }, pick(one, [secondsLeft(deadline)]));
}

function pick(one, beside, below) {
  const row = el("span", { class: "row" }, el("strong", { dir: "auto" }, nameOf(one)), ...beside);
  return el("button", { class: "pick", type: "button" }, row, below ? el("span", { class: "summary", dir: "auto" }, below) : null);
}

// Until when it is put aside, else how long they wait for an answer, else when somebody last wrote.
function when(one) {
  if (one.snoozed) return el("span", { class: "aside" }, "Aside until ", clock(one.snoozed));
  const since = waitsSince(one, linesOf(one.conversation));
  if (since) return sinceItem(since, "Waits for an answer");
  const last = lastSaid(one);
  return last ? clock(last.at) : null;
}

const lastSaid = (one) => linesOf(one.conversation).findLast(([, entry]) => entry.text && ["customer", "rep"].includes(entry.author) && !entry.private)?.[1];

// What there is to know of a chat of mine in a line: the hurry, or the last words.
function news(one) {
  if (one.state === "reserved") return "Being accepted…";
  if (isSoonLost(one)) return answerWithin(one);
  const last = lastSaid(one);
  if (last?.author === "rep") return `${last.name && last.name !== desk.name ? last.name : "You"}: ${last.text}`;
  const lines = linesOf(one.conversation);
  const joined = lines.findLastIndex(([, entry]) => entry.event === "joined");
  const said = last && lines.findIndex(([, entry]) => entry === last) > joined; // else it is what they asked for a person with
  return said || !one.asked ? (last?.text ?? wish(one)) : wish(one);
}

function wants(one) {
  const topic = one.topic === one.reason && nameOf(one) !== one.topic && one.topic;
  return [topic, wish(one), one.happened && one.reason].filter(Boolean).join(" · ");
}

// What they want in their own words, which are often not those with which they asked for a person.
const wish = (one) => (one.asked && one.happened !== "passed_on" ? `“${one.asked}”` : one.summary || one.channel);
