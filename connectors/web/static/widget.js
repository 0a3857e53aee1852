// One script tag on any page: <script src="https://shop.example/widget.js" defer></script>
// Loads the chat after the page, as modules from where this script came from. Attributes of the tag:
// data-lang="en|es"  data-theme="auto|light|dark"  data-title="…"  data-open (starts open)  data-customer="…" (who is signed in)
(() => {
  const tag = document.currentScript;
  const start = async () => {
    await import(new URL("widget/chat.js", tag.src).href);
    if (document.querySelector("quartermaster-chat")) return;
    const chat = document.createElement("quartermaster-chat");
    chat.setAttribute("server", new URL(".", tag.src).href);
    for (const name of ["lang", "theme", "title", "open", "customer"]) {
      if (tag.dataset[name] !== undefined) chat.setAttribute(name, tag.dataset[name]);
    }
    document.body.append(chat);
  };
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
})();
