  (func $input.1 (result i32)
    (local $m1 i32)
    (local $flip.18 i32)
    (local $y.20 i32)
    (local $negative.21 i32)
    (local $n.22 i32)
    (local $m.23 i32)
    (local $n.27 i32)
    (local $b.28 i32)
    (local $x.29 i32)
    (local $y.30 i32)
    (local $a.32 i32)
    (local $last.38 i32)
    (local $y.8 i64)
    (local $carry.36 i64)
    (local $x.10 f64)
    block
      i32.const 2
      call $dict_sized
      local.tee $m1
      i32.const … ;; address of str:name
      global.get $&wf_roots ;; address of wf_roots
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
        local.tee $a.32
        i32.ctz
        i32.eqz
        if (result i32)
          local.get $a.32
          i32.const 1
          i32.shr_s
          i64.extend_i32_s
          i64.const 1
          i64.add
          call $from_int
        else
          local.get $a.32
          call $value_tag
          local.tee $y.20
          i32.const 2
          i32.sub
          i32.const 3
          i32.le_u
          if (result i32)
            local.get $y.20
            i32.const 5
            i32.eq
          else
            i32.const 2
          end
          local.tee $y.20
          if (result i32)
            local.get $y.20
            i32.const 1
            i32.eq
            if (result i32)
              local.get $a.32
              call $t_float64
              i32.const 3
              call $t_float64
              f64.add
              local.tee $x.10
              f64.abs
              i64.const 2047
              i64.const 52
              i64.shl
              f64.reinterpret_i64
              f64.lt
              if (result i32)
                local.get $x.10
                call $from_float
              else
                i32.const … ;; address of str:the result is not a finite number
                call $t_raise
              end
            else
              i32.const … ;; address of str:unsupported operand types
              call $t_raise
            end
          else
            block
              local.get $a.32
              call $is_wide
              br_if 0
              i32.const 3
              call $is_wide
              br_if 0
              local.get $a.32
              call $int_of
              local.tee $carry.36
              local.get $carry.36
              i32.const 3
              call $int_of
              local.tee $y.8
              i64.add
              local.tee $carry.36
              i64.xor
              local.get $y.8
              local.get $carry.36
              i64.xor
              i64.and
              i64.const 0
              i64.ge_s
              if
                local.get $carry.36
                call $from_int
                br 4
              end
            end
            local.get $a.32
            call $widened
            local.set $a.32
            local.get $flip.18
            i32.const 3
            call $widened
            local.tee $y.20
            i32.load8_u offset=1 align=1
            i32.xor
            local.get $a.32
            i32.load8_u offset=1 align=1
            local.tee $negative.21
            i32.xor
            local.set $flip.18
            block (result i32)
              local.get $a.32
              i32.const 12
              i32.add
              local.set $last.38
              local.get $y.20
              i32.const 12
              i32.add
              local.set $b.28
              local.get $a.32
              i32.load offset=8 align=1
              local.tee $n.22
              local.tee $n.27
              local.get $y.20
              i32.load offset=8 align=1
              local.tee $m.23
              i32.ne
              if (result i32)
                i32.const 1
                i32.const -1
                local.get $n.27
                local.get $m.23
                i32.gt_s
                select
              else
                loop
                  local.get $n.27
                  i32.const 0
                  i32.gt_s
                  if
                    local.get $last.38
                    local.get $n.27
                    i32.const 1
                    i32.sub
                    local.tee $n.27
                    i32.const 2
                    i32.shl
                    local.tee $y.30
                    i32.add
                    i32.load align=1
                    local.tee $x.29
                    local.get $b.28
                    local.get $y.30
                    i32.add
                    i32.load align=1
                    local.tee $y.30
                    i32.ne
                    if
                      i32.const 1
                      i32.const -1
                      local.get $x.29
                      local.get $y.30
                      i32.gt_u
                      select
                      br 4
                    end
                    br 1
                  end
                end
                i32.const 0
              end
            end
            i32.const 0
            i32.lt_s
            if
              local.get $a.32
              local.set $n.27
              local.get $y.20
              local.set $a.32
              local.get $n.27
              local.set $y.20
              local.get $n.22
              local.set $n.27
              local.get $m.23
              local.set $n.22
              local.get $n.27
              local.set $m.23
              local.get $negative.21
              local.get $flip.18
              i32.xor
              local.set $negative.21
            end
            local.get $n.22
            i32.const 1
            i32.add
            call $big_new
            local.tee $n.27
            local.get $n.22
            i32.const 2
            i32.shl
            local.tee $last.38
            i32.add
            i32.const 1
            local.get $flip.18
            i32.const 1
            i32.shl
            i32.sub
            i64.extend_i32_s
            i64.const 1
            i64.sub
            i64.const 1
            i64.shr_s
            i32.wrap_i64
            local.tee $n.22
            i32.const 1
            i32.and
            i64.extend_i32_s
            local.set $carry.36
            local.get $a.32
            i32.const 12
            i32.add
            local.tee $a.32
            local.get $last.38
            i32.add
            local.set $b.28
            local.get $a.32
            local.get $m.23
            i32.const 2
            i32.shl
            i32.add
            local.set $last.38
            local.get $n.27
            i32.const 12
            i32.add
            local.get $a.32
            i32.sub
            local.set $m.23
            local.get $y.20
            i32.const 12
            i32.add
            local.get $a.32
            i32.sub
            local.set $flip.18
            loop
              local.get $a.32
              local.get $last.38
              i32.const 4
              i32.sub
              i32.lt_s
              if
                local.get $m.23
                local.get $a.32
                i32.add
                local.tee $x.29
                local.get $carry.36
                local.get $flip.18
                local.get $a.32
                i32.add
                local.tee $y.20
                i32.load align=1
                local.get $n.22
                i32.xor
                i64.extend_i32_u
                local.get $a.32
                i64.load32_u align=1
                i64.add
                i64.add
                local.tee $carry.36
                i64.store32 align=1
                local.get $x.29
                local.get $carry.36
                i64.const 32
                i64.shr_u
                local.get $y.20
                i32.load offset=4 align=1
                local.get $n.22
                i32.xor
                i64.extend_i32_u
                local.get $a.32
                i64.load32_u offset=4 align=1
                i64.add
                i64.add
                local.tee $carry.36
                i64.store32 offset=4 align=1
                local.get $carry.36
                i64.const 32
                i64.shr_u
                local.set $carry.36
                local.get $a.32
                i32.const 8
                i32.add
                local.set $a.32
                br 1
              end
            end
            loop
              local.get $a.32
              local.get $b.28
              i32.lt_s
              if
                local.get $n.22
                local.set $y.20
                local.get $a.32
                local.get $last.38
                i32.lt_s
                if
                  local.get $y.20
                  local.get $flip.18
                  local.get $a.32
                  i32.add
                  i32.load align=1
                  i32.xor
                  local.set $y.20
                end
                local.get $m.23
                local.get $a.32
                i32.add
                local.get $carry.36
                local.get $y.20
                i64.extend_i32_u
                local.get $a.32
                i64.load32_u align=1
                i64.add
                i64.add
                local.tee $carry.36
                i64.store32 align=1
                local.get $carry.36
                i64.const 32
                i64.shr_u
                local.set $carry.36
                local.get $a.32
                i32.const 4
                i32.add
                local.set $a.32
                br 1
              end
            end
            local.get $carry.36
            i32.wrap_i64
            local.get $n.22
            i32.add
            i32.store offset=12 align=1
            local.get $n.27
            local.get $negative.21
            call $big_done
          end
        end
      end
      local.tee $a.32
      i32.eqz
      br_if 0
      local.get $a.32
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
    local.get $b.inputs
    i32.const … ;; address of str:name
    call $input_get
    local.set $name
    local.get $b.inputs
    i32.const … ;; address of str:place
    call $input_get
    local.set $place
    call $display_copy
    local.tee $b.inputs
    local.get $name
    i32.store offset=48 align=1
    local.get $b.inputs
    local.get $place
    i32.store offset=60 align=1
    i32.const 16
    local.get $b.inputs
    i32.const 24
    i32.eq
    br_if 0
    drop
    local.get $b.inputs
    i32.const 0
    call $data_of
  )
  (func $items.1 (result i32)
    (local $found.1 i32)
    global.get $&wf_roots ;; address of wf_roots
    i32.load align=1
    i32.const … ;; address of str:names
    call $dict_get
    local.tee $found.1
    i32.const 16
    local.get $found.1
    select
  )
