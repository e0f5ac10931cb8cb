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
        i32.const 0
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
          i32.lt_s
          if (result i32)
            i32.const 2
          else
            i32.const 3
            i32.const 4
            local.get $first.16
            i32.const 240
            i32.lt_s
            select
          end
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
        i32.const 0
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
    (local $n.14 i32)
    (local $v.15 i32)
    (local $code.16 i32)
    (local $mapped.17 i32)
    (local $p.18 i32)
    (local $end.19 i32)
    (local $found.20 i32)
    (local $n.21 i32)
    (local $first.22 i32)
    (local $first.23 i32)
    (local $at.24 i32)
    (local $shape.25 i32)
    (local $offset.26 i32)
    (local $stride.27 i32)
    (local $last.28 i32)
    (local $first.29 i32)
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
      i32.const 48
      local.get $v.1
      i32.ctz
      select
      i32.load8_u align=1
      i32.const 6
      i32.eq
      if
        local.get $v.1
        br 1
      end
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
      i32.const 27
      i32.add
      i32.const -8
      i32.and
      local.set $n.14
      global.get $hp
      local.set $v.15
      local.get $n.14
      global.get $limit
      local.get $v.15
      i32.sub
      i32.gt_u
      if
        local.get $n.14
        call $take
        local.set $v.15
      else
        local.get $v.15
        local.get $n.14
        i32.add
        global.set $hp
      end
      local.get $v.15
      local.get $n.14
      i32.store offset=4 align=1
      local.get $v.15
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
        local.tee $code.16
        i32.const 128
        i32.lt_s
        if
          block (result i32)
            block
              local.get $code.16
              i32.const 97
              i32.lt_s
              br_if 0
              local.get $code.16
              i32.const 122
              i32.gt_s
              br_if 0
              local.get $code.16
              i32.const 32
              i32.sub
              br 1
            end
            local.get $code.16
          end
          call $buf_byte
        else
          block (result i32)
            i32.const … ;; address of UPPER_SPECIAL
            local.set $p.18
            i32.const … ;; address of UPPER_SPECIAL
            i32.const 868
            i32.add
            local.set $end.19
            loop
              local.get $p.18
              local.get $end.19
              i32.lt_s
              if
                local.get $p.18
                call $code_at
                local.set $found.20
                local.get $p.18
                local.get $p.18
                i32.load8_u align=1
                local.tee $first.22
                i32.const 128
                i32.lt_s
                if (result i32)
                  i32.const 1
                else
                  local.get $first.22
                  i32.const 224
                  i32.lt_s
                  if (result i32)
                    i32.const 2
                  else
                    i32.const 3
                    i32.const 4
                    local.get $first.22
                    i32.const 240
                    i32.lt_s
                    select
                  end
                end
                i32.add
                local.tee $p.18
                i32.load8_u align=1
                local.set $n.21
                local.get $p.18
                i32.const 1
                i32.add
                local.set $p.18
                loop
                  local.get $n.21
                  i32.const 0
                  i32.gt_s
                  if
                    local.get $found.20
                    local.get $code.16
                    i32.eq
                    if
                      local.get $p.18
                      call $code_at
                      call $buf_code
                    end
                    local.get $p.18
                    local.get $p.18
                    i32.load8_u align=1
                    local.tee $first.23
                    i32.const 128
                    i32.lt_s
                    if (result i32)
                      i32.const 1
                    else
                      local.get $first.23
                      i32.const 224
                      i32.lt_s
                      if (result i32)
                        i32.const 2
                      else
                        i32.const 3
                        i32.const 4
                        local.get $first.23
                        i32.const 240
                        i32.lt_s
                        select
                      end
                    end
                    i32.add
                    local.set $p.18
                    local.get $n.21
                    i32.const 1
                    i32.sub
                    local.set $n.21
                    br 1
                  end
                end
                local.get $found.20
                local.get $code.16
                i32.eq
                if
                  i32.const 1
                  br 3
                end
                br 1
              end
            end
            i32.const 0
          end
          i32.eqz
          if
            block (result i32)
              i32.const 0
              global.set $table_at
              i32.const 1052
              global.set $table_end
              i32.const 0
              local.set $at.24
              loop
                global.get $table_at
                global.get $table_end
                i32.lt_s
                if
                  local.get $at.24
                  i32.const … ;; address of TO_UPPER
                  call $table_number
                  i32.add
                  local.set $at.24
                  i32.const … ;; address of TO_UPPER
                  call $table_number
                  local.set $shape.25
                  i32.const … ;; address of TO_UPPER
                  call $table_number
                  local.set $offset.26
                  local.get $code.16
                  local.get $at.24
                  i32.lt_s
                  if
                    i32.const -1
                    br 3
                  end
                  local.get $shape.25
                  i32.const 1
                  i32.and
                  i32.const 1
                  i32.add
                  local.set $stride.27
                  local.get $at.24
                  local.get $shape.25
                  i32.const 1
                  i32.shr_s
                  local.get $stride.27
                  i32.mul
                  i32.add
                  local.set $last.28
                  local.get $code.16
                  local.get $last.28
                  i32.le_s
                  if
                    local.get $code.16
                    local.get $at.24
                    i32.sub
                    local.get $stride.27
                    i32.rem_s
                    i32.eqz
                    if
                      local.get $offset.26
                      i32.ctz
                      if (result i32)
                        local.get $code.16
                        local.get $offset.26
                        i32.const 1
                        i32.shr_s
                        i32.add
                      else
                        local.get $code.16
                        local.get $offset.26
                        i32.const 1
                        i32.add
                        i32.const 1
                        i32.shr_s
                        i32.sub
                      end
                      br 4
                    end
                    i32.const -1
                    br 3
                  end
                  local.get $last.28
                  local.set $at.24
                  br 1
                end
              end
              i32.const -1
            end
            local.tee $mapped.17
            local.get $code.16
            local.get $mapped.17
            i32.const -1
            i32.ne
            select
            call $buf_code
          end
        end
        local.get $p.4
        local.get $p.4
        i32.load8_u align=1
        local.tee $first.29
        i32.const 128
        i32.lt_s
        if (result i32)
          i32.const 1
        else
          local.get $first.29
          i32.const 224
          i32.lt_s
          if (result i32)
            i32.const 2
          else
            i32.const 3
            i32.const 4
            local.get $first.29
            i32.const 240
            i32.lt_s
            select
          end
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
