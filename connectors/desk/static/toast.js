// A word to the rep at the edge of the page, for a while.

const SHOWN_FOR = 8_000; // ms
const box = document.getElementById("toast");
let ends;

export function toast(text, good = false) {
  box.textContent = text;
  box.classList.toggle("good", good);
  box.hidden = false;
  clearTimeout(ends);
  ends = setTimeout(() => (box.hidden = true), SHOWN_FOR);
}
