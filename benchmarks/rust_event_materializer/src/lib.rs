//! What `playbooks/system/event_materializer.yaml` does, written by hand on `serde_json::Value`: the competitor of the compiled playbook.
//!
//! Values are moved from the input to the output, not copied. Integers are exact where 64 bits hold them, floats are rounded correctly,
//! and keys are in order of code points, since the maps are B-trees: as in the compiled module with `--sort-keys`.

use serde_json::{json, Map, Value};

/// Levels of containers that the text of an event may have: two of the 128 of JSON data are around it in the result.
const ROOM: usize = 126;

#[no_mangle]
pub extern "C" fn alloc(len: usize) -> *mut u8 {
    Vec::with_capacity(len).leak().as_mut_ptr()
}

/// # Safety
/// `at` and `len` are what the host got from `alloc`, and filled.
#[no_mangle]
pub unsafe extern "C" fn run(at: *const u8, len: usize) -> u64 {
    let input = unsafe { std::slice::from_raw_parts(at, len) };
    let output = answer(input).unwrap_or_else(|error| json!({"error": error.to_string()}));
    let bytes = serde_json::to_vec(&output).unwrap_or_else(|_| std::process::abort()).leak();
    std::mem::forget(output); // the instance ends with the call
    (bytes.as_ptr() as u64) << 32 | bytes.len() as u64
}

fn answer(input: &[u8]) -> serde_json::Result<Value> {
    let mut payload: Map<String, Value> = if input.is_empty() { Map::new() } else { serde_json::from_slice(input)? };
    let messages = match payload.remove("messages") {
        Some(Value::Array(messages)) => messages,
        _ => Vec::new(),
    };
    let events: Vec<Value> = messages.into_iter().filter_map(event_of).filter_map(materialized).map(Value::Object).collect();
    let mut result = Map::new();
    result.insert("count".into(), events.len().into());
    result.insert("events".into(), Value::Array(events));
    Ok(Value::Object(result))
}

/// The event in a message, an object or the text of one.
fn event_of(mut message: Value) -> Option<Map<String, Value>> {
    match message.get_mut("data")?.take() {
        Value::Object(event) => Some(event),
        Value::String(text) => match serde_json::from_str(&text).ok()? {
            Value::Object(event) if event.values().all(|value| fits(value, ROOM - 1)) => Some(event),
            _ => None,
        },
        _ => None,
    }
}

/// Whether containers nest no deeper than `room`.
fn fits(value: &Value, room: usize) -> bool {
    match value {
        Value::Array(items) => room > 0 && items.iter().all(|item| fits(item, room - 1)),
        Value::Object(items) => room > 0 && items.values().all(|item| fits(item, room - 1)),
        _ => true,
    }
}

/// The row of an event; None without an id.
fn materialized(mut event: Map<String, Value>) -> Option<Map<String, Value>> {
    if event.get("event_id")?.is_null() {
        return None;
    }
    if !event.contains_key("timestamp") {
        if let Some(created) = event.remove("created_at") {
            event.insert("timestamp".into(), created);
        }
    }
    Some(event)
}
