  (func $input.1 (result i32)
    (local $m1 i32)
    i32.const 2
    call $dict_sized
    local.tee $m1
    i32.const … ;; address of str:ids
    i32.const … ;; address of str:ids
    call $wf_name_in
    call $dict_set
    local.get $m1
    i32.const … ;; address of str:text
    i32.const … ;; address of str:text
    call $wf_name_in
    call $dict_set
    local.get $m1
  )
  (func $function.fnv.fnv1a64 (param $a1 i32) (result i32)
    (local $mark.5 i32)
    (local $h.4 i64)
    (local $shift.6 i64)
    i32.const 0
    i32.const … ;; address of str:fnv1a64() argument 1
    global.set $plugin_what
    local.get $a1
    i32.const 48
    local.get $a1
    i32.ctz
    select
    i32.load8_u align=1
    i32.const 7
    i32.eq
    if (result i32)
      local.get $a1
    else
      i32.const … ;; address of str:bytes
      local.get $a1
      call $plugin_not
    end
    local.tee $mark.5
    i32.eqz
    br_if 0
    drop
    i32.const 1
    global.set $in_plugin
    i64.const -3750763034362895579
    local.set $shift.6
    local.get $mark.5
    i32.const 12
    i32.add
    local.tee $a1
    local.get $mark.5
    i32.load offset=8 align=1
    i32.add
    local.set $mark.5
    block
      loop
        i32.const 80
        i32.load align=1
        if
          i32.const 8
          call $abort
        end
        local.get $a1
        local.get $mark.5
        i32.ge_u
        br_if 1
        local.get $shift.6
        local.get $a1
        i64.load8_u align=1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set $shift.6
        local.get $a1
        i32.const 1
        i32.add
        local.set $a1
        br 0
      end
    end
    local.get $shift.6
    local.set $h.4
    global.get $buf_pos
    global.get $buf_base
    i32.sub
    local.set $mark.5
    global.get $buf_pos
    i32.const 16
    i32.add
    global.get $buf_limit
    i32.gt_u
    if
      i32.const 16
      call $buf_grow
    end
    i64.const 60
    local.set $shift.6
    block
      loop
        i32.const 80
        i32.load align=1
        if
          i32.const 8
          call $abort
        end
        local.get $shift.6
        i64.const 0
        i64.lt_s
        br_if 1
        global.get $buf_pos
        local.get $h.4
        local.get $shift.6
        i64.shr_u
        i32.wrap_i64
        i32.const 15
        i32.and
        local.tee $a1
        i32.const 87
        i32.const 48
        local.get $a1
        i32.const 9
        i32.gt_s
        select
        i32.add
        i32.store8 align=1
        global.get $buf_pos
        i32.const 1
        i32.add
        global.set $buf_pos
        local.get $shift.6
        i64.const 4
        i64.sub
        local.set $shift.6
        br 0
      end
    end
    global.get $buf_base
    local.get $mark.5
    i32.add
    global.get $buf_pos
    global.get $buf_base
    i32.sub
    local.get $mark.5
    i32.sub
    call $str_from
    local.set $a1
    global.get $buf_base
    local.get $mark.5
    i32.add
    global.set $buf_pos
    i32.const 0
    global.set $in_plugin
    global.get $raised
    if
      unreachable
    end
    i32.const 0
    global.set $plugin_what
    block
      block
        local.get $a1
        i32.eqz
        br_if 0
        local.get $a1
        i32.const 48
        local.get $a1
        i32.ctz
        select
        i32.load8_u align=1
        i32.const 6
        i32.eq
        br_if 1
      end
      unreachable
    end
    local.get $a1
    call $plugin_text
  )
  (func $body.1 (param $b.inputs i32) (result i32)
    (local $ids i32)
    (local $wrong i32)
    (local $t.10 i32)
    (local $t.14 i32)
    (local $t.18 i32)
    (local $t.24 i32)
    (local $f.fuel i32)
    (local $x2.51 i32)
    (local $v.57 i32)
    (local $tag.58 i32)
    (local $x4.53 i64)
    (local $h.59 i64)
    (local $x.68 i64)
    block
      local.get $b.inputs
      i32.const … ;; address of str:ids
      call $input_get
      local.set $ids
      local.get $b.inputs
      i32.const … ;; address of str:text
      call $input_get
      local.set $t.18
      i32.const 0
      call $list_new
      local.set $wrong
      i32.const 9
      i32.const 20
      i32.const 12
      call $new_object
      local.tee $v.57
      i64.const 2
      i64.store offset=8 align=1
      local.get $v.57
      i64.const 0
      i64.store offset=16 align=1
      local.get $v.57
      local.get $t.18
      i32.store offset=12 align=1
      local.get $v.57
      i32.const 11
      i32.store offset=16 align=1
      block
        loop
          local.get $t.10
          local.get $v.57
          i32.load offset=8 align=1
          i32.lt_u
          if (result i32)
            local.get $v.57
            local.get $t.10
            i32.const 2
            i32.shl
            i32.add
            i32.load offset=12 align=1
          else
            i32.const 0
          end
          local.tee $b.inputs
          i32.eqz
          if
            global.get $raised
            br_if 3
            br 2
          end
          local.get $t.10
          i32.const 1
          i32.add
          local.set $t.10
          block
            block
              block
                i32.const 65566
                global.set $site
                local.get $b.inputs
                call $function.fnv.fnv1a64
                local.tee $b.inputs
                i32.eqz
                br_if 0
                local.get $b.inputs
                local.set $t.14
                local.get $wrong
                i32.load offset=8 align=1
                local.tee $b.inputs
                local.get $wrong
                i32.load offset=12 align=1
                i32.eq
                if
                  local.get $wrong
                  local.get $b.inputs
                  i32.const 1
                  i32.shl
                  i32.const 4
                  i32.add
                  call $list_grow
                end
                local.get $wrong
                i32.load offset=16 align=1
                local.get $b.inputs
                i32.const 2
                i32.shl
                i32.add
                local.get $t.14
                i32.store offset=8 align=1
                local.get $wrong
                local.get $b.inputs
                i32.const 1
                i32.add
                i32.store offset=8 align=1
                br 1
              end
              global.get $raised
              local.set $t.14
              i32.const 0
              global.set $raised
              block (result i32)
                local.get $t.14
                i32.load offset=12 align=1
                local.set $b.inputs
                loop
                  local.get $b.inputs
                  if
                    i32.const 1
                    local.get $b.inputs
                    i32.const … ;; address of cls:TypeError
                    i32.eq
                    br_if 2
                    drop
                    local.get $b.inputs
                    i32.load offset=16 align=1
                    local.set $b.inputs
                    br 1
                  end
                end
                i32.const 0
              end
              if
                local.get $t.14
                local.set $b.inputs
                i32.const 73758
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
                  i32.ctz
                  i32.eqz
                  if (result i32)
                    local.get $b.inputs
                    i32.const 1
                    i32.shr_s
                    i64.extend_i32_s
                    local.set $h.59
                    global.get $hp
                    i32.const 64
                    i32.add
                    local.tee $b.inputs
                    global.get $limit
                    i32.gt_u
                    if
                      local.get $b.inputs
                      call $grow_to
                    end
                    global.get $hp
                    i32.const 20
                    i32.add
                    local.tee $b.inputs
                    local.get $h.59
                    call $put_int
                    local.get $b.inputs
                    i32.sub
                    local.tee $b.inputs
                    local.get $b.inputs
                    call $str_new
                  else
                    global.get $buf_pos
                    global.get $buf_base
                    i32.sub
                    local.set $t.14
                    local.get $b.inputs
                    call $put_str
                    local.get $t.14
                    call $buf_end
                    local.set $b.inputs
                    i32.const 0
                    local.get $b.inputs
                    global.get $raised
                    select
                  end
                end
                local.tee $b.inputs
                i32.eqz
                br_if 5
                local.get $b.inputs
                local.set $t.14
                local.get $wrong
                i32.load offset=8 align=1
                local.tee $b.inputs
                local.get $wrong
                i32.load offset=12 align=1
                i32.eq
                if
                  local.get $wrong
                  local.get $b.inputs
                  i32.const 1
                  i32.shl
                  i32.const 4
                  i32.add
                  call $list_grow
                end
                local.get $wrong
                i32.load offset=16 align=1
                local.get $b.inputs
                i32.const 2
                i32.shl
                i32.add
                local.get $t.14
                i32.store offset=8 align=1
                local.get $wrong
                local.get $b.inputs
                i32.const 1
                i32.add
                i32.store offset=8 align=1
                br 2
              end
              local.get $t.14
              global.set $raised
              br 4
            end
          end
          local.get $f.fuel
          i32.const 1
          i32.sub
          local.tee $f.fuel
          i32.const 0
          i32.lt_s
          if
            i32.const 57353
            global.set $site
            call $refuel
            local.set $f.fuel
          end
          global.get $hp
          global.get $gc_due
          i32.gt_u
          if
            global.get $stack_ptr
            local.get $ids
            i32.store align=1
            global.get $stack_ptr
            local.get $t.18
            i32.store offset=4 align=1
            global.get $stack_ptr
            local.get $wrong
            i32.store offset=8 align=1
            global.get $stack_ptr
            local.get $v.57
            i32.store offset=12 align=1
            global.get $stack_ptr
            i32.const 16
            i32.add
            global.set $stack_ptr
            call $collect
            global.get $stack_ptr
            i32.const 16
            i32.sub
            global.set $stack_ptr
            global.get $stack_ptr
            i32.load align=1
            local.set $ids
            global.get $stack_ptr
            i32.load offset=4 align=1
            local.set $t.18
            global.get $stack_ptr
            i32.load offset=8 align=1
            local.set $wrong
            global.get $stack_ptr
            i32.load offset=12 align=1
            local.set $v.57
          end
          br 0
        end
      end
      i32.const 81953
      global.set $site
      local.get $t.18
      call $method.encode.0
      local.tee $b.inputs
      i32.eqz
      br_if 0
      local.get $b.inputs
      i32.const 81941
      global.set $site
      call $function.fnv.fnv1a64
      local.tee $b.inputs
      i32.eqz
      br_if 0
      local.get $b.inputs
      local.set $t.10
      i32.const 0
      call $list_new
      local.set $t.18
      i32.const 86039
      global.set $site
      local.get $ids
      i32.const 48
      local.get $ids
      i32.ctz
      select
      i32.load8_u align=1
      local.tee $b.inputs
      i32.const 8
      i32.sub
      i32.const 1
      i32.le_u
      if (result i32)
        local.get $ids
      else
        local.get $b.inputs
        i32.const 10
        i32.eq
        if (result i32)
          local.get $ids
          call $iter_dict
        else
          local.get $b.inputs
          i32.const 6
          i32.eq
          if (result i32)
            i32.const 2
            local.get $ids
            call $iter_new
          else
            local.get $b.inputs
            i32.const 7
            i32.eq
            if (result i32)
              i32.const 3
              local.get $ids
              call $iter_new
            else
              local.get $b.inputs
              i32.const 19
              i32.eq
              if (result i32)
                local.get $ids
              else
                local.get $ids
                call $raise_type
              end
            end
          end
        end
      end
      local.tee $b.inputs
      i32.eqz
      br_if 0
      local.get $b.inputs
      local.set $ids
      block
        loop
          i32.const 86039
          global.set $site
          local.get $ids
          i32.load8_u align=1
          i32.const 8
          i32.eq
          if (result i32)
            local.get $t.24
            local.get $ids
            i32.load offset=8 align=1
            i32.lt_u
            if (result i32)
              local.get $ids
              i32.load offset=16 align=1
              local.get $t.24
              i32.const 2
              i32.shl
              i32.add
              i32.load offset=8 align=1
            else
              i32.const 0
            end
          else
            local.get $ids
            local.get $t.24
            call $next_of_other
          end
          local.tee $b.inputs
          i32.eqz
          if
            global.get $raised
            br_if 3
            br 2
          end
          local.get $t.24
          i32.const 1
          i32.add
          local.set $t.24
          i32.const 86040
          global.set $site
          block (result i64)
            block
              i32.const … ;; address of str:tenant
              i32.const … ;; address of str:shard() argument 1
              call $plugin_arg_str
              local.tee $t.14
              i32.eqz
              br_if 0
              i32.const … ;; address of str:project
              i32.const … ;; address of str:shard() argument 2
              call $plugin_arg_str
              local.tee $x2.51
              i32.eqz
              br_if 0
              i32.const … ;; address of str:shard() argument 3
              global.set $plugin_what
              local.get $b.inputs
              i32.const 0
              call $plugin_copy
              local.tee $b.inputs
              i32.eqz
              br_if 0
              i32.const 33
              local.set $v.57
              i32.const … ;; address of str:shard() argument 4
              global.set $plugin_what
              local.get $v.57
              i32.ctz
              i32.eqz
              if (result i64)
                local.get $v.57
                i32.const 1
                i32.shr_s
                i64.extend_i32_s
              else
                local.get $v.57
                i32.load8_u align=1
                local.tee $tag.58
                i32.const 3
                i32.eq
                if (result i64)
                  local.get $v.57
                  i64.load offset=8 align=1
                else
                  local.get $tag.58
                  i32.const 2
                  i32.eq
                  if (result i64)
                    local.get $v.57
                    i32.const 40
                    i32.eq
                    i64.extend_i32_s
                  else
                    local.get $tag.58
                    i32.const 4
                    i32.eq
                    if
                      i32.const … ;; address of cls:OverflowError
                      i32.const … ;; address of str:$ does not fit into 64 bits
                      i32.const … ;; address of str:shard() argument 4
                      i32.const 0
                      i32.const 0
                      call $filled
                      call $raise_error
                      drop
                    else
                      i32.const … ;; address of str:int
                      local.get $v.57
                      call $plugin_not
                      drop
                    end
                    i64.const 0
                  end
                end
              end
              local.set $x4.53
              global.get $raised
              br_if 0
              i32.const 1
              global.set $in_plugin
              local.get $x4.53
              i64.const 0
              i64.le_s
              if
                unreachable
              end
              local.get $x2.51
              i32.load offset=8 align=1
              local.set $v.57
              i64.const -3750763034362895579
              local.get $t.14
              i32.const 20
              i32.add
              local.get $t.14
              i32.load offset=8 align=1
              call $kernel.plugin:fnv.fnv_feed
              i64.const 31
              i64.xor
              i64.const 1099511628211
              i64.mul
              local.get $x2.51
              i32.const 20
              i32.add
              local.get $v.57
              call $kernel.plugin:fnv.fnv_feed
              local.set $h.59
              local.get $b.inputs
              i32.const 48
              local.get $b.inputs
              i32.ctz
              select
              i32.load8_u align=1
              local.tee $v.57
              i32.const 1
              i32.gt_s
              if
                local.get $h.59
                i64.const 31
                i64.xor
                i64.const 1099511628211
                i64.mul
                local.set $h.59
                local.get $v.57
                i32.const 3
                i32.eq
                if
                  local.get $b.inputs
                  i32.ctz
                  if (result i64)
                    local.get $b.inputs
                    i64.load offset=8 align=1
                  else
                    local.get $b.inputs
                    i32.const 1
                    i32.shr_s
                    i64.extend_i32_s
                  end
                  local.set $x.68
                  global.get $buf_pos
                  global.get $buf_base
                  i32.sub
                  local.set $b.inputs
                  global.get $buf_pos
                  i32.const 32
                  i32.add
                  global.get $buf_limit
                  i32.gt_u
                  if
                    i32.const 32
                    call $buf_grow
                  end
                  local.get $h.59
                  global.get $buf_pos
                  global.get $buf_pos
                  local.get $x.68
                  call $put_int
                  global.get $buf_pos
                  i32.sub
                  call $kernel.plugin:fnv.fnv_feed
                  local.set $h.59
                  global.get $buf_base
                  local.get $b.inputs
                  i32.add
                  global.set $buf_pos
                else
                  local.get $v.57
                  i32.const 6
                  i32.eq
                  if
                    local.get $h.59
                    local.get $b.inputs
                    i32.const 20
                    i32.add
                    local.get $b.inputs
                    i32.load offset=8 align=1
                    call $kernel.plugin:fnv.fnv_feed
                    local.set $h.59
                  else
                    local.get $v.57
                    i32.const 4
                    i32.eq
                    if
                      global.get $buf_pos
                      global.get $buf_base
                      i32.sub
                      local.set $v.57
                      local.get $b.inputs
                      i32.const 12
                      i32.add
                      local.get $b.inputs
                      i32.load offset=8 align=1
                      call $buf_bytes
                      local.get $h.59
                      global.get $buf_base
                      local.get $v.57
                      i32.add
                      global.get $buf_pos
                      global.get $buf_base
                      i32.sub
                      local.get $v.57
                      i32.sub
                      call $kernel.plugin:fnv.fnv_feed
                      local.set $h.59
                      global.get $buf_base
                      local.get $v.57
                      i32.add
                      global.set $buf_pos
                    else
                      unreachable
                    end
                  end
                end
              end
              local.get $h.59
              local.get $x4.53
              i64.rem_u
              local.set $h.59
              i32.const 0
              global.set $in_plugin
              global.get $raised
              if
                unreachable
              end
              local.get $h.59
              br 1
            end
            i64.const 0
          end
          global.get $raised
          br_if 2
          local.tee $h.59
          i64.const 61
          i64.shr_s
          i64.const 1
          i64.add
          i64.const 1
          i64.gt_u
          if (result i64)
            local.get $h.59
            call $box_int
            call $to_long
          else
            local.get $h.59
          end
          local.tee $h.59
          i64.const 61
          i64.shr_s
          i64.const 1
          i64.add
          i64.const 1
          i64.gt_u
          if (result i32)
            local.get $h.59
            i32.wrap_i64
          else
            local.get $h.59
            i32.wrap_i64
            i32.const 1
            i32.shl
            local.tee $b.inputs
            i32.const 1
            i32.shr_s
            i64.extend_i32_s
            local.get $h.59
            i64.eq
            if (result i32)
              local.get $b.inputs
              i32.const 1
              i32.or
            else
              local.get $h.59
              call $box_int
            end
          end
          local.set $v.57
          local.get $t.18
          i32.load offset=8 align=1
          local.tee $b.inputs
          local.get $t.18
          i32.load offset=12 align=1
          i32.eq
          if
            local.get $t.18
            local.get $b.inputs
            i32.const 1
            i32.shl
            i32.const 4
            i32.add
            call $list_grow
          end
          local.get $t.18
          i32.load offset=16 align=1
          local.get $b.inputs
          i32.const 2
          i32.shl
          i32.add
          local.get $v.57
          i32.store offset=8 align=1
          local.get $t.18
          local.get $b.inputs
          i32.const 1
          i32.add
          i32.store offset=8 align=1
          local.get $f.fuel
          i32.const 1
          i32.sub
          local.tee $f.fuel
          i32.const 0
          i32.lt_s
          if
            i32.const 77833
            global.set $site
            call $refuel
            local.set $f.fuel
          end
          global.get $hp
          global.get $gc_due
          i32.gt_u
          if
            global.get $stack_ptr
            local.get $wrong
            i32.store align=1
            global.get $stack_ptr
            local.get $t.10
            i32.store offset=4 align=1
            global.get $stack_ptr
            local.get $t.18
            i32.store offset=8 align=1
            global.get $stack_ptr
            local.get $ids
            i32.store offset=12 align=1
            global.get $stack_ptr
            i32.const 16
            i32.add
            global.set $stack_ptr
            call $collect
            global.get $stack_ptr
            i32.const 16
            i32.sub
            global.set $stack_ptr
            global.get $stack_ptr
            i32.load align=1
            local.set $wrong
            global.get $stack_ptr
            i32.load offset=4 align=1
            local.set $t.10
            global.get $stack_ptr
            i32.load offset=8 align=1
            local.set $t.18
            global.get $stack_ptr
            i32.load offset=12 align=1
            local.set $ids
          end
          br 0
        end
      end
      call $display_copy
      local.tee $b.inputs
      local.get $t.10
      i32.store offset=48 align=1
      local.get $b.inputs
      local.get $t.18
      i32.store offset=60 align=1
      local.get $b.inputs
      local.get $wrong
      i32.store offset=72 align=1
      i32.const 16
      local.get $b.inputs
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
  (func $config.1 (result i32)
    (local $found.3 i32)
    (local $v.4 i32)
    i32.const 24
    i32.const … ;; address of str:start
    call $wf_name_in
    local.set $v.4
    i32.const 0
    call $wf_step_roots
    i32.load align=1
    local.tee $found.3
    local.get $v.4
    local.get $found.3
    select
    local.tee $v.4
    i32.const 16
    i32.eq
    br_if 0
    drop
    local.get $v.4
    call $value_tag
    i32.const 10
    i32.eq
    if
      local.get $v.4
      i32.load8_u offset=1 align=1
      i32.const 48
      i32.and
      if
        local.get $v.4
        i32.load offset=32 align=1
        return
      end
    end
    local.get $v.4
  )
  (func $method.encode.0 (param $self i32) (result i32)
    local.get $self
    i32.ctz
    i32.eqz
    if (result i32)
      i32.const 0
    else
      local.get $self
      i32.load8_u align=1
      i32.const 6
      i32.eq
    end
    if
      local.get $self
      call $encode_as
      return
    end
    local.get $self
    call $raise_no_attribute
    return
    unreachable
  )
  (func $kernel.plugin:fnv.fnv_feed (param $h i64) (param $p i32) (param $n i32) (result i64)
    local.get $p
    local.get $n
    i32.add
    local.set $n
    block
      loop
        i32.const 80
        i32.load align=1
        if
          i32.const 8
          call $abort
        end
        local.get $p
        local.get $n
        i32.ge_u
        br_if 1
        local.get $h
        local.get $p
        i64.load8_u align=1
        i64.xor
        i64.const 1099511628211
        i64.mul
        local.set $h
        local.get $p
        i32.const 1
        i32.add
        local.set $p
        br 0
      end
    end
    local.get $h
  )
