/* The list of chats: open beside the page where there is room, else when it is asked for. */
(() => {
  const shut = "clippings-chats-shut";
  const roomy = matchMedia("(min-width: 1400px)");
  const column = () => document.getElementById("chats");
  const button = () => document.getElementById("show-chats");
  const show = (open) => {
    document.documentElement.classList.toggle("chats-open", open);
    button()?.setAttribute("aria-expanded", String(open));
    button()?.setAttribute("aria-controls", "chats");
  };
  const isOpen = () => document.documentElement.classList.contains("chats-open");
  show(roomy.matches && !localStorage.getItem(shut));
  roomy.addEventListener("change", () => show(roomy.matches && !localStorage.getItem(shut)));

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#show-chats")) return;
    show(!isOpen());
    if (roomy.matches) isOpen() ? localStorage.removeItem(shut) : localStorage.setItem(shut, "1");
    if (isOpen()) column()?.querySelector("input, textarea")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.activeElement?.closest("#renaming")) document.querySelector("#keep-title-not")?.click();
    else if (isOpen() && !roomy.matches && document.activeElement?.closest("#chats")) {
      show(false);
      button()?.focus();
    }
  });

  // The open chat stands in the page's address, so that it is there again after a reload.
  let here = "";
  new MutationObserver(() => {
    const chat = document.querySelector("#here .prose p")?.textContent.trim() ?? "";
    if (!/^[0-9a-f]{32}$/.test(chat) || chat === here) return;
    const arrived = !here;
    here = chat;
    const address = new URL(location.href);
    address.searchParams.set("chat", chat);
    history.replaceState(history.state, "", address);
    if (arrived) return;
    if (!roomy.matches) show(false); // on a phone, what was chosen is now to be read
    document.querySelector("#correcting #close")?.click(); // it was about another chat
  }).observe(document, { subtree: true, childList: true, characterData: true });

  // Written to a file by the browser: no copy of a chat lies about on the server.
  let saved = "";
  new MutationObserver(() => {
    const file = document.querySelector("#chat-file [id^='file-']");
    if (!file || file.id === saved) return;
    saved = file.id;
    const text = file.querySelector(".text").textContent;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown;charset=utf-8" }));
    link.download = file.querySelector(".name").textContent;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }).observe(document, { subtree: true, childList: true });
})();
