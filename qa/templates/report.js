"use strict";

// The table of questions: filtered, sorted and opened. Passages come as data and go into the page
// as text alone, so that nothing in an article can act here.
(() => {
  const list = document.getElementById("rows");
  if (!list) return;
  const data = JSON.parse(document.getElementById("data").textContent);
  const rows = [...list.children];
  const text = document.getElementById("text");
  const verdict = document.getElementById("verdict");
  const order = document.getElementById("order");
  const count = document.getElementById("count");
  const words = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const NAMES = ["", "given", "gold", "given gold"];

  function filter() {
    const wanted = text.value.trim().toLowerCase();
    const kind = verdict.value;
    let shown = 0;
    for (const row of rows) {
      const of = row.dataset.verdict;
      const fits =
        (kind === "" || of === kind || (kind === "wrong" && of !== "right")) &&
        words.get(row).includes(wanted);
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length} questions shown`;
  }

  function sort() {
    const [key, sign] = order.value.split(" ");
    const value = (row) => Number(row.dataset[key]);
    rows.sort((a, b) => sign * (value(a) - value(b)) || a.dataset.n - b.dataset.n);
    list.append(...rows);
  }

  // Offsets count characters, as Python does; a string here counts halves of those beyond the
  // first 65,536.
  function quoted(passage, marks) {
    const characters = [...passage];
    const block = document.createElement("blockquote");
    let at = 0;
    for (const [start, end, kind] of marks) {
      block.append(characters.slice(at, start).join(""));
      const mark = document.createElement("mark");
      mark.className = NAMES[kind];
      mark.textContent = characters.slice(start, end).join("");
      block.append(mark);
      at = end;
    }
    block.append(characters.slice(at).join(""));
    return block;
  }

  function fill(row) {
    const place = row.querySelector(".passages");
    const passages = data.details[Number(row.dataset.at)];
    if (!passages || place.childElementCount) return;
    for (const [number, rank, marks] of passages) {
      const passage = data.passages[number];
      const head = document.createElement("h4");
      head.textContent = `${rank}. ${passage.title || "Untitled"}`;
      place.append(head, quoted(passage.text, marks));
    }
  }

  list.addEventListener("toggle", (event) => event.target.open && fill(event.target), true);
  text.addEventListener("input", filter);
  verdict.addEventListener("change", filter);
  order.addEventListener("change", sort);
  filter();
  sort();
})();
