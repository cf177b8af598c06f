/* Opens a whole article in a dialog, at the place that is cited; what it opens comes from the
   server by way of two components that nobody sees (ui/window/ask/whole_article.py). */
(() => {
  let asked = 0;
  let waiting;
  const dialog = document.createElement("dialog");
  dialog.id = "reader";
  dialog.innerHTML =
    '<div class="bar"><button class="back" type="button">Back</button>' +
    '<span class="hint"></span></div><div class="page"></div>';
  // A phone has no such key.
  if (matchMedia("(hover: hover)").matches) dialog.querySelector(".hint").textContent = "Esc closes";
  const page = dialog.querySelector(".page");

  const show = (opened) => {
    waiting?.disconnect();
    page.replaceChildren(...opened.cloneNode(true).childNodes);
    dialog.setAttribute("aria-label", page.querySelector(".title")?.textContent ?? "Article");
    (page.querySelector("mark") ?? page.querySelector(".cited"))?.scrollIntoView({ block: "center" });
  };
  const open = (wanted) => {
    const box = document.querySelector("#wanted-article textarea, #wanted-article input");
    if (!box) return;
    asked += 1;
    const reply = `opened-${asked}`;
    page.innerHTML = '<p class="searching">Opening the article…</p>';
    dialog.setAttribute("aria-label", "Article");
    if (!dialog.isConnected) document.body.append(dialog);
    dialog.showModal();
    dialog.scrollTop = 0;
    waiting?.disconnect();
    waiting = new MutationObserver(() => {
      const opened = document.getElementById(reply);
      if (opened) show(opened);
    });
    waiting.observe(document.body, { childList: true, subtree: true });
    box.value = `${asked} ${wanted}`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  dialog.addEventListener("close", () => {
    // It tells of its closing a little later: by then it may be open again.
    if (dialog.open) return;
    waiting?.disconnect();
    page.replaceChildren();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.(".open-article");
    if (opener) return open(opener.value);
    // What is outside its padding is the dialog itself, behind which the page is dimmed.
    if (event.target === dialog || event.target.closest?.("#reader .back")) dialog.close();
  });
})();
