// Lines of the conversation as elements. Whatever came from a person or the server becomes text, never markup.

const LINK = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Text with its addresses made into links.
export function withLinks(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(end, found.index));
    parts.push(el("a", { href: found[0], target: "_blank", rel: "noopener noreferrer nofollow" }, found[0]));
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)];
}

// The words under which a line is announced and shown; "" for an event that has none.
export function wordsOf(entry, words) {
  return entry.author === "system" ? (words.events[entry.event]?.(firstName(entry.name), entry.text) ?? "") : (entry.text ?? "");
}

// Customers know a rep by the first name.
export function firstName(name) {
  return (name ?? "").trim().split(/\s+/)[0];
}

export function author(entry, words) {
  return { customer: words.you, bot: words.bot, rep: firstName(entry.name) || words.rep }[entry.author] ?? "";
}

export function line(id, entry, words, language, first, compare) {
  const said = wordsOf(entry, words);
  if (entry.author === "system") return said ? el("li", { class: "line system", "data-id": id }, el("p", {}, said)) : null;
  return el(
    "li",
    { class: `line ${entry.author}${first ? " first" : ""}`, "data-id": id },
    first ? el("p", { class: "who" }, author(entry, words), " ", time(entry.at, language)) : null,
    said ? el("p", { class: "bubble", dir: "auto" }, ...withLinks(entry.table ? said.split("\n", 1)[0] : said)) : null,
    entry.table ? table(entry.table, said) : null,
    entry.chart?.src ? chart(entry.chart) : null,
    ...(entry.attachments ?? []).map((file) => fileLine(file.name, file.size)),
    entry.cards?.length ? cards(entry.cards, words, language, compare) : null,
  );
}

// Things side by side, a column each; the entry's text says the same in lines.
function table({ columns, rows }, said) {
  const head = columns.map((name) => el("th", { scope: "col", dir: "auto" }, name));
  const body = rows.map(([name, ...cells]) => el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((text) => el("td", { dir: "auto" }, text || "–"))));
  return el("div", { class: "beside", tabindex: "0", role: "region", "aria-label": said.split("\n", 1)[0] }, el("table", {}, el("thead", {}, el("tr", {}, el("td"), ...head)), el("tbody", {}, ...body)));
}

// A chart that the server draws, for light and for dark pages.
function chart({ src, alt }) {
  const address = new URL(src, import.meta.url).href;
  return el(
    "p",
    { class: "chart" },
    el("picture", {}, el("source", { media: "(prefers-color-scheme: dark)", srcset: `${address}?dark` }), el("img", { src: address, alt: alt ?? "", width: 640, height: 360 })),
  );
}

function time(at, language) {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return null;
  const today = moment.toDateString() === new Date().toDateString();
  const shape = today ? { hour: "numeric", minute: "2-digit" } : { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return el("time", { datetime: at }, moment.toLocaleString(language, shape));
}

export function fileLine(name, size) {
  const shown = size === undefined ? "" : size < 100_000 ? `${Math.max(1, Math.round(size / 1000))} KB` : `${(size / 1_000_000).toFixed(1)} MB`;
  return el("p", { class: "file" }, el("span", { class: "file-name", dir: "auto" }, name), " ", el("span", { class: "unit" }, shown));
}

function cards(list, words, language, compare) {
  return el("ol", { class: "cards" }, ...list.map((card, index) => cardOf(card, list.length > 1 ? index + 1 : null, words, language, compare)));
}

export function priceOf(card, words, language) {
  const price = card.price === undefined || card.price === null ? null : Number(card.price);
  return price === null ? words.priceless : price.toLocaleString(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" });
}

function cardOf(card, number, words, language, compare) {
  const price = card.price === undefined || card.price === null ? null : Number(card.price);
  return el(
    "li",
    { class: "card", "data-product": card.id },
    picture(card),
    el(
      "div",
      { class: "about" },
      el("p", { class: "name", dir: "auto" }, number && el("span", { class: "number", "aria-label": words.product(number) }, `${number}`), card.title),
      el(
        "p",
        { class: "price" },
        price === null
          ? words.priceless
          : el("strong", {}, priceOf(card, words, language)),
        price === null ? null : el("span", { class: "unit" }, words.per(card.unit)),
      ),
      card.note ? el("p", { class: "note", dir: "auto" }, card.note) : null,
      card.stock || card.delivery ? el("p", { class: "note there", dir: "auto" }, [card.stock, card.delivery].filter(Boolean).join(" · ")) : null,
      compare ? compare(card) : null,
    ),
  );
}

// The picture, or a swatch: the first letter of its category on a colour that is always the same for it.
export function picture(card) {
  const name = card.category || card.title || "?";
  const swatch = el("span", { class: `swatch hue${hue(name)}`, "aria-hidden": "true" }, [...name][0].toUpperCase());
  if (!/^(https?:|\/)/.test(card.image ?? "")) return swatch;
  const image = el("img", { class: "picture", src: new URL(card.image, import.meta.url).href, alt: "", loading: "lazy", width: 52, height: 52 });
  image.addEventListener("error", () => image.replaceWith(swatch));
  return image;
}

function hue(name) {
  let sum = 0;
  for (const sign of name) sum = (sum * 31 + sign.codePointAt(0)) % 997;
  return sum % 12;
}
