// What the page shows, and how it is edited. Everything that comes from elsewhere becomes text, never markup.

const $ = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
const soft = (text) => element("p", { class: "soft" }, text);
const folded = (title, ...inside) => element("details", {}, element("summary", {}, title), ...inside);

// ---- the editor

// `area` with the numbers of its lines in `gutter`.
export function editor(area, gutter, changed) {
  let marks = new Map();
  let lines = 0;

  function number() {
    lines = area.value.split("\n").length;
    gutter.replaceChildren(...Array.from({ length: lines }, (_, n) => element("b", { class: marks.get(n + 1) ?? "" }, String(n + 1))));
    gutter.scrollTop = area.scrollTop;
  }
  // JavaScript counts UTF-16, diagnostics count code points.
  function offset(line, column) {
    const all = area.value.split("\n");
    const before = all.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    return before + Array.from(all[line - 1] ?? "").slice(0, column - 1).join("").length;
  }
  area.addEventListener("input", () => {
    if (area.value.split("\n").length !== lines) number();
    changed();
  });
  area.addEventListener("scroll", () => { gutter.scrollTop = area.scrollTop; });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const line = area.value.slice(area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, area.selectionStart);
    const indent = line.match(/^ */)[0];
    if (indent === "") return;
    event.preventDefault();
    document.execCommand("insertText", false, "\n" + indent); // the one way that keeps undoing
  });
  return {
    text: () => area.value,
    set(text) {
      area.value = text;
      area.scrollTop = 0;
      marks = new Map();
      number();
    },
    mark(found) {
      marks = new Map(found.filter((one) => one.severity === "warning").map((one) => [one.line, "warning"]));
      found.filter((one) => one.severity === "error").forEach((one) => marks.set(one.line, "error"));
      number();
    },
    select({ line, column, end_line, end_column }) {
      area.focus();
      const [start, end] = [offset(line, column), offset(end_line, end_column)];
      area.setSelectionRange(start, Math.max(start, end));
      area.scrollTop = Math.max(0, (line - 5) * (area.scrollHeight / lines));
    },
  };
}

// ---- tabs

// Arrow keys go from tab to tab; gives the function that shows a panel.
export function tabs(list) {
  const all = [...list.querySelectorAll("[role=tab]")];
  function show(id) {
    for (const tab of all) {
      const chosen = tab.getAttribute("aria-controls") === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      $(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
  }
  list.addEventListener("click", ({ target }) => {
    const tab = target.closest("[role=tab]");
    if (tab) show(tab.getAttribute("aria-controls"));
  });
  list.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = all[(to + all.length) % all.length];
    tab.focus();
    show(tab.getAttribute("aria-controls"));
  });
  return show;
}

// ---- the table of answers

export function answerRow({ step, kind, value }, changed) {
  const name = element("input", { list: "steps", "aria-label": "Step", class: "code", spellcheck: "false", autocomplete: "off" });
  const gives = element("select", { "aria-label": "Gives" }, new Option("data", "data"), new Option("error", "error"));
  const text = element("textarea", { "aria-label": "JSON", rows: Math.min(6, value.length / 40 + 1) | 0, spellcheck: "false", placeholder: "null" });
  const remove = element("button", { type: "button", "aria-label": "Remove this answer" }, "×");
  [name.value, gives.value, text.value] = [step, kind === "error" ? "error" : "data", value];
  const row = element("tr", {}, ...[name, gives, text, remove].map((one) => element("td", {}, one)));
  row.addEventListener("input", changed);
  remove.addEventListener("click", () => {
    row.remove();
    changed();
    $("add").focus();
  });
  return row;
}

export function answersOf(body) {
  return [...body.rows].map((row) => {
    const [step, kind, value] = row.querySelectorAll("input, select, textarea");
    return { step: step.value, kind: kind.value, value: value.value };
  }).filter(({ step, value }) => step.trim() !== "" || value.trim() !== "");
}

export function showSteps(names) {
  $("steps").replaceChildren(...names.map((name) => new Option(name, name)));
}

// ---- what comes back

export function showVerdict(verdict) {
  const texts = { equal: "compared in this browser, unconfined", differs: "the engines differ", unverified: "not verified" };
  $("verdict").className = verdict.kind;
  $("verdict").textContent = texts[verdict.kind] + (verdict.why ? `: ${verdict.why}` : "");
  document.querySelector("#difference")?.remove();
  if (verdict.kind !== "differs") return;
  const rows = [["At", verdict.path || "value"], ["The module", verdict.compiled], ["The interpreter", verdict.interpreted]];
  if (verdict.narrow) rows.push(["Note", "The Python of this page has 32 bits: it has sets of ints beyond 31 bits in another order, which is no fault of either engine."]);
  $("verdict").after(element("dl", { id: "difference" }, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", { class: "code" }, value)])));
}

export function showOutcome(run, addAnswer) {
  const shown = [];
  if (run === null) shown.push(soft("Nothing has run yet."));
  else {
    const failed = run.status !== "completed";
    shown.push(element("p", { class: failed ? "error" : "good", id: "ended" }, `Run ${run.status}${run.aborted ? ` — ${run.aborted}` : ""}`));
    if (run.result !== null) shown.push(element("pre", { id: "value" }, run.result));
    for (const one of run.unanswered) {
      const button = element("button", { type: "button" }, "Add an answer");
      button.addEventListener("click", () => addAnswer(one.slice(0, one.lastIndexOf(", call "))));
      shown.push(element("p", { class: "warning" }, `No answer for ${one}. `, button));
    }
    if (run.logged.length) shown.push(folded(`Printed and logged (${run.logged.length})`, element("pre", {}, run.logged.join("\n"))));
    const calls = run.calls.map(({ tool, key, request, answer }) => folded(`${key}: ${tool}`, element("pre", {}, request), soft("was answered"), element("pre", {}, answer)));
    if (calls.length) shown.push(folded(`Calls of tools (${calls.length})`, ...calls));
    const intents = run.intents.map(([name, key, data]) => `${name} ${key}\n${data}`);
    if (intents.length) shown.push(folded(`Events, results and objects (${intents.length})`, element("pre", {}, intents.join("\n\n"))));
    if (run.envelope !== null) shown.push(folded("Envelope", element("pre", { id: "envelope" }, run.envelope)));
  }
  $("outcome").replaceChildren(...shown);
}

export function showProblems(found, select) {
  $("tab-problems").textContent = found.length ? `Problems (${found.length})` : "Problems";
  const shown = found.map((one) => {
    const text = `${one.line}:${one.column} ${one.code} ${one.message}`;
    const button = element("button", { type: "button", class: `problem ${one.severity}` }, text, ...(one.hint ? [element("span", { class: "soft hint" }, one.hint)] : []));
    button.addEventListener("click", () => select(one));
    return button;
  });
  $("problems").replaceChildren(...(shown.length ? shown : [soft("No problems.")]));
}

export function showGraph(graph) {
  if (graph === null) return $("graph").replaceChildren(soft("A playbook with errors has no graph."));
  if (graph.svg === undefined) return $("graph").replaceChildren(soft(graph.why), element("pre", {}, graph.mermaid));
  const picture = new DOMParser().parseFromString(graph.svg, "image/svg+xml").documentElement;
  $("graph").replaceChildren(document.importNode(picture, true));
}

let download = ""; // the address of the module that can be downloaded

export function showModule(report, wat) {
  URL.revokeObjectURL(download);
  if (report === null || report.wasm === null) return $("module").replaceChildren(soft("Nothing was built yet."));
  const native = report.steps.filter((one) => one.lowered === "native").length;
  const facts = [
    ["Size", `${report.size} bytes`],
    ["Steps", `${native}/${report.steps.length} native`],
    ["Imports", report.imports.join(", ") || "none"],
    ["SHA-256", report.digest],
  ];
  const head = element("thead", {}, element("tr", {}, ...["Step", "Becomes", "Why"].map((name) => element("th", { scope: "col" }, name))));
  const rows = report.steps.map(({ step, lowered, reason }) => element("tr", {}, ...[step, lowered, reason].map((text) => element("td", {}, text))));
  download = URL.createObjectURL(new Blob([report.wasm], { type: "application/wasm" }));
  const link = element("a", { download: "playbook.wasm", href: download }, "Download the module");
  const text = element("pre", { id: "wat", tabindex: "0" }, "…");
  const details = folded("WAT", text);
  details.addEventListener("toggle", () => wat().then((found) => { text.textContent = found; }, (error) => { text.textContent = error.message; }), { once: true });
  $("module").replaceChildren(
    element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
    element("table", {}, head, element("tbody", {}, ...rows)),
    element("p", {}, link),
    details,
  );
}
