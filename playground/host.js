// A host for modules of noetlc on the browser's own WebAssembly, as docs/abi.md describes it: one call, one fresh instance.

const RECORD = 16; // bytes of the abort record
const BUFFERED = 0, NO_MEMORY = 1, OUT_OF_BOUNDS = 2;

const text = new TextDecoder("utf-8", { fatal: false });
const strict = new TextDecoder("utf-8", { fatal: true });
const bytes = new TextEncoder();

// The manifest of a compiled module, null for a module without one.
export function manifest(module) {
  const [section] = WebAssembly.Module.customSections(module, "noetlc.manifest");
  return section === undefined ? null : JSON.parse(text.decode(section));
}

// Calls an entry of a compiled module. `input` and the output are bytes. `host` answers the imports:
//   call(tool, request bytes) -> answer bytes; now(), monotonic() -> nanoseconds; sleep(nanoseconds); random(size) -> bytes;
//   env(name) -> text or undefined; log(level, line)
// Gives {output, intents: [[name, key, bytes], …]}, or {record, trap}: the module stopped itself, `record` (null without one) says why.
// What the host throws is thrown on.
export function invoke(module, input, host, entry = "invoke") {
  const intents = [];
  const handles = new Map();
  let submitted = 0;
  let exports = null;

  function view(pointer, length) {
    const start = pointer >>> 0, size = length >>> 0;
    return exports === null || start + size > exports.memory.buffer.byteLength ? null : new Uint8Array(exports.memory.buffer, start, size);
  }
  function read(pointer, length) {
    const found = view(pointer, length);
    if (found === null) throw new Error(`range ${pointer >>> 0}+${length >>> 0} is outside the memory`);
    return found.slice();
  }
  function place(data) {
    const pointer = exports.alloc(data.length) >>> 0;
    const room = view(pointer, data.length); // after `alloc`, which may have grown the memory
    if (room === null) throw new Error(`${data.length} bytes do not fit where alloc put them`);
    room.set(data);
    return pointer;
  }
  const packed = (data) => (BigInt(place(data)) << 32n) | BigInt(data.length);

  function put(name, key, keyLength, pointer, length) {
    if (exports === null) return NO_MEMORY;
    const [keyBytes, data] = [view(key, keyLength), view(pointer, length)];
    if (keyBytes === null || data === null) return OUT_OF_BOUNDS;
    try {
      intents.push([name, strict.decode(keyBytes.slice()), data.slice()]);
    } catch {
      return OUT_OF_BOUNDS; // a key that is not UTF-8
    }
    return BUFFERED;
  }
  const ring = {
    emit: () => {},
    event_publish: (pointer, length) => put("event_publish", 0, 0, pointer, length),
    result_put: (...where) => put("result_put", ...where),
    object_put: (...where) => put("object_put", ...where),
  };
  const ambient = {
    now: () => BigInt(host.now()),
    monotonic: () => BigInt(host.monotonic()),
    sleep: (nanoseconds) => { host.sleep(nanoseconds); },
    random: (pointer, length) => {
      read(pointer, length);
      view(pointer, length).set(host.random(length >>> 0));
    },
    env: (pointer, length) => {
      const value = host.env(text.decode(read(pointer, length)));
      return value === undefined || value === null ? 0n : packed(bytes.encode(value));
    },
    log: (level, pointer, length) => {
      const said = text.decode(read(pointer, length));
      for (const line of level === 0 ? said.split("\n") : [said]) host.log(level, line); // 0: lines that a body printed
    },
    await: (handle) => {
      const answer = handles.get(handle);
      if (answer === undefined) throw new Error(`handle ${handle} is not open`);
      handles.delete(handle);
      return packed(answer);
    },
  };
  function capability(name) {
    if (Object.hasOwn(ambient, name)) return ambient[name];
    if (name.startsWith("tool_")) return (pointer, length) => packed(host.call(name, read(pointer, length)));
    if (name.startsWith("submit_")) {
      const tool = "tool_" + name.slice("submit_".length);
      return (pointer, length) => { // calls do not overlap here: they are made in the order in which they are submitted
        handles.set(++submitted, host.call(tool, read(pointer, length)));
        return submitted;
      };
    }
    return undefined;
  }

  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    const found = from === "noetl" ? ring[name] : from === "noetl_x1" ? capability(name) : undefined;
    if (found === undefined) throw new Error(`the module imports ${from}.${name}, which no host gives`);
    (imports[from] ??= {})[name] = found;
  }
  try {
    exports = new WebAssembly.Instance(module, imports).exports;
    const result = exports[entry](place(input), input.length);
    return { output: read(Number((result >> 32n) & 0xffffffffn), Number(result & 0xffffffffn)), intents };
  } catch (error) {
    const ours = error instanceof WebAssembly.RuntimeError || error instanceof RangeError; // the latter: no room on the stack
    if (!ours || exports === null) throw error;
    const address = manifest(module)?.abort_record;
    const record = address === undefined ? null : view(address, RECORD);
    return { record: record !== null && text.decode(record.slice(0, 4)) === "NOEA" ? record.slice() : null, trap: error.message };
  }
}
