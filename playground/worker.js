// A worker with Pyodide and noetlc in it. The page has one that compiles, and one that runs and can be ended at any time.
// Messages are {id, call, args}, answered by {id, value} or {id, error}.

import { invoke } from "./host.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

let python, session, bodies, build, run;

const NETWORK = ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "indexedDB", "caches"]; // nothing that bodies need

async function bytesOf(name) {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: HTTP ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const UNPACK = `
import bz2, pathlib, sys
parts = bz2.decompress(sources.to_bytes()).split(b"\\0")
for name, content in zip(parts[:-1:2], parts[1::2]):
    path = pathlib.Path("/noetlc", name.decode())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
sys.path.insert(0, "/noetlc")
import session
session.provide(bz2.decompress(library.to_bytes()))
del parts, content, sources, library
`;

const calls = {
  // `seed` is Python's hash seed; `runs` says whether bodies will run here.
  async start({ seed, runs }) {
    const home = new URL("./pyodide/", import.meta.url).href;
    const [loaded, sources, library] = await Promise.all([
      loadPyodide({ indexURL: home, env: { HOME: "/home/pyodide", PYTHONHASHSEED: String(seed) } }),
      bytesOf("noetlc.bz2"),
      bytesOf("runtime.ir.bz2"),
    ]);
    python = loaded;
    python.globals.set("sources", sources);
    python.globals.set("library", library);
    python.runPython(UNPACK);
    session = python.pyimport("session");
    if (runs) {
      bodies = session.PageBodies();
      NETWORK.forEach((name) => Object.defineProperty(self, name, { value: undefined }));
    }
    return { ...JSON.parse(session.about()), pyodide: python.version };
  },
  check: ({ text }) => JSON.parse(session.check(text)),
  build({ text }) {
    build?.destroy();
    build = session.Build(text);
    const wasm = build.wasm;
    const bytes = wasm?.toJs() ?? null;
    wasm?.destroy();
    return { ...JSON.parse(build.report), wasm: bytes };
  },
  wat: () => build.wat(),
  run({ order, wasm }) {
    run?.destroy();
    run = session.RunOnce(JSON.stringify(order), bodies);
    const module = new WebAssembly.Module(wasm);
    return JSON.parse(run.module(wasm, (input, host) => invoke(module, input, host)));
  },
  verdict: () => JSON.parse(run.verdict()),
};

self.onmessage = async ({ data: { id, call, args } }) => {
  try {
    self.postMessage({ id, value: await calls[call](args) });
  } catch (error) {
    const said = String(error.message ?? error).trim().split("\n").at(-1); // of a traceback the last line
    self.postMessage({ id, error: said.replace(/^ValueError: /, "") }); // which says what to do about an input
  }
};
