  (func $body.1 (param $b.inputs i32) (result i32)
    (local $f.fuel i32)
    (local $total i64)
    (local $t.6 i64)
    (local $t.8 i64)
    (local $t.10 i64)
    (local $r.12 i64)
    block
      i32.const 45074
      global.set $site
      i64.const 100
      local.get $t.6
      i64.sub
      i64.const 0
      local.get $t.6
      i64.const 100
      i64.lt_s
      select
      global.get $raised
      br_if 0
      local.set $t.8
      loop
        local.get $t.8
        i64.eqz
        i32.eqz
        if
          local.get $t.8
          i64.const 1
          i64.sub
          local.set $t.8
          local.get $t.6
          local.set $t.10
          local.get $t.6
          i64.const 1
          i64.add
          local.set $t.6
          local.get $t.10
          i64.const 3
          i64.rem_u
          i64.eqz
          if
            local.get $total
            local.get $t.10
            i64.add
            local.tee $r.12
            i64.const 61
            i64.shr_s
            i64.const 1
            i64.add
            i64.const 1
            i64.gt_u
            if
              local.get $total
              local.get $t.10
              call $long_add_rare
              local.set $r.12
            end
            local.get $r.12
            local.set $total
          end
          local.get $f.fuel
          i32.const 1
          i32.sub
          local.tee $f.fuel
          i32.const 0
          i32.lt_s
          if
            i32.const 45065
            global.set $site
            call $refuel
            local.set $f.fuel
          end
          global.get $hp
          global.get $gc_due
          i32.gt_u
          if
            global.get $stack_ptr
            local.get $total
            i32.wrap_i64
            i32.const 0
            local.get $total
            i64.const 61
            i64.shr_s
            i64.const 1
            i64.add
            i64.const 1
            i64.gt_u
            select
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
            local.tee $b.inputs
            if (result i64)
              local.get $total
              i64.const -1
              i64.const 32
              i64.shl
              i64.and
              local.get $b.inputs
              i64.extend_i32_u
              i64.or
            else
              local.get $total
            end
            local.set $total
          end
          br 1
        end
      end
      i32.const 16
      local.get $total
      call $from_long
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
