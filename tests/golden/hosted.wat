  (func $config.1 (result i32)
    (local $c1 i32)
    i32.const 1
    call $dict_sized
    local.tee $c1
    i32.const … ;; address of str:code
    i32.const … ;; address of str:import requests\nresult = requests.get("http://localhost").status_code\n
    call $dict_set
    local.get $c1
  )
  (func $host.python (param $p i32) (param $n i32) (result i32)
    (local $packed i64)
    local.get $p
    local.get $n
    call $tool_python
    local.tee $packed
    i32.wrap_i64
    global.set $wf_answer_size
    local.get $packed
    i64.const 32
    i64.shr_u
    i32.wrap_i64
  )
  (func $tpl.1 (result i32)
    (local $v.2 i32)
    global.get $wf_has_output
    if (result i32)
      global.get $&wf_roots ;; address of wf_roots
      i32.load offset=32 align=1
      if (result i32)
        i32.const … ;; address of str:error
      else
        i32.const … ;; address of str:ok
      end
    else
      i32.const 16
    end
    local.tee $v.2
    call $value_tag
    i32.const 6
    i32.eq
    if (result i32)
      local.get $v.2
      i32.const … ;; address of str:error
      call $str_eq
    else
      i32.const 0
    end
  )
  (func $config.2 (result i32)
    (local $roots.3 i32)
    (local $v.7 i32)
    i32.const 24
    global.get $&wf_states ;; address of wf_states
    i32.load offset=12 align=1
    if (result i32)
      i32.const 0
      call $wf_step_roots
      local.set $roots.3
      i32.const 0
      call $dict_sized
      local.tee $v.7
      i32.const … ;; address of str:status
      i32.const … ;; address of str:COMPLETED
      i32.const … ;; address of str:FAILED
      global.get $&wf_states ;; address of wf_states
      i32.load offset=12 align=1
      i32.const 1
      i32.eq
      select
      call $dict_set
      local.get $v.7
      i32.const … ;; address of str:data
      local.get $roots.3
      i32.load align=1
      call $dict_set
      local.get $v.7
      i32.const … ;; address of str:error
      local.get $roots.3
      i32.load offset=4 align=1
      local.tee $roots.3
      i32.const 24
      local.get $roots.3
      select
      call $dict_set
      local.get $v.7
    else
      i32.const 16
    end
    i32.const … ;; address of str:error
    call $t_attr
    i32.const … ;; address of str:kind
    call $t_attr
    local.tee $v.7
    i32.const 16
    i32.eq
    br_if 0
    drop
    local.get $v.7
    call $value_tag
    i32.const 10
    i32.eq
    if
      local.get $v.7
      i32.load8_u offset=1 align=1
      i32.const 48
      i32.and
      if
        local.get $v.7
        i32.load offset=32 align=1
        return
      end
    end
    local.get $v.7
  )
