/* What Gradio shows to the eye alone is told to those who listen, or read with their fingers. */
(() => {
  const tell = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  // A region must be there before its words are: what comes with its words is not read out.
  const told = document.createElement("div");
  told.id = "told";
  told.setAttribute("role", "status");
  const say = (words) => {
    if (told.textContent !== words) told.textContent = words;
  };

  const mend = () => {
    if (!told.isConnected) document.body.append(told);
    // Gradio calls it a list, and its children buttons: a list has none.
    for (const examples of document.querySelectorAll("#chat .examples")) {
      tell(examples, "role", "group");
      tell(examples, "aria-label", "Example questions");
    }
    for (const fold of document.querySelectorAll(".gr-accordion > .label-wrap"))
      tell(fold, "aria-expanded", String(fold.classList.contains("open")));
    // What scrolls, and holds nothing to press, is else out of the keyboard's reach.
    const passages = document.getElementById("passages");
    if (passages) {
      tell(passages, "tabindex", "0");
      tell(passages, "role", "region");
      tell(passages, "aria-label", "The passages that were read");
    }
    // A button in a button is none: the one that closes the message is left.
    for (const head of document.querySelectorAll(".toast-header[role=button]")) {
      head.setAttribute("role", "group");
      head.removeAttribute("tabindex");
    }
    // Of an evaluation its end is read out, and not each question on the way.
    const end = document.querySelector("#evaluation-progress .prose > div:not(:has(progress))");
    if (end) say(end.textContent);
    else if (document.querySelector("#evaluation-progress progress")) say("");
  };
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mend();
    });
  };
  const watch = { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] };
  new MutationObserver(later).observe(document, watch);
})();
