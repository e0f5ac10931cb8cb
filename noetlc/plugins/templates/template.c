// NAME: a plug-in in C.
//
//     noetl plugin build FILE.c      writes FILE.wasm; what it declares is in FILE.plugin.json
//     noetl plugin test FILE.c       calls it as FILE.cases.yaml says
//
// An entry gets the address and size of its input and gives back those of its output. A step calls `run`, a Python body `shout`.
// There is no libc and nothing to ask: no files, no clock, no random numbers. What goes wrong is a trap: the host drops all effects.

#include <stdint.h>

#define ENTRY(name) __attribute__((export_name(#name)))
#define HOST(name) __attribute__((import_module("noetl"), import_name(#name)))

// Others of the host: result_put, like this, and event_publish(data, size). 0 means kept until the run has ended well.
HOST(object_put) int32_t object_put(const void *key, uint32_t key_size, const void *data, uint32_t size);

extern uint8_t __heap_base; // where memory is free from; the linker knows
static uint32_t heap;

// Room for `size` bytes until the call ends.
static uint8_t *take(uint32_t size) {
    uint64_t end = ((uint64_t)heap + size + 15) & ~(uint64_t)15;
    uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
    if (end > have && __builtin_wasm_memory_grow(0, (end - have + 65535) >> 16) == (uintptr_t)-1)
        __builtin_trap();
    uint8_t *made = (uint8_t *)(uintptr_t)heap;
    heap = (uint32_t)end;
    return made;
}

// The host places the input here, once per call: all memory of the call before is free again.
ENTRY(alloc) void *host_alloc(uint32_t size) {
    heap = ((uint32_t)(uintptr_t)&__heap_base + 15) & ~15u;
    return take(size);
}

static uint64_t answer(const uint8_t *data, uint32_t size) {
    return (uint64_t)(uintptr_t)data << 32 | size;
}

// Gives back the text with ASCII letters in upper case.
ENTRY(shout) uint64_t shout(const uint8_t *text, uint32_t size) {
    uint8_t *made = take(size);
    for (uint32_t i = 0; i < size; i++)
        made[i] = text[i] >= 'a' && text[i] <= 'z' ? text[i] - 32 : text[i];
    return answer(made, size);
}

// The same for steps; what it gives back is also stored as an object.
ENTRY(run) uint64_t run(const uint8_t *input, uint32_t size) {
    static const char key[] = "NAME/last";
    uint64_t made = shout(input, size);
    if (object_put(key, sizeof key - 1, (const void *)(uintptr_t)(made >> 32), size) != 0)
        __builtin_trap();
    return made;
}
