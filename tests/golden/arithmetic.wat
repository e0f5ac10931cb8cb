  (func $body.1 (param $inputs i32) (result i32)
    (local $t.1 i32)
    (local $fuel i32)
    (local $v.16 i32)
    (local $checked i32)
    (local $total i64)
    (local $t.7 i64)
    (local $t.9 i64)
    (local $t.11 i64)
    (local $result i64)
    (local $r.14 i64)
    (local $r.15 i64)
    block
      i32.const 24
      local.set $t.1
      i64.const 0
      local.set $total
      i64.const 0
      local.set $t.7
      i32.const 45074
      global.set $site
      local.get $t.7
      i64.const 100
      i64.lt_s
      if (result i64)
        i64.const 100
        local.get $t.7
        i64.sub
      else
        i64.const 0
      end
      global.get $raised
      br_if 0
      local.set $t.9
      block
        loop
          local.get $t.9
          i64.eqz
          br_if 1
          local.get $t.9
          i64.const 1
          i64.sub
          local.set $t.9
          local.get $t.7
          local.set $t.11
          local.get $t.7
          i64.const 1
          i64.add
          local.set $t.7
          local.get $t.11
          i64.const 3
          i64.rem_s
          local.set $r.14
          block
            local.get $r.14
            i64.const 0
            i64.eq
            br_if 0
            local.get $r.14
            i64.const 3
            i64.xor
            i64.const 0
            i64.ge_s
            br_if 0
            local.get $r.14
            i64.const 3
            i64.add
            local.set $r.14
          end
          local.get $r.14
          i64.eqz
          if
            local.get $total
            local.get $t.11
            i64.add
            local.set $r.15
            local.get $total
            local.get $r.15
            i64.xor
            local.get $t.11
            local.get $r.15
            i64.xor
            i64.and
            i64.const 0
            i64.lt_s
            if
              call $int_overflow
              drop
            end
            local.get $r.15
            local.set $total
          end
          local.get $fuel
          i32.const 1
          i32.sub
          local.tee $fuel
          i32.const 0
          i32.lt_s
          if
            call $refuel
            local.set $fuel
          end
          block
            global.get $hp
            global.get $gc_due
            i32.le_u
            br_if 0
            global.get $gc_held
            br_if 0
            global.get $stack_ptr
            local.get $t.1
            i32.store align=1
            global.get $stack_ptr
            i32.const 4
            i32.add
            global.set $stack_ptr
            call $collect
            global.get $stack_ptr
            i32.const 4
            i32.sub
            global.set $stack_ptr
            global.get $stack_ptr
            i32.load align=1
            local.set $t.1
          end
          br 0
        end
      end
      local.get $total
      local.set $result
      local.get $t.1
      i32.const 24
      i32.eq
      if
        local.get $result
        call $from_int
        local.tee $v.16
        i32.const 24
        local.get $v.16
        select
        local.set $t.1
      end
      block (result i32)
        local.get $t.1
        i32.const 24
        i32.eq
        if
          i32.const 16
          br 1
        end
        local.get $t.1
        i32.const 0
        call $data_of
      end
      local.tee $checked
      i32.eqz
      br_if 0
      local.get $checked
      return
    end
    i32.const 0
  )
