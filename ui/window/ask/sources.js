/* Numbers lead to their source, a question as understood goes into the box, quotations are copied. */
(() => {
  const put = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    box.setSelectionRange(text.length, text.length);
  };
  const flash = (mark) => {
    mark.scrollIntoView({ behavior: "smooth", block: "center" });
    mark.classList.remove("shown");
    requestAnimationFrame(() => mark.classList.add("shown"));
  };
  const toSource = (number, byKey) => {
    const reply = number.closest(".reply");
    const replies = document.querySelectorAll("#chat .reply");
    const n = number.textContent.replace(/\D/g, "");
    const mark = document.getElementById(`source-${n}`);
    // The panel holds the sources of the last reply; an older one has its passages folded in it.
    if (mark && reply === replies[replies.length - 1]) {
      // Who came by the keyboard goes on from there by the keyboard.
      if (byKey) mark.closest(".source").querySelector("button").focus({ preventScroll: true });
      return flash(mark);
    }
    for (const passage of reply.querySelectorAll(".citation")) {
      const told = passage.querySelector(".number").textContent;
      if (!told.includes(`[${n}]`)) continue;
      passage.open = true;
      passage.scrollIntoView({ behavior: "smooth", block: "nearest" });
      if (byKey) passage.querySelector("summary").focus({ preventScroll: true });
    }
  };
  // A page that came over plain HTTP from another machine has no clipboard of its own.
  const copied = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const box = document.body.appendChild(document.createElement("textarea"));
    box.value = text;
    box.select();
    document.execCommand("copy");
    box.remove();
  };
  const copy = async (button) => {
    if (button.classList.contains("copied")) return;
    await copied(button.value);
    const said = button.textContent;
    button.textContent = "Copied";
    button.classList.add("copied");
    setTimeout(() => {
      button.textContent = said;
      button.classList.remove("copied");
    }, 1500);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".to-source, .rephrase, .copy");
    if (!button) return;
    if (button.matches(".to-source")) toSource(button, event.detail === 0);
    else if (button.matches(".copy")) copy(button);
    else {
      const asked = button.querySelector("q").textContent;
      put(document.querySelector("#question textarea, #question input"), asked);
    }
  });
})();
