// The dossier's buttons: what to do next, and setting a fact right.

import { chat, connection, desk } from "./chats.js";
import { askRight, askWindow } from "./dialogs.js";
import { toast } from "./toast.js";

// Words and products are to be written, for the rep to look at and send; a callback asks for its window.
export function propose(proposal, write) {
  const conversation = desk.current;
  if (proposal.kind === "callback") return askWindow(proposal, (start) => connection.send({ type: "callback", conversation, start }));
  write({ text: proposal.text, cards: proposal.products.map((id) => ({ id, title: productName(id) })) });
}

function productName(id) {
  const orders = chat(desk.current).about?.account?.orders ?? [];
  for (const { products = [], lines } of orders) if (products.includes(id)) return lines[products.indexOf(id)];
  return id;
}

export function setRight(fact, held) {
  const conversation = desk.current;
  askRight(fact.replaceAll("_", " "), held, (right) => {
    connection.send({ type: "set_right", conversation, fact, right });
    toast("Noted for the review.", true);
  });
}

// How far a block may reach: beyond the conversation only where their website has proved who it is.
export function reaches() {
  const account = chat(desk.current).about?.account;
  const person = account && [["person", `${account.name || account.facts.email}, wherever they write`]];
  const company = account?.facts.account && [["account", `all of ${account.company}, wherever they write`]];
  return [["", "this conversation"], ...(person || []), ...(company || [])];
}
