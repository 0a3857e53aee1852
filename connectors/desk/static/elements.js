// Elements of the desk. Whatever came from a person becomes text, never markup.

export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const EVENTS = {
  queued: () => "The customer waits for a person.",
  message_taken: () => "Nobody was at the desk; a message was taken.",
  joined: (name) => `${name} joined.`,
  handed_back: (name) => `${name} handed back to the assistant.`,
  resolved: (name) => `${name} resolved the conversation.`,
  cancelled: () => "The customer waits no more.",
};
const AUTHORS = { customer: "Customer", bot: "Assistant" };

export function lineOf(id, entry) {
  if (entry.author === "system") {
    const said = EVENTS[entry.event]?.(entry.name || "A rep") ?? entry.event;
    return el("li", { class: "line system", "data-id": id }, el("p", {}, said, " ", clock(entry.at)));
  }
  return el(
    "li",
    { class: `line ${entry.author}${entry.private ? " private" : ""}`, "data-id": id },
    el("p", { class: "who" }, AUTHORS[entry.author] ?? entry.name ?? "Rep", " ", clock(entry.at)),
    entry.text ? el("p", { class: "bubble", dir: "auto" }, entry.text) : null,
    entry.cards?.length ? el("ul", { class: "cards" }, ...entry.cards.map(cardOf)) : null,
    entry.buttons?.length ? el("p", { class: "offered muted" }, `Offered: ${entry.buttons.map((button) => button.title).join(" · ")}`) : null,
  );
}

function cardOf(card) {
  const price = card.price === undefined || card.price === null ? "no price" : dollars(card.price);
  const unit = card.price !== undefined && card.price !== null && card.unit && card.unit !== "each" ? ` per ${card.unit}` : "";
  return el("li", {}, el("span", { class: "title", dir: "auto" }, card.title), el("span", { class: "price" }, price + unit), el("span", { class: "muted" }, card.id));
}

export function dollars(amount) {
  return Number(amount).toLocaleString("en-US", { style: "currency", currency: "USD" });
}

export function clock(at) {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const shape = today ? { hour: "numeric", minute: "2-digit" } : { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return el("time", { datetime: at }, moment.toLocaleString("en-US", shape));
}

export function waited(since) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

// A fact as it is held: a plain value, or an object with the value and the words it was said in.
export function plain(value) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(", ");
  if (typeof value === "object") return plain(value.text ?? value.value ?? value.title ?? value.name ?? JSON.stringify(value));
  return String(value);
}

export function facts(known) {
  const rows = Object.entries(known ?? {}).map(([name, value]) => [name.replaceAll("_", " "), plain(value)]);
  return el("dl", {}, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [el("dt", {}, name), el("dd", { dir: "auto" }, value)]));
}
