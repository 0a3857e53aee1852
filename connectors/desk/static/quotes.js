// A request's quotes side by side: the best of them in the panel, all of them in a table of their own.

import { dollars, el } from "./elements.js";

const MOST = 3; // in the panel
const LACKS = { tooling: "tooling", valid_until: "valid until", lead_days: "production time", sample_price: "sample price", packing: "weight and volume", hs: "customs code", deposit: "deposit" };
const WHY = {
  cheapest: () => "cheapest",
  soonest: () => "soonest",
  least_cash: () => "least cash up front",
  no_surplus: () => "",
  sooner_at_like_price: (days) => `${days} days sooner at a like price`,
  dearer: (share) => `${Math.round(Number(share) * 100)}% dearer`,
  may_be_late: (days) => `may be ${days} days late`,
  expired: (day) => `expired ${dayOf(day)}`,
  too_late: (days) => `${days} days too late`,
  certificates: (names) => `lacks ${names}`,
  too_dear: (price) => `above the limit of ${dollars(price)}`,
  withdrawn: () => "withdrawn",
};
const COLUMNS = [
  ["Supplier", named],
  ["Landed each", (one) => el("strong", {}, dollars(one.each))],
  ["Repeat order", (one) => dollars(one.repeat)],
  ["In all (range)", (one) => [dollars(one.total), el("span", { class: "muted" }, `${dollars(one.range[0])} to ${dollars(one.range[1])}`)]],
  ["Arrives", (one) => `${dayOf(one.arrives[0])} to ${dayOf(one.arrives[1])}`],
  ["Cash up front", (one) => dollars(one.cash)],
  ["Surplus", (one) => (one.surplus ? one.surplus.toLocaleString("en-US") : "–")],
  ["Valid until", (one) => dayOf(one.valid_until)],
  ["Missing", (one) => lacks(one) || "–"],
  ["Certificates", (one) => one.certificates.join(", ") || "–"],
  ["How it compares", (one) => standing(one) || "–"],
];

// The best quotes, and the way to all of them.
export function quoteParts(request) {
  const { number, quotes = [] } = request;
  if (!quotes.length) return [];
  const holding = quotes.filter((one) => !one.out.length);
  const out = quotes.length - holding.length;
  const count = `${holding.length} ${holding.length === 1 ? "quote" : "quotes"}${out ? `, ${out} ruled out` : ""}`;
  return [
    el("p", { class: "quotes-head" }, el("strong", {}, count), el("button", { type: "button", onclick: () => openTable(number, quotes) }, "Side by side")),
    el("ol", { class: "quotes" }, ...(holding.length ? holding : quotes).slice(0, MOST).map(item)),
  ];
}

function item(one) {
  const rest = [`${dayOf(one.arrives[0])} to ${dayOf(one.arrives[1])}`, one.valid_until ? `valid until ${dayOf(one.valid_until)}` : "", standing(one)];
  const missing = lacks(one);
  return el(
    "li",
    {},
    el("p", {}, ...named(one), el("span", { class: "amount" }, `${dollars(one.each)} each`)),
    el("p", { class: "muted" }, rest.filter(Boolean).join(" · ")),
    missing ? el("p", { class: one.acceptable ? "muted" : "missing" }, `Missing: ${missing}`) : null,
  );
}

// A dialog of its own, so that the panel may be drawn anew while it is open.
function openTable(number, quotes) {
  const head = COLUMNS.map(([name]) => el("th", { scope: "col" }, name));
  const rows = quotes.map((one) => el("tr", { class: one.out.length ? "ruled-out" : "" }, ...COLUMNS.map(([, of], place) => el(place ? "td" : "th", { dir: "auto", ...(place ? {} : { scope: "row" }) }, ...[of(one)].flat()))));
  const close = el("button", { type: "button", onclick: () => dialog.close() }, "Close");
  const dialog = el(
    "dialog",
    { class: "wide", "aria-label": `Quotes for ${number}` },
    el("p", { class: "dialog-head" }, el("strong", {}, `Quotes for ${number}`), el("span", { class: "muted" }, "delivered, with freight and duty; best first"), close),
    el("div", { class: "sideways", tabindex: "0" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function named(one) {
  const marks = [one.country, one.demo ? "demo" : "", one.revision > 1 ? `revision ${one.revision}` : "", one.accepted ? "accepted" : ""].filter(Boolean).join(", ");
  return [el("strong", { dir: "auto" }, one.company), el("span", { class: "muted" }, ` ${marks}`)];
}

const lacks = (one) => one.lacks.map((name) => LACKS[name] ?? name).join(", ");

function standing(one) {
  const words = (reasons) => reasons.map(({ name, value }) => (WHY[name] ? WHY[name](value) : value || name)).filter(Boolean).join(", ");
  return one.out.length ? `ruled out: ${words(one.out)}` : words(one.why);
}

function dayOf(day) {
  if (!day) return "–";
  const at = new Date(`${day}T12:00`);
  const far = Math.abs(at - Date.now()) > 300 * 24 * 3_600_000; // where the month alone would leave the year open
  const shape = { month: "short", day: "numeric", ...(far ? { year: "numeric" } : {}) };
  return Number.isNaN(at.getTime()) ? String(day) : at.toLocaleDateString("en-US", shape);
}
