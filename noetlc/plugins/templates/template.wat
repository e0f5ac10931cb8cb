;; NAME: a plug-in in WebAssembly text. A playbook uses it as it is.
;;
;;     noetl plugin build FILE.wat    checks it, and writes FILE.wasm
;;     noetl plugin test FILE.wat     calls it as FILE.cases.yaml says
;;
;; An entry gets the address and size of its input and gives back those of its output. A step calls `run`, a Python body `shout`.
;; There is nothing to ask: no files, no clock, no random numbers. What goes wrong is a trap: the host drops all effects.

(module
  ;; Others of the host: result_put, like this, and event_publish(data, size). 0 means kept until the run has ended well.
  (import "noetl" "object_put" (func $object_put (param $key i32) (param $key_size i32) (param $data i32) (param $size i32) (result i32)))

  (memory (export "memory") 1 4096)
  (global $heap (mut i32) (i32.const 1024))
  (data $key (i32.const 64) "NAME/last")

  ;; Room for bytes until the call ends.
  (func $take (param $size i32) (result i32)
    (local $start i32) (local $end i64) (local $have i64)
    (local.set $start (global.get $heap))
    (local.set $end (i64.and (i64.add (i64.add (i64.extend_i32_u (local.get $start)) (i64.extend_i32_u (local.get $size))) (i64.const 15)) (i64.const -16)))
    (local.set $have (i64.shl (i64.extend_i32_u (memory.size)) (i64.const 16)))
    (if (i64.gt_u (local.get $end) (local.get $have))
      (then
        (if (i32.lt_s
              (memory.grow (i32.wrap_i64 (i64.shr_u (i64.add (i64.sub (local.get $end) (local.get $have)) (i64.const 65535)) (i64.const 16))))
              (i32.const 0))
          (then (unreachable)))))
    (global.set $heap (i32.wrap_i64 (local.get $end)))
    (local.get $start))

  ;; The host places the input here, once per call: all memory of the call before is free again.
  (func (export "alloc") (param $size i32) (result i32)
    (global.set $heap (i32.const 1024))
    (call $take (local.get $size)))

  ;; Gives back the text with ASCII letters in upper case.
  (func $shout (export "shout") (param $text i32) (param $size i32) (result i64)
    (local $made i32) (local $i i32) (local $c i32)
    (local.set $made (call $take (local.get $size)))
    (block $end
      (loop $next
        (br_if $end (i32.ge_u (local.get $i) (local.get $size)))
        (local.set $c (i32.load8_u (i32.add (local.get $text) (local.get $i))))
        (if (i32.lt_u (i32.sub (local.get $c) (i32.const 97)) (i32.const 26))
          (then (local.set $c (i32.sub (local.get $c) (i32.const 32)))))
        (i32.store8 (i32.add (local.get $made) (local.get $i)) (local.get $c))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $next)))
    (i64.or (i64.shl (i64.extend_i32_u (local.get $made)) (i64.const 32)) (i64.extend_i32_u (local.get $size))))

  ;; The same for steps; what it gives back is also stored as an object.
  (func (export "run") (param $input i32) (param $size i32) (result i64)
    (local $made i64)
    (local.set $made (call $shout (local.get $input) (local.get $size)))
    (if (call $object_put (i32.const 64) (i32.const KEY_SIZE) (i32.wrap_i64 (i64.shr_u (local.get $made) (i64.const 32))) (local.get $size))
      (then (unreachable)))
    (local.get $made))

  ;; What Python bodies may import.
  (@custom "noetlc.plugin"
    "{\"plugin\":1,\"reentrant\":true,\"functions\":{\"shout\":{\"params\":[\"bytes\"],\"result\":\"bytes\",\"doc\":\"The text in upper case.\"}}}"))
