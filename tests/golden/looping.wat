  (func $input.1 (result i32)
    (local $m1 i32)
    (local $a.2 i32)
    (local $kind.3 i32)
    (local $tag.4 i32)
    (local $tag.5 i32)
    (local $p.11 i32)
    (local $v.12 i32)
    (local $checked i32)
    (local $x.7 i64)
    (local $y.8 i64)
    (local $r.9 i64)
    (local $x.10 f64)
    block
      i32.const 2
      call $dict_sized
      local.tee $m1
      i32.const … ;; address of str:name
      i32.const … ;; address of wf_roots
      i32.load offset=60 align=1
      call $dict_set
      local.get $m1
      i32.const … ;; address of str:place
      i32.const 45102
      global.set $site
      block (result i32)
        global.get $wf_index
        i64.extend_i32_s
        call $from_int
        local.tee $a.2
        i32.ctz
        i32.eqz
        if
          local.get $a.2
          i32.const 1
          i32.shr_s
          i64.extend_i32_s
          i64.const 1
          i64.add
          call $from_int
          br 1
        end
        block (result i32)
          local.get $a.2
          i32.const 48
          local.get $a.2
          i32.ctz
          select
          i32.load8_u align=1
          local.set $tag.5
          block
            block
              local.get $tag.5
              i32.const 2
              i32.lt_s
              br_if 0
              local.get $tag.5
              i32.const 5
              i32.le_s
              br_if 1
            end
            i32.const 2
            br 1
          end
          local.get $tag.5
          i32.const 5
          i32.eq
        end
        local.tee $kind.3
        i32.eqz
        if
          local.get $a.2
          i32.const 48
          local.get $a.2
          i32.ctz
          select
          i32.load8_u align=1
          i32.const 4
          i32.ne
          if
            local.get $a.2
            call $int_of
            local.set $x.7
            i32.const 3
            call $int_of
            local.set $y.8
            local.get $x.7
            local.get $y.8
            i64.add
            local.set $r.9
            local.get $x.7
            local.get $r.9
            i64.xor
            local.get $y.8
            local.get $r.9
            i64.xor
            i64.and
            i64.const 0
            i64.ge_s
            if
              local.get $r.9
              call $from_int
              br 3
            end
          end
          local.get $a.2
          i32.const 0
          call $big_add
          br 1
        end
        local.get $kind.3
        i32.const 1
        i32.eq
        if
          local.get $a.2
          call $t_float64
          i32.const 3
          call $t_float64
          f64.add
          local.tee $x.10
          f64.abs
          f64.const inf
          f64.lt
          if (result i32)
            i32.const 5
            call $new_number
            local.tee $p.11
            local.get $x.10
            f64.store offset=8 align=1
            local.get $p.11
          else
            i32.const … ;; address of str:the result is not a finite number
            call $t_raise
          end
          br 1
        end
        local.get $a.2
        i32.const 48
        local.get $a.2
        i32.ctz
        select
        i32.load8_u align=1
        local.tee $tag.4
        i32.const 3
        i32.eq
        if
          local.get $tag.4
          i32.const 6
          i32.eq
          if
            local.get $a.2
            i32.const 3
            call $str_concat
            br 2
          end
          local.get $tag.4
          i32.const 8
          i32.eq
          if
            local.get $a.2
            i32.load offset=8 align=1
            i32.const 3
            i32.load offset=8 align=1
            i32.add
            call $list_new
            local.tee $v.12
            local.get $a.2
            call $list_extend
            local.get $v.12
            i32.const 3
            call $list_extend
            local.get $v.12
            br 2
          end
        end
        i32.const … ;; address of str:unsupported operand types
        call $t_raise
      end
      local.tee $checked
      i32.eqz
      br_if 0
      local.get $checked
      call $dict_set
      local.get $m1
      i32.const … ;; address of str:_index
      global.get $wf_index
      i64.extend_i32_s
      call $from_int
      call $dict_set
      local.get $m1
      i32.const … ;; address of str:_total
      global.get $wf_total
      i32.const 0
      i32.gt_s
      if (result i32)
        global.get $wf_total
      else
        i32.const 0
      end
      i64.extend_i32_s
      call $from_int
      call $dict_set
      local.get $m1
      return
    end
    i32.const 0
  )
  (func $body.1 (param $b.inputs i32) (result i32)
    (local $name i32)
    (local $place i32)
    (local $t.1 i32)
    (local $t.4 i32)
    local.get $b.inputs
    i32.const … ;; address of str:name
    call $input_get
    local.set $name
    local.get $b.inputs
    i32.const … ;; address of str:place
    call $input_get
    local.set $place
    call $display_copy
    local.tee $t.4
    local.get $name
    i32.store offset=48 align=1
    local.get $t.4
    local.get $place
    i32.store offset=60 align=1
    i32.const 24
    local.set $t.1
    local.get $t.4
    local.tee $t.1
    i32.const 24
    i32.eq
    if
      i32.const 16
      return
    end
    local.get $t.1
    i32.const 0
    call $data_of
  )
  (func $items.1 (result i32)
    (local $found.1 i32)
    i32.const … ;; address of wf_roots
    i32.load align=1
    i32.const … ;; address of str:names
    call $dict_get
    local.tee $found.1
    i32.const 16
    local.get $found.1
    select
  )
