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
  message_taken: () => "A message was taken, to be answered later.",
  joined: (name) => `${name} joined.`,
  handed_back: (name) => `${name} handed back to the assistant.`,
  resolved: (name) => `${name} resolved the conversation.`,
  cancelled: () => "The customer waits no more.",
  transferred: (name) => `${name} has it now.`,
  snoozed: (name, text) => `${name} put it aside until ${moment(text)}.`,
  lost: (name, text) => `${name} ${text === "gone" ? "left the desk" : "did not answer"}; somebody else goes on.`,
  woken: () => "It is back.",
  continued: () => "The customer goes on in Telegram as well.",
  other_language: (name) => `The customer was told that ${name} answers in English.`,
  callback_due: (name, text) => `A callback is due. ${text}.`,
  rated: (name, text) => `The customer found the chat with ${name} ${text}.`,
  comment: (name, text) => `The customer adds, for the team: ${text}`,
  recognised: (name, text) => `Signed in as ${name}${text ? `, ${text}` : ""}.`,
  reported: (name, text) => `${name} reported abuse: ${text}.`,
  lifted: (name) => `${name} let the customer write again.`,
  started: (name, text) => `${name} wrote first; the customer ${text}.`,
  disposition: (name, text) => `${name} noted how it ended: ${text}.`,
};
const PRIVATE = { whisper: " · whispers ", draft: " · draft, for reps ", asked: " · asks the assistant " };
const AUTHORS = { customer: "Customer", bot: "Assistant" };

export function lineOf(id, entry, conversation) {
  if (entry.author === "system") {
    const said = EVENTS[entry.event]?.(entry.name || "A rep", entry.text) ?? entry.event;
    return el("li", { class: "line system", "data-id": id }, el("p", {}, said, " ", clock(entry.at)));
  }
  if (entry.event === "draft") return el("li", { class: "line system", "data-id": id }, el("details", {}, el("summary", {}, "The assistant drafted an answer ", clock(entry.at)), el("p", { class: "drafted", dir: "auto" }, entry.text)));
  return el(
    "li",
    { class: `line ${entry.author}${entry.private ? " private" : ""}`, "data-id": id },
    el("p", { class: "who" }, AUTHORS[entry.author] ?? entry.name ?? "Rep", entry.private ? (PRIVATE[entry.event] ?? " · note for reps ") : " ", clock(entry.at)),
    entry.text ? el("p", { class: "bubble", dir: "auto" }, entry.text) : null,
    ...(entry.attachments ?? []).map((file) => fileOf(file, conversation)),
    entry.cards?.length ? el("ul", { class: "cards" }, ...entry.cards.map(cardOf)) : null,
    entry.buttons?.length ? el("p", { class: "offered muted" }, `Offered: ${entry.buttons.map((button) => button.title).join(" · ")}`) : null,
  );
}

function fileOf(file, conversation) {
  const address = `/desk/files/${encodeURIComponent(conversation)}/${file.id}`;
  const size = file.size < 100_000 ? `${Math.max(1, Math.round(file.size / 1000))} KB` : `${(file.size / 1_000_000).toFixed(1)} MB`;
  return el("p", { class: "file" }, el("a", { href: address, download: file.name }, file.name), ` ${size}`);
}

function cardOf(card) {
  const price = card.price === undefined || card.price === null ? "no price" : dollars(card.price);
  const unit = card.price !== undefined && card.price !== null && card.unit && card.unit !== "each" ? ` per ${card.unit}` : "";
  return el("li", {}, cardPicture(card), el("span", { class: "title", dir: "auto" }, card.title), el("span", { class: "price" }, price + unit), el("span", { class: "muted" }, card.id));
}

export function cardPicture(card) {
  if (!/^(https?:|\/)/.test(card.image ?? "")) return null;
  const image = el("img", { class: "picture", src: card.image, alt: "", loading: "lazy", width: 36, height: 36 });
  image.addEventListener("error", () => image.remove());
  return image;
}

export function dollars(amount) {
  return Number(amount).toLocaleString("en-US", { style: "currency", currency: "USD" });
}

export function clock(at) {
  return el("time", { datetime: at }, moment(at));
}

function moment(at) {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  const shape = today ? { hour: "numeric", minute: "2-digit" } : { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return then.toLocaleString("en-US", shape);
}

export function waited(since) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

// A number as it is read: 2,500; anything else as it is held.
export function figure(value) {
  const held = plain(value);
  return /^\d{4,9}$/.test(held) ? Number(held).toLocaleString("en-US") : held;
}

// A fact as it is held: a plain value, or an object with the value and the words it was said in.
export function plain(value) {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).join(", ");
  if (typeof value === "object") return plain(value.text ?? value.value ?? value.title ?? value.name ?? JSON.stringify(value));
  return String(value);
}
