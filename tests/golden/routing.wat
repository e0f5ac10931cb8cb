  (func $config.1 (result i32)
    (local $m1 i32)
    (local $v.2 i32)
    (local $tag.3 i32)
    i32.const 1
    call $dict_sized
    local.tee $m1
    i32.const … ;; address of str:big
    block (result i32)
      i32.const 0
      i32.const … ;; address of str:n
      i32.const 16
      call $wf_name_in
      local.tee $v.2
      i32.ctz
      i32.eqz
      if
        local.get $v.2
        i32.const 11
        i32.gt_s
        local.get $v.2
        i32.const 11
        i32.lt_s
        i32.sub
        br 1
      end
      local.get $v.2
      i32.const 48
      local.get $v.2
      i32.ctz
      select
      i32.load8_u align=1
      local.set $tag.3
      block
        local.get $tag.3
        i32.const 2
        i32.lt_s
        br_if 0
        local.get $tag.3
        i32.const 5
        i32.gt_s
        br_if 0
        local.get $v.2
        i32.const 11
        call $t_compare_numbers
        br 1
      end
      i32.const -1
      i32.const 1
      local.get $tag.3
      i32.const 2
      i32.lt_s
      select
    end
    i32.const 0
    i32.gt_s
    if (result i32)
      i32.const 40
    else
      i32.const 32
    end
    call $dict_set
    local.get $m1
  )
  (func $tpl.1 (result i32)
    (local $left i32)
    (local $lower.2 i32)
    (local $found.4 i32)
    (local $p.5 i32)
    (local $v.7 i32)
    (local $tag.8 i32)
    (local $v.10 i32)
    (local $text.11 i32)
    (local $n.12 i32)
    (local $p.13 i32)
    (local $end.14 i32)
    (local $n.15 i32)
    (local $first.16 i32)
    block (result i32)
      i32.const 0
      i32.const … ;; address of str:start
      i32.const 16
      call $wf_name_in
      local.set $lower.2
      i32.const 0
      call $wf_step_roots
      i32.load align=1
      local.tee $found.4
      i32.eqz
      if
        local.get $lower.2
        br 1
      end
      local.get $found.4
      i32.const 48
      local.get $found.4
      i32.ctz
      select
      i32.load8_u align=1
      i32.const 10
      i32.eq
      if
        i32.const 10
        i32.const 44
        i32.const 24
        call $new_object
        local.tee $p.5
        i32.const 16
        i32.store8 offset=1 align=1
        local.get $p.5
        local.get $found.4
        i32.load offset=8 align=1
        i32.store offset=8 align=1
        local.get $p.5
        local.get $found.4
        i32.load offset=12 align=1
        i32.store offset=12 align=1
        local.get $p.5
        local.get $found.4
        i32.load offset=16 align=1
        i32.store offset=16 align=1
        local.get $p.5
        local.get $found.4
        i32.load offset=20 align=1
        i32.store offset=20 align=1
        local.get $p.5
        local.get $found.4
        i32.load offset=24 align=1
        i32.store offset=24 align=1
        local.get $p.5
        local.get $found.4
        i32.load offset=28 align=1
        i32.store offset=28 align=1
        local.get $p.5
        local.get $found.4
        i32.store offset=32 align=1
        local.get $p.5
        i32.const 0
        i32.store offset=36 align=1
        local.get $p.5
        i32.const 0
        i32.store offset=40 align=1
        local.get $p.5
        i32.const 0
        i32.store offset=44 align=1
        local.get $p.5
        br 1
      end
      local.get $found.4
    end
    i32.const … ;; address of str:big
    call $t_attr
    local.tee $left
    call $t_truth
    if (result i32)
      block (result i32)
        i32.const 0
        i32.const … ;; address of str:n
        i32.const 16
        call $wf_name_in
        local.tee $v.7
        i32.const 13
        i32.eq
        if
          i32.const 1
          br 1
        end
        local.get $v.7
        i32.const 48
        local.get $v.7
        i32.ctz
        select
        i32.load8_u align=1
        local.tee $tag.8
        i32.const 4
        i32.eq
        if
          local.get $v.7
          i32.const 48
          local.get $v.7
          i32.ctz
          select
          i32.load8_u align=1
          i32.const 5
          i32.eq
          if
            call $int_overflow
            drop
            local.get $v.7
            call $wide_order
            i32.eqz
            br 2
          end
          i32.const 0
          br 1
        end
        block (result i32)
          block
            local.get $tag.8
            i32.const 2
            i32.lt_s
            br_if 0
            local.get $tag.8
            i32.const 5
            i32.gt_s
            br_if 0
            local.get $v.7
            i32.const 13
            call $t_compare_numbers
            i32.eqz
            br 1
          end
          i32.const 0
        end
      end
      if (result i32)
        i32.const 32
      else
        i32.const 40
      end
    else
      local.get $left
    end
    local.tee $v.10
    i32.const 48
    local.get $v.10
    i32.ctz
    select
    i32.load8_u align=1
    i32.const 6
    i32.ne
    if
      local.get $v.10
      call $t_truth
      return
    end
    local.get $v.10
    i32.const 20
    i32.add
    local.tee $p.13
    local.get $v.10
    i32.load offset=8 align=1
    i32.add
    local.set $end.14
    block
      loop
        local.get $p.13
        local.get $end.14
        i32.ge_s
        br_if 1
        local.get $p.13
        call $code_at
        call $holds_code
        i32.eqz
        br_if 1
        local.get $p.13
        local.get $p.13
        i32.load8_u align=1
        local.tee $first.16
        i32.const 128
        i32.lt_s
        if (result i32)
          i32.const 1
        else
          local.get $first.16
          i32.const 224
          i32.ge_s
          local.get $first.16
          i32.const 240
          i32.ge_s
          i32.add
          i32.const 2
          i32.add
        end
        i32.add
        local.set $p.13
        br 0
      end
    end
    block
      loop
        local.get $p.13
        local.get $end.14
        i32.ge_s
        br_if 1
        local.get $end.14
        call $before
        call $code_at
        call $holds_code
        i32.eqz
        br_if 1
        local.get $end.14
        call $before
        local.set $end.14
        br 0
      end
    end
    local.get $end.14
    local.get $p.13
    i32.sub
    local.tee $n.15
    local.get $v.10
    i32.load offset=8 align=1
    i32.eq
    if (result i32)
      local.get $v.10
    else
      local.get $p.13
      local.get $n.15
      call $str_from
    end
    local.tee $text.11
    i32.load offset=8 align=1
    local.tee $n.12
    i32.const 5
    i32.gt_s
    if
      i32.const 1
      return
    end
    block
      block
        local.get $n.12
        i32.eqz
        br_if 0
        local.get $text.11
        i32.const … ;; address of str:false
        call $t_same_word
        br_if 0
        local.get $text.11
        i32.const … ;; address of str:0
        call $t_same_word
        br_if 0
        local.get $text.11
        i32.const … ;; address of str:no
        call $t_same_word
        i32.eqz
        br_if 1
      end
      i32.const 0
      return
    end
    block
      block
        local.get $text.11
        i32.const … ;; address of str:none
        call $t_same_word
        br_if 0
        local.get $text.11
        i32.const … ;; address of str:null
        call $t_same_word
        br_if 0
        local.get $text.11
        i32.const … ;; address of str:off
        call $t_same_word
        i32.eqz
        br_if 1
      end
      i32.const 0
      return
    end
    local.get $text.11
    i32.const … ;; address of str:{}
    call $t_same_word
    if (result i32)
      i32.const 1
    else
      local.get $text.11
      i32.const … ;; address of str:[]
      call $t_same_word
    end
    i32.eqz
  )
  (func $set.1 (result i32)
    (local $mark.1 i32)
    global.get $buf_pos
    global.get $buf_base
    i32.sub
    local.set $mark.1
    i32.const … ;; address of str:n=
    call $buf_str
    i32.const 0
    i32.const … ;; address of str:n
    i32.const 16
    call $wf_name_in
    call $t_put
    local.get $mark.1
    call $buf_end
    call $t_typed
  )
  (func $config.2 (result i32)
    (local $v.1 i32)
    (local $mark.2 i32)
    (local $v.3 i32)
    (local $p.4 i32)
    (local $end.5 i32)
    (local $mark.6 i32)
    (local $n.7 i32)
    (local $p.9 i32)
    (local $q.10 i32)
    (local $end.11 i32)
    (local $c.12 i32)
    (local $v.13 i32)
    (local $first.14 i32)
    i32.const 4
    i32.const … ;; address of str:label
    i32.const 0
    i32.const … ;; address of str:label
    i32.const 16
    call $wf_name_in
    call $wf_name_in
    local.set $v.1
    block (result i32)
      local.get $v.1
      local.get $v.1
      i32.const 48
      local.get $v.1
      i32.ctz
      select
      i32.load8_u align=1
      i32.const 6
      i32.eq
      br_if 0
      drop
      global.get $buf_pos
      global.get $buf_base
      i32.sub
      local.set $mark.2
      local.get $v.1
      call $t_put
      local.get $mark.2
      call $buf_end
    end
    local.tee $v.3
    i32.load8_u offset=1 align=1
    i32.ctz
    i32.eqz
    if
      local.get $v.3
      i32.load offset=8 align=1
      local.tee $n.7
      call $str_room
      local.tee $v.13
      i32.const 262
      i32.const 6
      local.get $n.7
      local.get $n.7
      i32.eq
      select
      i32.store align=1
      local.get $v.13
      local.get $n.7
      i32.store offset=8 align=1
      local.get $v.13
      local.get $n.7
      i32.store offset=12 align=1
      local.get $v.13
      i32.const 0
      i32.store offset=16 align=1
      local.get $v.3
      i32.const 20
      i32.add
      local.set $p.9
      local.get $v.13
      i32.const 20
      i32.add
      local.set $q.10
      local.get $p.9
      local.get $n.7
      i32.add
      local.set $end.11
      loop
        local.get $p.9
        local.get $end.11
        i32.lt_s
        if
          local.get $p.9
          i32.load8_u align=1
          local.set $c.12
          local.get $q.10
          local.get $c.12
          i32.const 97
          i32.sub
          i32.const 26
          i32.lt_u
          if (result i32)
            local.get $c.12
            i32.const 32
            i32.xor
          else
            local.get $c.12
          end
          i32.store8 align=1
          local.get $p.9
          i32.const 1
          i32.add
          local.set $p.9
          local.get $q.10
          i32.const 1
          i32.add
          local.set $q.10
          br 1
        end
      end
      local.get $v.13
      return
    end
    local.get $v.3
    i32.const 20
    i32.add
    local.tee $p.4
    local.get $v.3
    i32.load offset=8 align=1
    i32.add
    local.set $end.5
    global.get $buf_pos
    global.get $buf_base
    i32.sub
    local.set $mark.6
    loop
      local.get $p.4
      local.get $end.5
      i32.lt_s
      if
        local.get $p.4
        call $code_at
        call $put_upper
        local.get $p.4
        local.get $p.4
        i32.load8_u align=1
        local.tee $first.14
        i32.const 128
        i32.lt_s
        if (result i32)
          i32.const 1
        else
          local.get $first.14
          i32.const 224
          i32.ge_s
          local.get $first.14
          i32.const 240
          i32.ge_s
          i32.add
          i32.const 2
          i32.add
        end
        i32.add
        local.set $p.4
        br 1
      end
    end
    local.get $mark.6
    call $buf_end
  )
  (func $tpl.3 (result i32)
    i32.const 4
    i32.const … ;; address of str:label
    i32.const 0
    i32.const … ;; address of str:label
    i32.const 16
    call $wf_name_in
    call $wf_name_in
    i32.const 16
    i32.ne
  )
  (func $config.3 (result i32)
    (local $mark.1 i32)
    global.get $buf_pos
    global.get $buf_base
    i32.sub
    local.set $mark.1
    i32.const 0
    i32.const … ;; address of str:n
    i32.const 16
    call $wf_name_in
    call $t_put
    i32.const 48
    call $buf_byte
    local.get $mark.1
    call $buf_end
    call $t_typed
  )
