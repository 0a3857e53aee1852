// A sound and a notice on the desktop, for who wants them: an offer, a customer's words while the desk is out of sight, a mention.

const button = document.getElementById("signals");
const KEPT = "quartermaster-desk:signals";
let audio;

function wanted() {
  try {
    return localStorage.getItem(KEPT) === "on";
  } catch {
    return false;
  }
}

function show() {
  button.setAttribute("aria-pressed", String(wanted()));
}

button.addEventListener("click", async () => {
  const on = !wanted();
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // it holds until the next page
  }
  if (on && "Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  show();
  if (on) beep();
});
show();

export function signal(title, text) {
  if (!wanted()) return;
  beep();
  if (document.hidden && "Notification" in window && Notification.permission === "granted") {
    const notice = new Notification(title, { body: text, icon: "/shop/icon.svg", tag: title });
    notice.addEventListener("click", () => {
      window.focus();
      notice.close();
    });
  }
}

function beep() {
  try {
    audio ??= new AudioContext();
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.08, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.35);
  } catch {
    // no sound here
  }
}
