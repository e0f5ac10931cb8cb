// NAME: a plug-in in Rust.
//
//     noetl plugin build FILE.rs     writes FILE.wasm; what it declares is in FILE.plugin.json
//     noetl plugin test FILE.rs      calls it as FILE.cases.yaml says
//
// An entry gets the address and size of its input and gives back those of its output. A step calls `run`, a Python body `shout`.
// There is nothing to ask: no files, no clock, no random numbers. What goes wrong is a trap: the host drops all effects.
// Larger plug-ins are Cargo projects: build them with `crate-type = ["cdylib"]` for wasm32-unknown-unknown, then use their .wasm.

#![no_std]

use core::arch::wasm32;

#[link(wasm_import_module = "noetl")]
extern "C" {
    // Others of the host: result_put, like this, and event_publish(data, size). 0 means kept until the run has ended well.
    fn object_put(key: *const u8, key_size: usize, data: *const u8, size: usize) -> i32;
}

extern "C" {
    static __heap_base: u8; // where memory is free from; the linker knows
}

static mut HEAP: usize = 0;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    wasm32::unreachable()
}

/// Room for `size` bytes until the call ends.
unsafe fn take(size: usize) -> *mut u8 {
    let start = HEAP;
    let end = (start as u64 + size as u64 + 15) & !15;
    let have = (wasm32::memory_size(0) as u64) << 16;
    if end > have && wasm32::memory_grow(0, ((end - have + 65535) >> 16) as usize) == usize::MAX {
        wasm32::unreachable()
    }
    HEAP = end as usize;
    start as *mut u8
}

/// The host places the input here, once per call: all memory of the call before is free again.
#[no_mangle]
pub unsafe extern "C" fn alloc(size: usize) -> *mut u8 {
    HEAP = (core::ptr::addr_of!(__heap_base) as usize + 15) & !15;
    take(size)
}

fn answer(data: *const u8, size: usize) -> u64 {
    (data as u64) << 32 | size as u64
}

/// Gives back the text with ASCII letters in upper case.
#[no_mangle]
pub unsafe extern "C" fn shout(text: *const u8, size: usize) -> u64 {
    let made = take(size);
    for i in 0..size {
        *made.add(i) = (*text.add(i)).to_ascii_uppercase();
    }
    answer(made, size)
}

/// The same for steps; what it gives back is also stored as an object.
#[no_mangle]
pub unsafe extern "C" fn run(input: *const u8, size: usize) -> u64 {
    let key = "NAME/last";
    let made = shout(input, size);
    if object_put(key.as_ptr(), key.len(), (made >> 32) as *const u8, size) != 0 {
        wasm32::unreachable()
    }
    made
}
