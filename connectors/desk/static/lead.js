// Keeps the floor fresh. While somebody chooses in a form, it waits: what they are doing is not taken from under their hands.

const live = document.getElementById("live");
const fresh = document.getElementById("fresh");
const EVERY = 5_000; // ms

// What is half written in a form stays, until the lead goes to sign in.
function signedOut() {
  fresh.innerHTML = 'You have been signed out. <a href="/desk/lead">Sign in</a>';
  fresh.classList.add("old");
}

async function look() {
  const choosing = live.contains(document.activeElement) && document.activeElement.matches("select, input");
  if (document.hidden || choosing) return;
  try {
    const answer = await fetch(`/desk/lead/live?days=${live.dataset.days}`, { headers: { Accept: "text/html" } });
    if ([401, 403].includes(answer.status)) return signedOut();
    if (!answer.ok) throw new Error(answer.status);
    live.innerHTML = await answer.text();
    fresh.textContent = `Live, ${new Date().toLocaleTimeString("en-US")}`;
    fresh.classList.remove("old");
  } catch {
    fresh.textContent = "Not connected; what stands here is old.";
    fresh.classList.add("old");
  }
}

setInterval(look, EVERY);
