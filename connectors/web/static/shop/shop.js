// Buttons that ask something in the chat: <button data-ask="…">.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ask]");
  if (!button) return;
  const chat = document.querySelector("quartermaster-chat");
  chat?.ask?.(button.dataset.ask);
});
