  (func $body.1 (param $b.inputs i32) (result i32)
    (local $text i32)
    (local $t.5 i64)
    block
      block
        block
          block
            i32.const 65549
            global.set $site
            global.get $calls
            i32.const 2049
            i32.add
            global.set $calls
            global.get $calls
            i32.const 8389632
            i32.and
            if (result i32)
              call $enter_rare
            else
              i32.const 24
            end
            i32.eqz
            br_if 0
            global.get $stack_ptr
            local.get $text
            i32.store align=1
            global.get $stack_ptr
            i32.const 4
            i32.add
            global.set $stack_ptr
            i64.const 3
            call $body.1.1.half
            drop
            global.get $stack_ptr
            i32.const 4
            i32.sub
            global.set $stack_ptr
            global.get $stack_ptr
            i32.load align=1
            local.set $text
            global.get $calls
            i32.const 1
            i32.sub
            global.set $calls
            global.get $raised
            br_if 0
            br 1
          end
          global.get $raised
          local.set $b.inputs
          i32.const 0
          global.set $raised
          local.get $b.inputs
          i32.load offset=12 align=1
          i32.const … ;; address of cls:ValueError
          call $is_subclass
          if
            i32.const 73748
            global.set $site
            local.get $b.inputs
            i32.const 48
            local.get $b.inputs
            i32.ctz
            select
            i32.load8_u align=1
            i32.const 6
            i32.eq
            if (result i32)
              local.get $b.inputs
            else
              local.get $b.inputs
              call $py_str
            end
            local.tee $text
            i32.eqz
            br_if 3
            br 2
          end
          local.get $b.inputs
          global.set $raised
          br 2
        end
      end
      i32.const 77851
      global.set $site
      local.get $text
      if (result i32)
        local.get $text
      else
        call $raise_unbound
      end
      local.tee $text
      i32.eqz
      br_if 0
      local.get $text
      i32.const 77847
      global.set $site
      local.tee $b.inputs
      i32.const 48
      local.get $b.inputs
      i32.ctz
      select
      i32.load8_u align=1
      local.tee $text
      i32.const 6
      i32.eq
      if (result i32)
        local.get $b.inputs
        i32.load offset=12 align=1
      else
        local.get $text
        i32.const 8
        i32.eq
        if (result i32)
          local.get $b.inputs
          i32.load offset=8 align=1
        else
          local.get $text
          i32.const 10
          i32.eq
          if (result i32)
            local.get $b.inputs
            i32.load offset=8 align=1
          else
            local.get $b.inputs
            call $raise_type
            drop
            i32.const -1
          end
        end
      end
      i64.extend_i32_s
      global.get $raised
      br_if 0
      local.set $t.5
      i32.const 77842
      global.set $site
      global.get $calls
      i32.const 2049
      i32.add
      global.set $calls
      global.get $calls
      i32.const 8389632
      i32.and
      if (result i32)
        call $enter_rare
      else
        i32.const 24
      end
      i32.eqz
      br_if 0
      local.get $t.5
      call $body.1.1.half
      local.set $t.5
      global.get $calls
      i32.const 1
      i32.sub
      global.set $calls
      global.get $raised
      br_if 0
      i32.const 16
      local.get $t.5
      call $from_int
      local.tee $b.inputs
      i32.const 24
      i32.eq
      br_if 1
      drop
      local.get $b.inputs
      i32.const 0
      call $data_of
      return
    end
    i32.const 0
  )
  (func $body.1.1.half (param $p.n i64) (result i64)
    (local $q.1 i64)
    block
      local.get $p.n
      i64.const 1
      i64.and
      i64.const 0
      i64.ne
      if
        i32.const 49169
        global.set $site
        i32.const … ;; address of cls:ValueError
        i32.const … ;; address of str:odd
        i32.const 1
        call $exc_make
        call $raise_value
        i32.eqz
        br_if 1
      end
      local.get $p.n
      i64.const 2
      i64.div_s
      local.tee $q.1
      local.get $q.1
      i64.const 2
      i64.mul
      local.get $p.n
      i64.gt_s
      i64.extend_i32_s
      i64.sub
      return
    end
    i64.const 0
  )
  (func $config.1 (result i32)
    (local $roots.3 i32)
    (local $v.7 i32)
    i32.const 24
    global.get $&wf_states ;; address of wf_states
    i32.load offset=12 align=1
    if (result i32)
      i32.const 0
      call $wf_step_roots
      local.set $roots.3
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
    i32.const … ;; address of str:message
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
