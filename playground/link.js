// What the page holds, as the fragment of its address: `#1.` and deflated JSON in base64url. Fragments are not sent to servers.

const VERSION = "1.";
const MOST = 1 << 20; // characters of what a link unpacks to

async function through(bytes, stream) {
  return new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer();
}

export async function toFragment(state) {
  const packed = new Uint8Array(await through(JSON.stringify(state), new CompressionStream("deflate-raw")));
  const text = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return "#" + VERSION + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The state of a fragment; null for an empty one. Rejected for anything that is no link of this page.
export async function fromFragment(fragment) {
  if (fragment.length < 2) return null;
  if (!fragment.startsWith("#" + VERSION)) throw new Error("the link is not of this page");
  const text = atob(fragment.slice(1 + VERSION.length).replaceAll("-", "+").replaceAll("_", "/"));
  const unpacked = await through(Uint8Array.from(text, (one) => one.charCodeAt(0)), new DecompressionStream("deflate-raw"));
  if (unpacked.byteLength > MOST) throw new Error("the link holds too much");
  const state = JSON.parse(new TextDecoder().decode(unpacked));
  const texts = (one, ...names) => names.every((name) => typeof one?.[name] === "string");
  if (!texts(state, "text", "payload") || !Array.isArray(state.answers) || !state.answers.every((row) => texts(row, "step", "kind", "value"))) {
    throw new Error("the link is damaged");
  }
  return state;
}
