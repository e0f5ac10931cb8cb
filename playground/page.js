// The page: what it holds, what it asks of its two workers, and when.

import { Engine, Stopped } from "./engine.js";
import { fromFragment, toFragment } from "./link.js";
import { answerRow, answersOf, editor, showGraph, showModule, showOutcome, showProblems, showSteps, showVerdict, tabs } from "./view.js";

const $ = (id) => document.getElementById(id);
const WAIT = 350; // milliseconds without a key before the text is checked

const compiler = new Engine({ seed: 0, runs: false });
let runner = null; // started when the compiler is there
let built = null; // {text, report, wasm} of the last build
let busy = null; // the engine that works for the user
let timer = 0;
let checks = 0;

const edit = editor($("text"), $("gutter"), () => {
  touched();
  say("");
  clearTimeout(timer);
  timer = setTimeout(check, WAIT);
});
const show = tabs(document.querySelector("[role=tablist]"));
const say = (text) => { $("status").textContent = text; };
const state = () => ({ text: edit.text(), payload: $("payload").value, answers: answersOf($("answers")) });

function touched() {
  showVerdict({ kind: "unverified", why: "" });
}

function load({ text, payload, answers }) {
  edit.set(text);
  $("payload").value = payload;
  $("answers").replaceChildren();
  answers.forEach((row) => $("answers").append(answerRow(row, touched)));
  built = null;
  showOutcome(null);
  showModule(null);
  touched();
  return check();
}

async function check() {
  const number = ++checks;
  const text = edit.text();
  try {
    const found = await compiler.ask("check", { text });
    if (number !== checks) return;
    edit.mark(found.diagnostics);
    showProblems(found.diagnostics, edit.select);
    showGraph(found.graph);
    showSteps(found.steps);
  } catch (error) {
    failed(error);
  }
}

// The module of the text as it is; null if the compiler refuses it.
async function build() {
  const text = edit.text();
  if (built?.text !== text) {
    say("Compiling…");
    const report = await compiler.ask("build", { text });
    built = { text, report, wasm: report.wasm };
    edit.mark(report.diagnostics);
    showProblems(report.diagnostics, edit.select);
    showModule(report, () => compiler.ask("wat"));
  }
  say(built.wasm === null ? "The playbook has problems." : `Built: ${built.wasm.length} bytes.`);
  return built.wasm;
}

async function run() {
  const wasm = await build();
  if (wasm === null) return show("problems");
  show("result");
  const { text, payload, answers } = state();
  const now = (BigInt(Date.now()) * 1000000n).toString();
  const order = { text, payload, answers, now, seed: crypto.getRandomValues(new Uint32Array(1))[0] };
  touched();
  showOutcome(null);
  say("Running…");
  busy = runner;
  const done = await runner.ask("run", { order, wasm });
  showOutcome(done, addAnswer);
  say("Interpreting, to compare…");
  const unchanged = () => JSON.stringify(state()) === JSON.stringify({ text, payload, answers });
  const verdict = await ofAnySet(await runner.ask("verdict"), order, wasm);
  if (verdict.run) showOutcome(verdict.run, addAnswer);
  if (unchanged()) showVerdict(verdict);
  say(done.status === "aborted" && !verdict.run ? "The run was aborted." : `The run ${(verdict.run ?? done).status}.`);
}

// A difference that is only the order of a set is none: the interpreter is asked again, under another hash seed.
async function ofAnySet(verdict, order, wasm) {
  if (verdict.kind !== "differs") return verdict;
  say("Interpreting once more, with sets in another order…");
  const other = new Engine({ seed: 1, runs: true });
  busy = other;
  try {
    await other.ask("run", { order, wasm });
    const again = await other.ask("verdict");
    return again.other === verdict.other ? verdict : { kind: "unverified", why: "the result depends on the order of a set" };
  } finally {
    other.end();
  }
}

function addAnswer(step) {
  const row = answerRow({ step, kind: "data", value: "" }, touched);
  $("answers").append(row);
  row.querySelector(step ? "textarea" : "input").focus();
}

function failed(error) {
  if (!(error instanceof Stopped)) say(`Failed: ${error.message}`);
}

// One thing at a time, which can be stopped.
async function doing(work) {
  if (busy !== null || runner === null) return;
  busy = compiler;
  $("run").disabled = $("build").disabled = true;
  $("stop").hidden = false;
  try {
    await work();
  } catch (error) {
    failed(error);
  } finally {
    busy = null;
    $("run").disabled = $("build").disabled = false;
    $("stop").hidden = true;
  }
}

$("bar").addEventListener("submit", (event) => {
  event.preventDefault();
  doing(run);
});
$("build").addEventListener("click", () => doing(async () => show((await build()) === null ? "problems" : "module")));
$("stop").addEventListener("click", () => {
  const stopped = busy;
  stopped?.end();
  if (stopped === compiler || stopped === runner) stopped.restart();
  built = null;
  say("Stopped.");
  $("run").focus();
});
$("add").addEventListener("click", () => addAnswer(""));
$("payload").addEventListener("input", touched);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  doing(run);
});
$("share").addEventListener("click", async () => {
  history.replaceState(null, "", await toFragment(state()));
  try {
    await navigator.clipboard.writeText(location.href);
    say("The link is copied. It holds the playbook, the payload and the answers.");
  } catch {
    say("The link is in the address bar. It holds the playbook, the payload and the answers.");
  }
});

async function open() {
  try {
    const linked = await fromFragment(location.hash);
    if (linked !== null) {
      await load(linked);
      return true;
    }
  } catch (error) {
    say(`The link cannot be opened: ${error.message}.`);
  }
  return false;
}

async function begin() {
  const packed = (await fetch("examples.json.gz")).body.pipeThrough(new DecompressionStream("gzip"));
  const examples = await new Response(packed).json();
  const choice = $("example");
  choice.append(...examples.map(({ name }) => new Option(name, name)));
  choice.addEventListener("change", () => {
    history.replaceState(null, "", location.pathname + location.search);
    load({ payload: "", ...examples.find(({ name }) => name === choice.value) });
  });
  window.addEventListener("hashchange", open);
  choice.value = "hello";
  edit.set(examples.find(({ name }) => name === "hello").text);
  const opened = open();
  const about = await compiler.ready;
  runner = new Engine({ seed: 0, runs: true });
  $("about").textContent = `Python ${about.python} (Pyodide ${about.pyodide}), noetlc ${about.noetlc}. The compiler runs here, and the module on the WebAssembly of this browser. Nothing is sent anywhere.`;
  if (!(await opened)) await check();
  $("run").disabled = $("build").disabled = false;
  if ($("status").textContent.startsWith("Python is loading")) say("Ready.");
}

begin().catch((error) => say(`The page cannot start: ${error.message}`));
