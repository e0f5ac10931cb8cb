  (func $config.1 (result i32)
    (local $m1 i32)
    (local $v.2 i32)
    (local $tag.3 i32)
    i32.const 1
    call $dict_sized
    local.tee $m1
    i32.const … ;; address of str:big
    i32.const 40
    i32.const 32
    i32.const 0
    i32.const … ;; address of str:n
    i32.const 16
    call $wf_name_in
    local.tee $v.2
    i32.ctz
    i32.eqz
    if (result i32)
      local.get $v.2
      i32.const 11
      i32.gt_s
      local.get $v.2
      i32.const 11
      i32.lt_s
      i32.sub
    else
      local.get $v.2
      call $value_tag
      local.tee $tag.3
      i32.const 2
      i32.sub
      i32.const 3
      i32.le_u
      if (result i32)
        local.get $v.2
        i32.const 11
        call $t_compare_numbers
      else
        i32.const -1
        i32.const 1
        local.get $tag.3
        i32.const 2
        i32.lt_s
        select
      end
    end
    i32.const 0
    i32.gt_s
    select
    call $dict_set
    local.get $m1
  )
  (func $tpl.1 (result i32)
    (local $found.4 i32)
    (local $text.14 i32)
    (local $end.17 i32)
    (local $p.21 i32)
    i32.const 0
    i32.const … ;; address of str:start
    i32.const 16
    call $wf_name_in
    local.set $text.14
    i32.const 0
    call $wf_step_roots
    i32.load align=1
    local.tee $found.4
    if (result i32)
      local.get $found.4
      call $value_tag
      i32.const 10
      i32.eq
      if (result i32)
        i32.const 10
        i32.const 44
        i32.const 24
        call $new_object
        local.tee $text.14
        i32.const 16
        i32.store8 offset=1 align=1
        local.get $text.14
        local.get $found.4
        v128.load offset=8 align=1
        v128.store offset=8 align=1
        local.get $text.14
        local.get $found.4
        v128.load offset=24 align=1
        v128.store offset=24 align=1
        local.get $text.14
        local.get $found.4
        i32.store offset=32 align=1
        local.get $text.14
        i32.const 0
        i32.store offset=36 align=1
        local.get $text.14
        i32.const 0
        i32.store offset=40 align=1
        local.get $text.14
        i32.const 0
        i32.store offset=44 align=1
        local.get $text.14
      else
        local.get $found.4
      end
    else
      local.get $text.14
    end
    local.tee $text.14
    call $value_tag
    i32.const 10
    i32.eq
    if (result i32)
      local.get $text.14
      i32.const … ;; address of str:big
      call $dict_get
      local.tee $found.4
      if (result i32)
        local.get $found.4
      else
        local.get $text.14
        i32.load8_u offset=1 align=1
        i32.const 48
        i32.and
        if (result i32)
          i32.const 16
        else
          i32.const 16
        end
      end
    else
      i32.const 16
    end
    local.tee $text.14
    call $t_truth
    if (result i32)
      i32.const 32
      i32.const 40
      i32.const 0
      i32.const … ;; address of str:n
      i32.const 16
      call $wf_name_in
      local.tee $text.14
      i32.const 13
      i32.eq
      if (result i32)
        i32.const 1
      else
        local.get $text.14
        i32.const 48
        local.get $text.14
        i32.ctz
        select
        i32.load8_u align=1
        local.tee $found.4
        i32.const 4
        i32.eq
        if (result i32)
          i32.const 0
        else
          local.get $found.4
          i32.const 2
          i32.sub
          i32.const 3
          i32.le_u
          if (result i32)
            local.get $text.14
            i32.const 13
            call $t_compare_numbers
            i32.eqz
          else
            i32.const 0
          end
        end
      end
      select
    else
      local.get $text.14
    end
    local.tee $found.4
    call $value_tag
    i32.const 6
    i32.ne
    if
      local.get $found.4
      call $t_truth
      return
    end
    local.get $found.4
    i32.const 20
    i32.add
    local.tee $text.14
    local.get $found.4
    i32.load offset=8 align=1
    i32.add
    local.set $end.17
    block
      loop
        local.get $text.14
        local.get $end.17
        i32.ge_s
        br_if 1
        local.get $text.14
        call $is_stripped
        i32.eqz
        br_if 1
        local.get $text.14
        local.get $text.14
        i32.load8_u align=1
        local.tee $text.14
        i32.const 128
        i32.lt_s
        if (result i32)
          i32.const 1
        else
          local.get $text.14
          i32.const 224
          i32.ge_s
          local.get $text.14
          i32.const 240
          i32.ge_s
          i32.add
          i32.const 2
          i32.add
        end
        i32.add
        local.set $text.14
        br 0
      end
    end
    loop
      local.get $text.14
      local.get $end.17
      i32.lt_s
      if
        local.get $end.17
        i32.const 1
        i32.sub
        local.tee $p.21
        i32.load8_u align=1
        i32.const 128
        i32.lt_s
        if (result i32)
          local.get $p.21
        else
          loop
            local.get $p.21
            i32.load8_u align=1
            i32.const 192
            i32.and
            i32.const 128
            i32.eq
            if
              local.get $p.21
              i32.const 1
              i32.sub
              local.set $p.21
              br 1
            end
          end
          local.get $p.21
        end
        local.tee $p.21
        call $is_stripped
        i32.eqz
        br_if 0
        local.get $p.21
        local.set $end.17
        br 1
      end
    end
    i32.const 1
    local.get $end.17
    local.get $text.14
    i32.sub
    local.tee $end.17
    local.get $found.4
    i32.load offset=8 align=1
    i32.eq
    if (result i32)
      local.get $found.4
    else
      local.get $text.14
      local.get $end.17
      call $str_from
    end
    local.tee $text.14
    i32.load offset=8 align=1
    local.tee $found.4
    i32.const 5
    i32.gt_s
    br_if 0
    drop
    block
      block
        local.get $found.4
        i32.eqz
        br_if 0
        local.get $text.14
        i32.const … ;; address of str:false
        call $t_same_word
        br_if 0
        local.get $text.14
        i32.const … ;; address of str:0
        call $t_same_word
        br_if 0
        local.get $text.14
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
        local.get $text.14
        i32.const … ;; address of str:none
        call $t_same_word
        br_if 0
        local.get $text.14
        i32.const … ;; address of str:null
        call $t_same_word
        br_if 0
        local.get $text.14
        i32.const … ;; address of str:off
        call $t_same_word
        i32.eqz
        br_if 1
      end
      i32.const 0
      return
    end
    local.get $text.14
    i32.const … ;; address of str:{}
    call $t_same_word
    if (result i32)
      i32.const 1
    else
      local.get $text.14
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
    (local $p.5 i32)
    (local $end.6 i32)
    (local $mark.7 i32)
    (local $code.17 i32)
    (local $p.23 i32)
    (local $free.25 i32)
    (local $found.26 i32)
    (local $free.34 i32)
    (local $shape.35 i32)
    (local $offset.36 i32)
    (local $from_first.11 i64)
    (local $x.14 i64)
    i32.const 4
    i32.const … ;; address of str:label
    i32.const 0
    i32.const … ;; address of str:label
    i32.const 16
    call $wf_name_in
    call $wf_name_in
    local.tee $code.17
    call $value_tag
    i32.const 6
    i32.eq
    if (result i32)
      local.get $code.17
    else
      global.get $buf_pos
      global.get $buf_base
      i32.sub
      local.set $p.23
      local.get $code.17
      call $t_put
      local.get $p.23
      call $buf_end
    end
    local.tee $p.23
    i32.load8_u offset=1 align=1
    i32.ctz
    i32.eqz
    if
      local.get $p.23
      i32.const 20
      i32.add
      local.tee $free.34
      local.tee $code.17
      local.get $p.23
      i32.load offset=8 align=1
      local.tee $p.5
      i32.add
      local.set $free.25
      i64.const 2242545357980376863
      local.set $from_first.11
      block
        loop
          local.get $code.17
          local.get $free.25
          i32.ge_s
          br_if 1
          local.get $code.17
          i64.load align=1
          local.get $from_first.11
          i64.add
          local.tee $x.14
          local.get $x.14
          i64.const 1880844493789993498
          i64.sub
          i64.const -1
          i64.xor
          i64.and
          i64.const -9187201950435737472
          i64.and
          i64.eqz
          i32.eqz
          br_if 1
          local.get $code.17
          i32.const 8
          i32.add
          local.set $code.17
          br 0
        end
      end
      local.get $p.23
      local.get $code.17
      local.get $free.25
      i32.ge_s
      br_if 1
      drop
      local.get $free.34
      local.set $code.17
      local.get $p.5
      call $str_room
      local.tee $p.23
      i32.const 262
      i32.const 6
      local.get $p.5
      local.get $p.5
      i32.eq
      select
      i32.store align=1
      local.get $p.23
      local.get $p.5
      i32.store offset=8 align=1
      local.get $p.23
      local.get $p.5
      i32.store offset=12 align=1
      local.get $p.23
      i32.const 0
      i32.store offset=16 align=1
      local.get $p.23
      i32.const 20
      i32.add
      local.set $p.5
      loop
        local.get $code.17
        local.get $free.25
        i32.lt_s
        if
          local.get $p.5
          local.get $code.17
          i64.load align=1
          local.tee $x.14
          local.get $x.14
          local.get $from_first.11
          i64.add
          local.tee $x.14
          local.get $x.14
          i64.const 1880844493789993498
          i64.sub
          i64.const -1
          i64.xor
          i64.and
          i64.const -9187201950435737472
          i64.and
          i64.const 2
          i64.shr_u
          i64.xor
          i64.store align=1
          local.get $code.17
          i32.const 8
          i32.add
          local.set $code.17
          local.get $p.5
          i32.const 8
          i32.add
          local.set $p.5
          br 1
        end
      end
      local.get $p.23
      return
    end
    local.get $p.23
    i32.const 20
    i32.add
    local.tee $p.5
    local.get $p.23
    i32.load offset=8 align=1
    i32.add
    local.set $end.6
    global.get $buf_pos
    global.get $buf_base
    i32.sub
    local.set $mark.7
    loop
      local.get $p.5
      local.get $end.6
      i32.lt_s
      if
        local.get $p.5
        call $code_at
        local.tee $code.17
        i32.const 128
        i32.lt_s
        if
          local.get $code.17
          i32.const 32
          i32.sub
          local.get $code.17
          local.get $code.17
          i32.const 97
          i32.sub
          i32.const 25
          i32.le_u
          select
          call $buf_byte
        else
          i32.const … ;; address of UPPER_SPECIAL
          local.get $code.17
          i32.const 127
          i32.and
          i32.const 3
          i32.shl
          local.tee $shape.35
          i32.add
          local.tee $free.34
          local.get $code.17
          call $told
          i32.const -2
          i32.eq
          if
            block
              i32.const … ;; address of UPPER_SPECIAL
              i32.const 1024
              i32.add
              local.tee $free.25
              local.set $p.23
              local.get $free.25
              i32.const 868
              i32.add
              local.set $offset.36
              i32.const 0
              local.set $free.25
              loop
                local.get $p.23
                local.get $offset.36
                i32.lt_s
                if
                  local.get $p.23
                  call $code_at
                  local.set $found.26
                  local.get $p.23
                  local.get $p.23
                  i32.load8_u align=1
                  local.tee $p.23
                  i32.const 128
                  i32.lt_s
                  if (result i32)
                    i32.const 1
                  else
                    local.get $p.23
                    i32.const 224
                    i32.ge_s
                    local.get $p.23
                    i32.const 240
                    i32.ge_s
                    i32.add
                    i32.const 2
                    i32.add
                  end
                  i32.add
                  local.set $p.23
                  local.get $found.26
                  local.get $code.17
                  i32.eq
                  if
                    local.get $free.34
                    local.get $code.17
                    local.get $p.23
                    i32.const 1
                    call $know_run
                    br 3
                  end
                  local.get $code.17
                  local.get $found.26
                  i32.lt_s
                  if
                    local.get $free.34
                    local.get $free.25
                    local.get $found.26
                    local.get $free.25
                    i32.sub
                    i32.const 0
                    call $know_run
                    br 3
                  end
                  local.get $found.26
                  i32.const 1
                  i32.add
                  local.set $free.25
                  local.get $p.23
                  i32.load8_u align=1
                  local.set $found.26
                  local.get $p.23
                  i32.const 1
                  i32.add
                  local.set $p.23
                  loop
                    local.get $found.26
                    i32.const 0
                    i32.gt_s
                    if
                      local.get $p.23
                      local.get $p.23
                      i32.load8_u align=1
                      local.tee $p.23
                      i32.const 128
                      i32.lt_s
                      if (result i32)
                        i32.const 1
                      else
                        local.get $p.23
                        i32.const 224
                        i32.ge_s
                        local.get $p.23
                        i32.const 240
                        i32.ge_s
                        i32.add
                        i32.const 2
                        i32.add
                      end
                      i32.add
                      local.set $p.23
                      local.get $found.26
                      i32.const 1
                      i32.sub
                      local.set $found.26
                      br 1
                    end
                  end
                  br 1
                end
              end
              local.get $free.34
              local.get $free.25
              i32.const 1114112
              local.get $free.25
              i32.sub
              i32.const 0
              call $know_run
            end
          end
          local.get $free.34
          local.get $code.17
          call $told
          local.tee $p.23
          i32.const -1
          i32.eq
          if (result i32)
            i32.const 0
          else
            local.get $p.23
            i32.load8_u align=1
            local.set $free.25
            local.get $p.23
            i32.const 1
            i32.add
            local.set $p.23
            loop
              local.get $free.25
              i32.const 0
              i32.gt_s
              if
                local.get $p.23
                call $code_at
                call $buf_code
                local.get $p.23
                local.get $p.23
                i32.load8_u align=1
                local.tee $p.23
                i32.const 128
                i32.lt_s
                if (result i32)
                  i32.const 1
                else
                  local.get $p.23
                  i32.const 224
                  i32.ge_s
                  local.get $p.23
                  i32.const 240
                  i32.ge_s
                  i32.add
                  i32.const 2
                  i32.add
                end
                i32.add
                local.set $p.23
                local.get $free.25
                i32.const 1
                i32.sub
                local.set $free.25
                br 1
              end
            end
            i32.const 1
          end
          i32.eqz
          if
            i32.const … ;; address of TO_UPPER
            local.get $shape.35
            i32.add
            local.tee $free.25
            local.get $code.17
            call $told
            i32.const -2
            i32.eq
            if
              block
                i32.const … ;; address of TO_UPPER
                i32.const 1024
                i32.add
                local.set $found.26
                i32.const 0
                global.set $table_at
                i32.const 1052
                global.set $table_end
                i32.const 0
                local.set $p.23
                i32.const 0
                local.set $free.34
                loop
                  global.get $table_at
                  global.get $table_end
                  i32.lt_s
                  if
                    local.get $p.23
                    local.get $found.26
                    call $table_number
                    i32.add
                    local.set $p.23
                    local.get $found.26
                    call $table_number
                    local.set $shape.35
                    local.get $found.26
                    call $table_number
                    local.set $offset.36
                    local.get $code.17
                    local.get $p.23
                    i32.lt_s
                    if
                      local.get $free.25
                      local.get $free.34
                      local.get $p.23
                      local.get $free.34
                      i32.sub
                      i32.const 0
                      call $know_run
                      br 3
                    end
                    local.get $code.17
                    local.get $p.23
                    local.get $shape.35
                    i32.const 1
                    i32.shr_s
                    local.get $shape.35
                    i32.const 1
                    i32.and
                    i32.const 1
                    i32.add
                    local.tee $shape.35
                    i32.mul
                    i32.add
                    local.tee $free.34
                    i32.le_s
                    if
                      local.get $code.17
                      local.get $p.23
                      i32.sub
                      local.get $shape.35
                      i32.rem_s
                      if
                        local.get $free.25
                        local.get $code.17
                        i32.const 1
                        i32.const 0
                        call $know_run
                      else
                        local.get $free.25
                        local.get $code.17
                        local.get $offset.36
                        i32.ctz
                        if (result i32)
                          local.get $code.17
                          local.get $offset.36
                          i32.const 1
                          i32.shr_s
                          i32.add
                        else
                          local.get $code.17
                          local.get $offset.36
                          i32.const 1
                          i32.add
                          i32.const 1
                          i32.shr_s
                          i32.sub
                        end
                        i32.const 1
                        call $know_run
                      end
                      br 3
                    end
                    local.get $free.34
                    local.set $p.23
                    local.get $free.34
                    i32.const 1
                    i32.add
                    local.set $free.34
                    br 1
                  end
                end
                local.get $free.25
                local.get $free.34
                i32.const 1114112
                local.get $free.34
                i32.sub
                i32.const 0
                call $know_run
              end
            end
            local.get $free.25
            local.get $code.17
            call $told
            local.tee $p.23
            local.get $code.17
            local.get $p.23
            i32.const -1
            i32.ne
            select
            call $buf_code
          end
        end
        local.get $p.5
        local.get $p.5
        i32.load8_u align=1
        local.tee $code.17
        i32.const 128
        i32.lt_s
        if (result i32)
          i32.const 1
        else
          local.get $code.17
          i32.const 224
          i32.ge_s
          local.get $code.17
          i32.const 240
          i32.ge_s
          i32.add
          i32.const 2
          i32.add
        end
        i32.add
        local.set $p.5
        br 1
      end
    end
    local.get $mark.7
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
