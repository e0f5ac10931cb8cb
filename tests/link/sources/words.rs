//! Counts words with the standard library: a heap, hash maps, formatting, and two capabilities.
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

#[link(wasm_import_module = "noetl")]
extern "C" {
    fn object_put(key: *const u8, key_size: usize, data: *const u8, size: usize) -> i32;
    fn event_publish(data: *const u8, size: usize) -> i32;
}

thread_local! {
    static CALLS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[no_mangle]
pub extern "C" fn alloc(size: usize) -> *mut u8 {
    let mut bytes = Vec::<u8>::with_capacity(size.max(1));
    let at = bytes.as_mut_ptr();
    std::mem::forget(bytes);
    at
}

fn answer(out: String) -> u64 {
    let bytes = out.into_bytes().into_boxed_slice();
    let (at, size) = (bytes.as_ptr() as u64, bytes.len() as u64);
    std::mem::forget(bytes);
    at << 32 | size
}

#[no_mangle]
pub extern "C" fn run(at: *const u8, size: usize) -> u64 {
    let text = String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(at, size) }).into_owned();
    if text == "panic" {
        panic!("as asked");
    }
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    let sorted: BTreeMap<_, _> = counts.iter().collect();
    let calls = CALLS.with(|calls| {
        calls.borrow_mut().push(text.clone());
        calls.borrow().len()
    });
    let big: Vec<u64> = (0..100_000).collect();
    let out = format!("{calls} {sorted:?} {:.3} {}", size as f64 / 7.0, big.iter().sum::<u64>());
    let key = format!("words/{calls}");
    let statuses = unsafe { (object_put(key.as_ptr(), key.len(), out.as_ptr(), out.len()), event_publish(at, size)) };
    assert_eq!(statuses, (0, 0));
    answer(out)
}
