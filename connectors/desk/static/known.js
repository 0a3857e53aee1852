// The side panel: what is known, each fact with a way to the line in which the customer said it.

import { cardPicture, clock, dollars, el, plain } from "./elements.js";

export function knownParts(waiting, about, lines, jump) {
  const slots = { ...(waiting?.known ?? {}), ...(about?.slots ?? {}) };
  const parts = [
    ...part("Facts", facts(slots, lines, jump)),
    ...(about?.requests ?? []).flatMap((request) => requestParts(request, lines, jump)),
    ...part("Basket and list", items(about)),
  ];
  if (waiting?.summary) parts.push(el("h3", {}, "When asking for a person"), el("p", { class: "text", dir: "auto" }, waiting.summary));
  if (waiting) parts.push(el("h3", {}, "Since"), el("p", {}, clock(waiting.since), ` on ${waiting.channel}`));
  return parts.length ? parts : [el("p", { class: "muted" }, "Nothing yet.")];
}

const part = (title, content) => (content ? [el("h3", {}, title), content] : []);

function requestParts(request, lines, jump) {
  const title = el("h3", {}, `${request.number} `, el("span", { class: "state" }, request.state));
  return [title, facts(request.fields, lines, jump) ?? el("p", { class: "muted" }, "Just opened.")];
}

function facts(known, lines, jump) {
  const rows = Object.entries(known ?? {})
    .map(([name, value]) => [name, plain(value), value])
    .filter(([, text]) => text);
  if (!rows.length) return null;
  const shown = rows.flatMap(([name, text, value]) => [el("dt", {}, name.replaceAll("_", " ")), el("dd", { dir: "auto" }, text, " ", whereSaid(value, lines, jump))]);
  return el("dl", {}, ...shown);
}

function whereSaid(value, lines, jump) {
  const id = saidIn(value, lines);
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

function items(about) {
  const order = about?.order;
  const all = [...(about?.items ?? []), ...(order?.lines ?? order?.items ?? [])];
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
