// How I stand: whether conversations are offered to me, and the break.

import { connection, on } from "./chats.js";

const $ = (id) => document.getElementById(id);
const STANDS = { available: "Available", break: "On a break", missed: "Missed an offer: take one up to get more", off_shift: "Off shift: nothing is offered", away: "Away" };
const NOT_OFFERED = {
  off_shift: "You are off shift, so nobody is offered to you. “Work now” above changes that.",
  break: "You are on a break, so nobody is offered to you.",
};

on("stands", ({ state, load, capacity }) => {
  $("stands").textContent = capacity ? `${STANDS[state] ?? state} · ${load} of ${capacity} seats` : (STANDS[state] ?? state);
  $("break").setAttribute("aria-pressed", state === "break");
  $("break").setAttribute("data-on", state !== "break" && state !== "off_shift");
  $("break").textContent = { break: "Back to work", off_shift: "Work now" }[state] ?? "Take a break";
  $("break").hidden = false;
  $("not-offered").hidden = !NOT_OFFERED[state];
  $("not-offered").textContent = NOT_OFFERED[state] ?? "";
});

$("break").addEventListener("click", () => connection.post({ type: "break", on: $("break").getAttribute("data-on") === "true" }));
