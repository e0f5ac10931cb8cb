  (func $body.1.1.half (param $f.object i32) (param $p.n i32) (result i32)
    (local $kind.4 i32)
    (local $v.15 i32)
    (local $tag.16 i32)
    (local $n.18 i32)
    (local $kind.21 i32)
    (local $checked i32)
    (local $a.7 i64)
    (local $b.8 i64)
    (local $r.9 i64)
    (local $a.24 i64)
    (local $b.25 i64)
    (local $q.26 i64)
    (local $x.5 f64)
    (local $y.6 f64)
    (local $rest.10 f64)
    (local $x.22 f64)
    (local $y.23 f64)
    (local $rest.27 f64)
    (local $quotient.28 f64)
    (local $whole.29 f64)
    block
      block (result i32)
        i32.const 45072
        global.set $site
        local.get $p.n
        i32.const 48
        local.get $p.n
        i32.ctz
        select
        i32.load8_u align=1
        i32.const 6
        i32.eq
        if (result i32)
          local.get $p.n
          i32.const 5
          call $str_percent
        else
          block (result i32)
            local.get $p.n
            i32.const 5
            call $num_pair
            local.tee $kind.4
            i32.const 1
            i32.eq
            if
              i32.const 5
              call $is_zero
              if
                i32.const … ;; address of str:integer modulo by zero
                call $raise_zero_division
                br 2
              end
              local.get $p.n
              i32.const 5
              call $beyond
              i32.eqz
              if
                block (result i64)
                  local.get $p.n
                  call $int_of
                  local.set $a.7
                  i32.const 5
                  call $int_of
                  local.tee $b.8
                  i64.const -1
                  i64.eq
                  if
                    i64.const 0
                    br 1
                  end
                  local.get $a.7
                  local.get $b.8
                  i64.rem_s
                  local.set $r.9
                  block
                    local.get $r.9
                    i64.const 0
                    i64.eq
                    br_if 0
                    local.get $r.9
                    local.get $b.8
                    i64.xor
                    i64.const 0
                    i64.ge_s
                    br_if 0
                    local.get $r.9
                    local.get $b.8
                    i64.add
                    local.set $r.9
                  end
                  local.get $r.9
                end
                call $from_int
                br 2
              end
              local.get $p.n
              i32.const 5
              call $wide_floordiv
              drop
              global.get $big_rest
              br 1
            end
            local.get $kind.4
            i32.const 2
            i32.eq
            if
              local.get $p.n
              call $float_of
              local.set $x.5
              i32.const 5
              call $float_of
              local.set $y.6
              global.get $raised
              if (result i32)
                i32.const 0
              else
                block (result f64)
                  local.get $y.6
                  i32.const 0
                  f64.convert_i32_s
                  f64.eq
                  if
                    i32.const … ;; address of str:float modulo
                    call $raise_zero_division
                    drop
                    i32.const 0
                    f64.convert_i32_s
                    br 1
                  end
                  local.get $x.5
                  local.get $y.6
                  call $fmod
                  local.tee $rest.10
                  i32.const 0
                  f64.convert_i32_s
                  f64.ne
                  if
                    local.get $y.6
                    i32.const 0
                    f64.convert_i32_s
                    f64.lt
                    local.get $rest.10
                    i32.const 0
                    f64.convert_i32_s
                    f64.lt
                    i32.ne
                    if (result f64)
                      local.get $rest.10
                      local.get $y.6
                      f64.add
                    else
                      local.get $rest.10
                    end
                    br 1
                  end
                  i32.const 0
                  f64.convert_i32_s
                  local.get $y.6
                  f64.copysign
                end
                call $float_result
              end
              br 1
            end
            i32.const … ;; address of str:%
            local.get $p.n
            i32.const 5
            call $raise_operands
          end
        end
        local.tee $checked
        i32.eqz
        br_if 1
        local.get $checked
        local.tee $v.15
        i32.ctz
        i32.eqz
        if
          local.get $v.15
          i32.const 1
          i32.ne
          br 1
        end
        local.get $v.15
        i32.load8_u align=1
        local.tee $tag.16
        i32.const 2
        i32.eq
        if
          local.get $v.15
          i32.const 32
          i32.ne
          br 1
        end
        local.get $tag.16
        i32.const 6
        i32.eq
        if
          local.get $v.15
          i32.load offset=8 align=1
          i32.const 0
          i32.ne
          br 1
        end
        local.get $tag.16
        i32.const 8
        i32.eq
        if
          local.get $v.15
          i32.load offset=8 align=1
          i32.const 0
          i32.ne
          br 1
        end
        local.get $tag.16
        i32.const 10
        i32.eq
        if
          local.get $v.15
          i32.load offset=8 align=1
          i32.const 0
          i32.ne
          br 1
        end
        local.get $tag.16
        i32.const 1
        i32.eq
        if
          i32.const 0
          br 1
        end
        local.get $tag.16
        i32.const 5
        i32.eq
        if
          local.get $v.15
          f64.load offset=8 align=1
          i32.const 0
          f64.convert_i32_s
          f64.ne
          br 1
        end
        local.get $tag.16
        i32.const 3
        i32.eq
        if
          local.get $v.15
          i64.load offset=8 align=1
          i64.const 0
          i64.ne
          br 1
        end
        local.get $tag.16
        i32.const 9
        i32.eq
        if
          local.get $v.15
          i32.load offset=8 align=1
          i32.const 0
          i32.ne
          br 1
        end
        i32.const 1
      end
      global.get $raised
      br_if 0
      if
        i32.const 49169
        global.set $site
        block (result i32)
          i32.const … ;; address of tuple:["odd"]
          i32.load offset=8 align=1
          local.tee $n.18
          i32.eqz
          if
            i32.const … ;; address of cls:ValueError
            i32.const 0
            i32.const 0
            call $exc_make
            br 1
          end
          local.get $n.18
          i32.const 1
          i32.eq
          if
            i32.const … ;; address of cls:ValueError
            i32.const … ;; address of tuple:["odd"]
            i32.load offset=12 align=1
            i32.const 1
            call $exc_make
            br 1
          end
          i32.const … ;; address of cls:ValueError
          i32.const … ;; address of tuple:["odd"]
          i32.const 0
          call $exc_make
        end
        call $raise_value
        i32.eqz
        br_if 1
      end
      i32.const 53268
      global.set $site
      block (result i32)
        local.get $p.n
        i32.const 5
        call $num_pair
        local.tee $kind.21
        i32.const 1
        i32.eq
        if
          i32.const 5
          call $is_zero
          if
            i32.const … ;; address of str:integer division or modulo by zero
            call $raise_zero_division
            br 2
          end
          block
            local.get $p.n
            i32.const 5
            call $beyond
            br_if 0
            local.get $p.n
            call $int_of
            i64.const -9223372036854775808
            i64.eq
            br_if 0
            block (result i64)
              local.get $p.n
              call $int_of
              local.set $a.24
              i32.const 5
              call $int_of
              local.tee $b.25
              i64.const -1
              i64.eq
              if
                local.get $a.24
                i64.const -9223372036854775808
                i64.eq
                if
                  call $int_overflow
                  drop
                end
                i64.const 0
                local.get $a.24
                i64.sub
                br 1
              end
              local.get $a.24
              local.get $b.25
              i64.div_s
              local.set $q.26
              block
                local.get $a.24
                local.get $b.25
                i64.xor
                i64.const 0
                i64.ge_s
                br_if 0
                local.get $q.26
                local.get $b.25
                i64.mul
                local.get $a.24
                i64.eq
                br_if 0
                local.get $q.26
                i64.const 1
                i64.sub
                local.set $q.26
              end
              local.get $q.26
            end
            call $from_int
            br 2
          end
          local.get $p.n
          i32.const 5
          call $wide_floordiv
          br 1
        end
        local.get $kind.21
        i32.const 2
        i32.eq
        if
          local.get $p.n
          call $float_of
          local.set $x.22
          i32.const 5
          call $float_of
          local.set $y.23
          global.get $raised
          if (result i32)
            i32.const 0
          else
            block (result f64)
              local.get $y.23
              i32.const 0
              f64.convert_i32_s
              f64.eq
              if
                i32.const … ;; address of str:float floor division by zero
                call $raise_zero_division
                drop
                i32.const 0
                f64.convert_i32_s
                br 1
              end
              local.get $x.22
              local.get $y.23
              call $fmod
              local.set $rest.27
              local.get $x.22
              local.get $rest.27
              f64.sub
              local.get $y.23
              f64.div
              local.set $quotient.28
              local.get $rest.27
              i32.const 0
              f64.convert_i32_s
              f64.ne
              if
                local.get $y.23
                i32.const 0
                f64.convert_i32_s
                f64.lt
                local.get $rest.27
                i32.const 0
                f64.convert_i32_s
                f64.lt
                i32.ne
                if
                  local.get $rest.27
                  local.get $y.23
                  f64.add
                  local.set $rest.27
                  local.get $quotient.28
                  i32.const 1
                  f64.convert_i32_s
                  f64.sub
                  local.set $quotient.28
                end
              else
                i32.const 0
                f64.convert_i32_s
                local.get $y.23
                f64.copysign
                local.set $rest.27
              end
              local.get $quotient.28
              i32.const 0
              f64.convert_i32_s
              f64.ne
              if
                local.get $quotient.28
                f64.floor
                local.set $whole.29
                local.get $quotient.28
                local.get $whole.29
                f64.sub
                f64.const 0x1.0000000000000p-1
                f64.gt
                if (result f64)
                  local.get $whole.29
                  i32.const 1
                  f64.convert_i32_s
                  f64.add
                else
                  local.get $whole.29
                end
                br 1
              end
              i32.const 0
              f64.convert_i32_s
              local.get $x.22
              local.get $y.23
              f64.div
              f64.copysign
            end
            call $float_result
          end
          br 1
        end
        i32.const … ;; address of str://
        local.get $p.n
        i32.const 5
        call $raise_operands
      end
      return
    end
    i32.const 0
  )
  (func $body.1 (param $b.inputs i32) (result i32)
    (local $t.1 i32)
    (local $t.3 i32)
    (local $t.4 i32)
    (local $error i32)
    (local $text i32)
    (local $t.6 i32)
    (local $checked i32)
    (local $t.5 i64)
    block
      block
        block
          block
            i32.const 65549
            global.set $site
            block (result i32)
              global.get $calls
              i32.const 2049
              i32.add
              global.set $calls
              global.get $calls
              i32.const 8389632
              i32.and
              if
                call $enter_rare
                br 1
              end
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
            i32.const 0
            i32.const 7
            call $body.1.1.half
            local.set $t.3
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
            local.get $t.3
            i32.eqz
            br_if 0
            br 1
          end
          global.get $raised
          local.set $t.4
          i32.const 0
          global.set $raised
          local.get $t.4
          i32.load offset=12 align=1
          i32.const … ;; address of cls:ValueError
          call $is_subclass
          if
            local.get $t.4
            local.set $error
            i32.const 73748
            global.set $site
            local.get $error
            i32.const 48
            local.get $error
            i32.ctz
            select
            i32.load8_u align=1
            i32.const 6
            i32.eq
            if (result i32)
              local.get $error
            else
              local.get $error
              call $py_str
            end
            local.tee $checked
            i32.eqz
            br_if 3
            local.get $checked
            local.set $text
            i32.const 0
            local.set $error
            br 2
          end
          local.get $t.4
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
        i32.const … ;; address of str:text
        i32.const 0
        call $raise_unbound
      end
      local.tee $checked
      i32.eqz
      br_if 0
      local.get $checked
      i32.const 77847
      global.set $site
      call $py_len
      i64.extend_i32_s
      global.get $raised
      br_if 0
      local.set $t.5
      i32.const 77842
      global.set $site
      block (result i32)
        global.get $calls
        i32.const 2049
        i32.add
        global.set $calls
        global.get $calls
        i32.const 8389632
        i32.and
        if
          call $enter_rare
          br 1
        end
        i32.const 24
      end
      i32.eqz
      br_if 0
      i32.const 0
      local.get $t.5
      call $from_int
      call $body.1.1.half
      local.set $t.6
      global.get $calls
      i32.const 1
      i32.sub
      global.set $calls
      local.get $t.6
      i32.eqz
      br_if 0
      i32.const 24
      local.set $t.1
      local.get $t.6
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
      return
    end
    i32.const 0
  )
  (func $config.1 (result i32)
    (local $roots.3 i32)
    (local $out.4 i32)
    (local $v.5 i32)
    (local $v.7 i32)
    block (result i32)
      i32.const … ;; address of wf_states
      i32.load offset=12 align=1
      i32.eqz
      if
        i32.const 16
        br 1
      end
      i32.const 0
      call $wf_step_roots
      local.set $roots.3
      i32.const 0
      call $dict_sized
      local.tee $out.4
      i32.const … ;; address of str:status
      i32.const … ;; address of str:COMPLETED
      i32.const … ;; address of str:FAILED
      i32.const … ;; address of wf_states
      i32.load offset=12 align=1
      i32.const 1
      i32.eq
      select
      call $dict_set
      local.get $out.4
      i32.const … ;; address of str:data
      local.get $roots.3
      i32.load align=1
      call $dict_set
      local.get $out.4
      i32.const … ;; address of str:error
      local.get $roots.3
      i32.load offset=4 align=1
      local.tee $v.5
      i32.const 24
      local.get $v.5
      select
      call $dict_set
      local.get $out.4
    end
    i32.const … ;; address of str:error
    call $t_attr
    i32.const … ;; address of str:message
    call $t_attr
    local.tee $v.7
    i32.const 16
    i32.eq
    if
      i32.const 24
      return
    end
    block
      local.get $v.7
      i32.const 48
      local.get $v.7
      i32.ctz
      select
      i32.load8_u align=1
      i32.const 10
      i32.ne
      br_if 0
      local.get $v.7
      i32.load8_u offset=1 align=1
      i32.const 48
      i32.and
      i32.eqz
      br_if 0
      local.get $v.7
      i32.load offset=32 align=1
      return
    end
    local.get $v.7
  )
