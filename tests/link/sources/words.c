/* Counts words: static data, a table of function pointers, memory that grows, and two capabilities. */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

#define IMPORT(name) __attribute__((import_module("noetl"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))
IMPORT(result_put) int result_put(const u8 *key, u32 key_size, const u8 *data, u32 size);
IMPORT(event_publish) int event_publish(const u8 *data, u32 size);

extern u8 __heap_base;
static u8 *top;
static u32 calls;
static u32 counts[256];
static const u8 key[] = "words/count";
static const char digits[] = "0123456789";
static u8 last[16] = "none yet";

EXPORT(alloc) u8 *alloc(u32 size) {
  if (!top) top = (u8 *)(((u32)&__heap_base + 15) & ~15u);
  u8 *at = top;
  top += (size + 15) & ~15u;
  u32 need = ((u32)top + 65535) >> 16, have = __builtin_wasm_memory_size(0);
  if (need > have && __builtin_wasm_memory_grow(0, need - have) == (unsigned long)-1) __builtin_trap();
  return at;
}

static u8 upper(u8 c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }
static u8 lower(u8 c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static u8 same(u8 c) { return c; }
static u8 (*const forms[])(u8) = {same, upper, lower};

static u32 number(u8 *at, u32 value) {
  u8 text[10];
  u32 n = 0;
  do text[n++] = digits[value % 10];
  while (value /= 10);
  for (u32 i = 0; i < n; i++) at[i] = text[n - 1 - i];
  return n;
}

/* Output: how many calls there were, how many different bytes, the words in another form, what the last call began with. */
EXPORT(run) u64 run(const u8 *in, u32 size) {
  u32 words = 0, different = 0, n = 0;
  u8 *out = alloc(size + 64);
  n += number(out + n, ++calls);
  out[n++] = ' ';
  for (u32 i = 0; i < size; i++) {
    if (!counts[in[i]]++) different++;
    if (in[i] != ' ' && (!i || in[i - 1] == ' ')) words++;
  }
  n += number(out + n, different);
  out[n++] = ' ';
  u8 (*form)(u8) = forms[words % 3];
  for (u32 i = 0; i < size; i++) out[n++] = form(in[i]);
  for (u32 i = 0; i < sizeof last && last[i]; i++) out[n++] = last[i];
  for (u32 i = 0; i < sizeof last; i++) last[i] = i < size ? in[i] : 0;
  if (result_put(key, sizeof key - 1, out, n)) __builtin_trap();
  if (event_publish(last, size < sizeof last ? size : sizeof last)) __builtin_trap();
  return (u64)(u32)out << 32 | n;
}
