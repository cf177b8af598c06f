/* What is pressed in the table of articles becomes a command: Gradio knows of no buttons in a text.
   A row is opened, a column sorted by, a page turned; what is ticked is told all at once, so that
   ticks that follow each other fast cannot overtake one another. */
(() => {
  const press = (command) => {
    const box = document.querySelector("#library-command textarea, #library-command input");
    box.value = command;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    document.getElementById("library-press").click();
  };
  const ticks = () => [...document.querySelectorAll("#table td.pick input")];
  let at = "";
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#table button[value]");
    if (!button) return;
    at = button.id;
    press(button.value);
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("#table input[type=checkbox]");
    if (!box) return;
    if (box.id === "pick-all") for (const tick of ticks()) tick.checked = box.checked;
    else document.getElementById("pick-all").checked = ticks().every((tick) => tick.checked);
    press(`pick ${ticks().map((tick) => (tick.checked ? "+" : "-") + tick.value).join(" ")}`);
  });
  // The table is written anew: whoever uses the keyboard goes on where they were. An article that
  // is opened is read from its top.
  new MutationObserver(() => {
    if (!at || document.activeElement !== document.body) return;
    const again = document.getElementById(at);
    const back = document.getElementById("back");
    const there = again?.checkVisibility() ? again : back?.checkVisibility() ? back : null;
    if (!there) return;
    if (there === back) window.scrollTo(0, 0);
    there.focus();
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
})();

/* Gradio refuses a whole drop for one file that is too large: such files, and folders, are taken
   out before it sees them, and told with the others that cannot be added. */
(() => {
  const tell = (refused) => {
    const box = document.querySelector("#library-refused textarea, #library-refused input");
    box.value = JSON.stringify(refused);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const sift = (event, files, folders) => {
    const limit = window.gradio_config?.max_file_size ?? Infinity;
    const isRefused = (file) => file.size > limit || folders.has(file.name);
    const refused = files.filter(isRefused);
    if (!event.sifted) tell(refused.map((file) => [file.name, folders.has(file.name) ? -1 : file.size]));
    if (!refused.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const rest = new DataTransfer();
    for (const file of files) if (!isRefused(file)) rest.items.add(file);
    const input = document.querySelector("#drop input[type=file]");
    input.files = rest.files;
    const change = Object.assign(new Event("change", { bubbles: true }), { sifted: true });
    if (rest.files.length) input.dispatchEvent(change);
    else document.getElementById("library-refuse").click();
  };
  const capture = { capture: true };
  window.addEventListener("drop", (event) => {
    if (!event.target.closest?.("#drop")) return;
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.());
    const folders = entries.filter((entry) => entry?.isDirectory).map((entry) => entry.name);
    sift(event, [...event.dataTransfer.files], new Set(folders));
  }, capture);
  window.addEventListener("change", (event) => {
    if (event.target.matches?.("#drop input[type=file]"))
      sift(event, [...event.target.files], new Set());
  }, capture);
})();
