// What a rep has written and not sent, or what was not taken: kept in this tab, for this rep alone.

const keyOf = (rep) => `quartermaster-desk:written:${rep}`;

// `written`: conversation → {draft, unsaid}, as the composer and the transcript hold them, `unsaid` by message id; `current` is the open one.
export function keep(rep, { current, written }) {
  const worth = Object.entries(written).filter(([, { draft, unsaid }]) => draft?.text || draft?.cards.length || unsaid.length);
  try {
    sessionStorage.setItem(keyOf(rep), JSON.stringify({ current, written: Object.fromEntries(worth) }));
  } catch {
    // then it is lost with the page
  }
}

export function recall(rep) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(rep))) ?? { written: {} };
  } catch {
    return { written: {} };
  }
}

export function forget(rep) {
  try {
    sessionStorage.removeItem(keyOf(rep));
  } catch {
    // nothing was kept
  }
}
