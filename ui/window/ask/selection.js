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
