// NAME: a plug-in in Zig.
//
//     noetl plugin build FILE.zig    writes FILE.wasm; what it declares is in FILE.plugin.json
//     noetl plugin test FILE.zig     calls it as FILE.cases.yaml says
//
// An entry gets the address and size of its input and gives back those of its output. A step calls `run`, a Python body `shout`.
// There is nothing to ask: no files, no clock, no random numbers. What goes wrong is a trap: the host drops all effects.

// Others of the host: result_put, like this, and event_publish(data, size). 0 means kept until the run has ended well.
extern "noetl" fn object_put(key: [*]const u8, key_size: u32, data: [*]const u8, size: u32) i32;

extern var __heap_base: u8; // where memory is free from; the linker knows
var heap: u32 = 0;

/// Room for `size` bytes until the call ends.
fn take(size: u32) [*]u8 {
    const end: u64 = (@as(u64, heap) + size + 15) & ~@as(u64, 15);
    const have: u64 = @as(u64, @wasmMemorySize(0)) << 16;
    if (end > have and @wasmMemoryGrow(0, @intCast((end - have + 65535) >> 16)) < 0) @trap();
    const made: [*]u8 = @ptrFromInt(heap);
    heap = @truncate(end);
    return made;
}

/// The host places the input here, once per call: all memory of the call before is free again.
export fn alloc(size: u32) [*]u8 {
    heap = (@as(u32, @intFromPtr(&__heap_base)) + 15) & ~@as(u32, 15);
    return take(size);
}

fn answer(data: [*]const u8, size: u32) u64 {
    return @as(u64, @intFromPtr(data)) << 32 | size;
}

/// Gives back the text with ASCII letters in upper case.
export fn shout(text: [*]const u8, size: u32) u64 {
    const made = take(size);
    for (0..size) |i| {
        made[i] = if (text[i] >= 'a' and text[i] <= 'z') text[i] - 32 else text[i];
    }
    return answer(made, size);
}

/// The same for steps; what it gives back is also stored as an object.
export fn run(input: [*]const u8, size: u32) u64 {
    const key = "NAME/last";
    const made = shout(input, size);
    if (object_put(key, key.len, @ptrFromInt(@as(u32, @truncate(made >> 32))), size) != 0) @trap();
    return made;
}
