/* What comes is read from its top: a new question goes to the top of the chat, where its answer comes
   below it without anything moving, and new sources are shown from the first. */
(() => {
  const followQuestions = (chat) => {
    let asked = 0;
    let sought = false;
    const settle = () => {
      const wrap = chat.querySelector(".message-wrap");
      const questions = chat.querySelectorAll(".user-row");
      const soughtNow = chat.querySelector(".searching") !== null;
      const fresh = questions.length !== asked || (soughtNow && !sought);
      asked = questions.length;
      sought = soughtNow;
      if (!wrap || !asked) return;
      const last = questions[asked - 1];
      const used = wrap.lastElementChild.getBoundingClientRect().bottom - last.getBoundingClientRect().top;
      // Room below, so that even a short answer's question can stand at the top.
      wrap.style.paddingBottom = asked > 1 ? `${Math.max(0, Math.ceil(chat.clientHeight - used) + 1)}px` : "";
      if (!fresh) return;
      const scroller = wrap.parentElement;
      scroller.scrollTop += last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    };
    new MutationObserver(settle).observe(chat, { childList: true, subtree: true });
    new ResizeObserver(settle).observe(chat);
  };
  const followSources = (panel) => {
    new MutationObserver((changes) => {
      // A button that says "Copied" is no new source.
      if (changes.some(({ target }) => !target.closest?.("button"))) panel.scrollTop = 0;
    }).observe(panel, { childList: true, subtree: true });
  };

  const waiting = { chat: followQuestions, sources: followSources };
  const found = new MutationObserver(() => {
    for (const [id, follow] of Object.entries(waiting)) {
      const element = document.getElementById(id);
      if (!element) continue;
      delete waiting[id];
      follow(element);
    }
    if (!Object.keys(waiting).length) found.disconnect();
  });
  found.observe(document.documentElement, { childList: true, subtree: true });
})();
