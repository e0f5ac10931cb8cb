//! Reverses words with Zig's standard allocator for wasm, and two capabilities.
const std = @import("std");

extern "noetl" fn object_put(key: [*]const u8, key_size: usize, data: [*]const u8, size: usize) i32;
extern "noetl" fn result_put(key: [*]const u8, key_size: usize, data: [*]const u8, size: usize) i32;

const heap = std.heap.wasm_allocator;
var calls: u32 = 0;

export fn alloc(size: usize) [*]u8 {
    const bytes = heap.alloc(u8, @max(size, 1)) catch unreachable;
    return bytes.ptr;
}

export fn run(at: [*]const u8, size: usize) u64 {
    calls += 1;
    const out = heap.alloc(u8, size + 1) catch unreachable;
    for (at[0..size], 0..) |byte, place| out[size - 1 - place] = byte;
    out[size] = '0' + @as(u8, @intCast(calls % 10));
    if (object_put("a", 1, out.ptr, size + 1) != 0) unreachable;
    if (result_put("b", 1, at, size) != 0) unreachable;
    return @as(u64, @intFromPtr(out.ptr)) << 32 | (size + 1);
}
