/* Puts the words that are selected in a passage into the box for the right answer. */
(() => {
  let selected = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const at = selection.anchorNode?.parentElement;
    const words = selection.toString().trim();
    // Nothing selected is no choice: to press the button may undo the selection.
    if (words && at?.closest(".passage, .sentence")) selected = words;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#use-selection")) return;
    const box = document.querySelector("#correction textarea, #correction input");
    if (!box || !selected) return;
    box.value = selected;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    selected = "";
  });
})();

/* Numbers lead to their source, a question as understood goes into the box, quotations are copied. */
(() => {
  const put = (box, text) => {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };
  const flash = (mark) => {
    mark.scrollIntoView({ behavior: "smooth", block: "center" });
    mark.classList.remove("shown");
    requestAnimationFrame(() => mark.classList.add("shown"));
  };
  const toSource = (number) => {
    const reply = number.closest(".reply");
    const replies = document.querySelectorAll("#chat .reply");
    const n = number.textContent.replace(/\D/g, "");
    const mark = document.getElementById(`source-${n}`);
    // The panel holds the sources of the last reply; an older one has its passages folded in it.
    if (mark && reply === replies[replies.length - 1]) return flash(mark);
    for (const passage of reply.querySelectorAll(".citation")) {
      const told = passage.querySelector(".number").textContent;
      if (!told.includes(`[${n}]`)) continue;
      passage.open = true;
      passage.scrollIntoView({ behavior: "smooth", block: "nearest" });
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
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.(".to-source, .rephrase, .copy");
    if (!button) return;
    if (button.matches(".to-source")) toSource(button);
    else if (button.matches(".rephrase")) {
      const asked = button.parentElement.querySelector("q").textContent;
      put(document.querySelector("#question textarea, #question input"), asked);
    } else {
      await copied(button.parentElement.querySelector(".quotation").textContent);
      const said = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = said), 1500);
    }
  });
})();
