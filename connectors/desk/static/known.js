// The side panel: what is known, each fact with a way to the line in which the customer said it.

import { cardPicture, clock, dollars, el, figure, plain } from "./elements.js";
import { quoteParts } from "./quotes.js";

// `desk` does what a proposal says, and sets a fact right.
export function knownParts(waiting, about, lines, jump, desk) {
  const { items: listed, about: _, ...known } = waiting?.known ?? {}; // what was listed stands below, what was looked at above
  const slots = { ...known, ...(about?.slots ?? {}) };
  delete slots.promised_until; // the promise stands in the dossier, in words
  const proved = about?.account ? [about.account.name, about.account.company, about.account.facts.email] : [];
  for (const name of ["name", "company", "email"]) if (proved.includes(plain(slots[name]))) delete slots[name]; // it stands above
  const parts = [
    ...dossierParts(about?.dossier, about, desk),
    ...accountParts(about?.account),
    ...part("Facts", facts(slots, lines, jump, desk?.mine ? desk.setRight : null, about?.said)),
    ...(about?.requests ?? []).flatMap((request) => requestParts(request, lines, jump)),
    ...part("Basket and list", items(about, listed)),
  ];
  if (waiting?.summary && !about?.dossier?.why) parts.push(el("h3", {}, "When asking for a person"), el("p", { class: "text", dir: "auto" }, waiting.summary));
  if (waiting) parts.push(el("h3", {}, "Since"), el("p", {}, clock(waiting.since), ` on ${waiting.channel}`));
  return parts.length ? parts : [el("p", { class: "muted" }, "Nothing yet.")];
}

// Why they come, what was tried, and what to do next.
function dossierParts(dossier, about, desk) {
  if (!dossier?.why) return [];
  const where = [dossier.place, dossier.local_time && `${dossier.local_time} there`].filter(Boolean).join(" · ");
  return [
    el(
      "section",
      { class: "dossier", "aria-label": "Dossier" },
      el("p", { class: "why", dir: "auto" }, dossier.why.replaceAll("_", " ")),
      where ? el("p", { class: "muted" }, where) : null,
      ...dossier.lines.map((line) => el("p", { dir: "auto" }, line)),
      dossier.tried.length ? el("details", {}, el("summary", {}, "What the assistant tried"), el("ol", { class: "tried" }, ...dossier.tried.map((one) => el("li", {}, el("span", { dir: "auto" }, `“${one.text}”`), el("span", { class: "muted" }, ` ${one.taken_for || "not understood"}`)))), el("p", {}, el("a", { href: `/desk/review/${encodeURIComponent(about.conversation)}` }, "Set an intent right"))) : null,
      desk?.mine && dossier.proposals.length ? el("p", { class: "next" }, ...dossier.proposals.map((one, index) => el("button", { type: "button", class: index ? "" : "primary", onclick: () => desk.propose(one) }, one.label))) : null,
    ),
  ];
}

// Who it is, as their website has proved, and what the company has ordered of late.
function accountParts(account) {
  if (!account) return [];
  const rows = Object.entries(account.facts).flatMap(([name, text]) => [el("dt", {}, name), el("dd", { dir: "auto" }, text)]);
  return [
    el("div", { class: "who-it-is" }, el("p", { class: "company", dir: "auto" }, account.company || account.name || "Signed in"), account.company && account.name ? el("p", { class: "muted", dir: "auto" }, account.name) : null, el("p", { class: "muted proved" }, Date.parse(account.proved) > Date.now() ? "Signed in on the website, until " : "Was signed in on the website until ", clock(account.proved))),
    el("dl", {}, ...rows),
    ...part("Newest orders", account.orders.length ? el("ul", { class: "orders" }, ...account.orders.map(orderItem)) : null),
    ...part("Invoices to pay", account.invoices.length ? el("ul", { class: "orders" }, ...account.invoices.map(invoiceItem)) : null),
  ];
}

function orderItem({ number, placed, progress, total, lines }) {
  return el(
    "li",
    {},
    el("details", {}, el("summary", {}, el("strong", {}, number), " ", el("span", { class: "state" }, progress), el("span", { class: "amount" }, dollars(total))), el("p", { class: "muted" }, clock(placed)), ...lines.map((line) => el("p", { dir: "auto" }, line))),
  );
}

function invoiceItem({ number, due, state, amount }) {
  const day = new Date(`${due}T12:00`).toLocaleDateString("en-US", { month: "short", day: "numeric" });
  return el("li", { class: "invoice" }, el("strong", {}, number), " ", el("span", { class: state === "overdue" ? "state late" : "state" }, state === "overdue" ? `overdue since ${day}` : `due ${day}`), el("span", { class: "amount" }, dollars(amount)));
}

const part = (title, content) => (content ? [el("h3", {}, title), content] : []);

function requestParts(request, lines, jump) {
  const title = el("h3", {}, `${request.number} `, el("span", { class: "state" }, request.state));
  return [title, facts(request.fields, lines, jump) ?? el("p", { class: "muted" }, "Just opened."), ...quoteParts(request)];
}

function facts(known, lines, jump, setRight, said = {}) {
  const rows = Object.entries(known ?? {})
    .map(([name, value]) => [name, plain(value), value])
    .filter(([name, text]) => text && !(name.endsWith("_text") && known[name.slice(0, -5)])); // the words beside what they were taken for
  if (!rows.length) return null;
  const shown = rows.flatMap(([name, text, value]) => [el("dt", {}, name.replaceAll("_", " ")), el("dd", { dir: "auto" }, shownAs(name, text), " ", whereSaid(value, lines, jump, said[name]), setRight ? el("button", { class: "where", type: "button", title: "This is wrong", "aria-label": `${name.replaceAll("_", " ")} is wrong`, onclick: () => setRight(name, text) }, "✎") : null)]);
  return el("dl", {}, ...shown);
}

const MONEY = /^(max_price|min_price|target_price|money|budget)$/;

function shownAs(name, text) {
  if (MONEY.test(name) && Number(text) > 0) return dollars(text);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return new Date(`${text}T12:00`).toLocaleDateString("en-US", { month: "short", day: "numeric", year: "numeric" });
  return { true: "yes", false: "no" }[text] ?? (name === "quantity" ? figure(text) : text);
}

// The line of the message that the fact came with; where that is not known, the newest one with these words.
function whereSaid(value, lines, jump, message) {
  const came = message && lines.find(([, entry]) => entry.author === "customer" && entry.message === message);
  const id = came?.[0] ?? saidIn(value, lines);
  if (!id) return null;
  return el("button", { class: "where", type: "button", title: "Where it was said", "aria-label": "Where it was said", onclick: () => jump(id) }, "↗");
}

// The newest line of the customer with these words in it; null where there is none.
export function saidIn(value, lines) {
  const wanted = new Set([plain(value), typeof value === "object" && value ? plain(value.value) : ""].map(folded).filter(Boolean));
  const line = lines.findLast(([, entry]) => entry.author === "customer" && [...wanted].some((words) => holds(folded(entry.text ?? ""), words)));
  return line?.[0] ?? null;
}

// Case, separators in numbers and plural endings say nothing about where it was said.
function folded(text) {
  return String(text).toLowerCase().replace(/(\d)[,.](?=\d{3}\b)/g, "$1").replace(/\.0+\b/g, "");
}

function holds(text, words) {
  const found = text.indexOf(words);
  if (found < 0) return words.endsWith("s") && words.length > 3 && holds(text, words.slice(0, -1));
  const before = text[found - 1] ?? " ";
  return !/[\p{L}\p{N}]/u.test(before);
}

function items(about, listed) {
  const order = about?.order;
  const held = about?.items?.length ? about.items : Array.isArray(listed) ? listed : [];
  const all = [...held, ...(order?.lines ?? order?.items ?? [])];
  if (!all.length) return null;
  return el(
    "ul",
    { class: "items" },
    ...all.map((item) => {
      const what = [item.quantity, item.unit, plain(item.title ?? item.product ?? item.id)].filter(Boolean).join(" ");
      return el("li", {}, item.image ? cardPicture(item) : null, what, item.price ? ` ${dollars(item.price)}` : "");
    }),
  );
}
