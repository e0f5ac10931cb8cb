  (func $input.1 (result i32)
    (local $m1 i32)
    i32.const 2
    call $dict_sized
    local.tee $m1
    i32.const … ;; address of str:words
    i32.const … ;; address of str:words
    call $wf_name_in
    call $dict_set
    local.get $m1
    i32.const … ;; address of str:all
    i32.const 40
    call $dict_set
    local.get $m1
  )
  (func $call.plugin:sums/bytes@2.run (param $p i32) (param $n i32) (result i32)
    (local $packed i64)
    local.get $p
    local.get $n
    call $plugin:sums/bytes@2.run
    local.set $packed
    i32.const 0
    call $plugin:sums/bytes@2.flushed
    global.set $wf_results
    i32.const 1
    call $plugin:sums/bytes@2.flushed
    global.set $wf_objects
    i32.const 2
    call $plugin:sums/bytes@2.flushed
    global.set $wf_events
    local.get $packed
    i32.wrap_i64
    global.set $wf_answer_size
    local.get $packed
    i64.const 32
    i64.shr_u
    i32.wrap_i64
  )
  (func $tpl.1 (result i32)
    (local $v.3 i32)
    (local $tag.4 i32)
    (local $x.5 i64)
    (local $y.6 i64)
    block
      i32.const 57385
      global.set $site
      i32.const 0
      i32.const … ;; address of str:start
      call $wf_name_in
      call $wf_name_step_view
      i32.const … ;; address of str:output_b64
      call $t_attr
      call $t_b64decode
      local.tee $v.3
      i32.eqz
      br_if 0
      local.get $v.3
      i32.const 57397
      global.set $site
      call $t_fromjson
      local.tee $v.3
      i32.eqz
      br_if 0
      local.get $v.3
      i32.const … ;; address of str:sum
      call $t_attr
      local.tee $v.3
      i32.ctz
      i32.eqz
      if (result i32)
        local.get $v.3
        i32.const 1
        i32.gt_s
        local.get $v.3
        i32.const 1
        i32.lt_s
        i32.sub
      else
        local.get $v.3
        call $value_tag
        local.tee $tag.4
        i32.const 2
        i32.sub
        i32.const 3
        i32.le_u
        if (result i32)
          local.get $tag.4
          i32.const 5
          i32.eq
          if (result i32)
            i32.const 0
            i32.const 1
            call $t_int64
            local.get $v.3
            f64.load offset=8 align=1
            call $int_float_order
            i32.sub
          else
            local.get $v.3
            call $t_int64
            local.tee $x.5
            i32.const 1
            call $t_int64
            local.tee $y.6
            i64.gt_s
            local.get $x.5
            local.get $y.6
            i64.lt_s
            i32.sub
          end
        else
          i32.const -1
          i32.const 1
          local.get $tag.4
          i32.const 2
          i32.lt_s
          select
        end
      end
      i32.const 0
      i32.gt_s
      return
    end
    i32.const -1
  )
  (func $input.2 (result i32)
    (local $m1 i32)
    i32.const 1
    call $dict_sized
    local.tee $m1
    i32.const … ;; address of str:only
    global.get $&wf_roots ;; address of wf_roots
    i32.load offset=60 align=1
    call $dict_set
    local.get $m1
    i32.const … ;; address of str:word
    global.get $&wf_roots ;; address of wf_roots
    i32.load offset=60 align=1
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
  )
  (func $items.1 (result i32)
    i32.const … ;; address of str:words
    call $wf_name_in
  )
  (func $config.1 (result i32)
    (local $m1 i32)
    (local $out.5 i32)
    (local $i.7 i32)
    (local $n.8 i32)
    (local $i9.12 i32)
    (local $i14.17 i32)
    (local $i19.22 i32)
    (local $checked i32)
    block
      i32.const 3
      call $dict_sized
      local.tee $m1
      i32.const … ;; address of str:all
      block (result i32)
        block
          i32.const 106534
          global.set $site
          i32.const 0
          i32.const … ;; address of str:start
          call $wf_name_in
          call $wf_name_step_view
          i32.const … ;; address of str:output_b64
          call $t_attr
          call $t_b64decode
          local.tee $checked
          i32.eqz
          br_if 0
          local.get $checked
          i32.const 106546
          global.set $site
          call $t_fromjson
          local.tee $checked
          i32.eqz
          br_if 0
          local.get $checked
          i32.const … ;; address of str:sum
          call $t_attr
          call $t_out
          br 1
        end
        i32.const 0
      end
      local.tee $checked
      i32.eqz
      br_if 0
      local.get $checked
      call $dict_set
      local.get $m1
      i32.const … ;; address of str:each
      block (result i32)
        block
          i32.const 110626
          global.set $site
          i32.const 1
          i32.const … ;; address of str:each
          call $wf_name_in
          call $wf_name_step_view
          i32.const … ;; address of str:results
          call $t_attr
          call $t_iterate
          local.tee $checked
          i32.eqz
          br_if 0
          i32.const 0
          call $list_new
          local.set $out.5
          local.get $checked
          i32.load offset=8 align=1
          local.set $n.8
          loop
            local.get $i.7
            local.get $n.8
            i32.lt_s
            if
              local.get $out.5
              local.get $checked
              i32.load offset=16 align=1
              local.get $i.7
              i32.const 2
              i32.shl
              i32.add
              i32.load offset=8 align=1
              i32.const … ;; address of str:output_b64
              call $t_path
              call $list_push
              local.get $i.7
              i32.const 1
              i32.add
              local.set $i.7
              br 1
            end
          end
          local.get $out.5
          i32.const 110656
          global.set $site
          call $t_iterate
          local.tee $checked
          i32.eqz
          br_if 0
          local.get $checked
          local.set $i.7
          i32.const 0
          call $list_new
          local.set $out.5
          local.get $i.7
          i32.load offset=8 align=1
          local.set $n.8
          loop
            local.get $i9.12
            local.get $n.8
            i32.lt_s
            if
              local.get $out.5
              i32.const 110656
              global.set $site
              local.get $i.7
              i32.load offset=16 align=1
              local.get $i9.12
              i32.const 2
              i32.shl
              i32.add
              i32.load offset=8 align=1
              call $t_b64decode
              local.tee $checked
              i32.eqz
              br_if 2
              local.get $checked
              call $list_push
              local.get $i9.12
              i32.const 1
              i32.add
              local.set $i9.12
              br 1
            end
          end
          local.get $out.5
          i32.const 110675
          global.set $site
          call $t_iterate
          local.tee $checked
          i32.eqz
          br_if 0
          local.get $checked
          local.set $i.7
          i32.const 0
          call $list_new
          local.set $i9.12
          local.get $i.7
          i32.load offset=8 align=1
          local.set $out.5
          loop
            local.get $i14.17
            local.get $out.5
            i32.lt_s
            if
              local.get $i9.12
              i32.const 110675
              global.set $site
              local.get $i.7
              i32.load offset=16 align=1
              local.get $i14.17
              i32.const 2
              i32.shl
              i32.add
              i32.load offset=8 align=1
              call $t_fromjson
              local.tee $checked
              i32.eqz
              br_if 2
              local.get $checked
              call $list_push
              local.get $i14.17
              i32.const 1
              i32.add
              local.set $i14.17
              br 1
            end
          end
          local.get $i9.12
          i32.const 110693
          global.set $site
          call $t_iterate
          local.tee $checked
          i32.eqz
          br_if 0
          i32.const 0
          call $list_new
          local.set $i.7
          local.get $checked
          i32.load offset=8 align=1
          local.set $i9.12
          loop
            local.get $i19.22
            local.get $i9.12
            i32.lt_s
            if
              local.get $i.7
              local.get $checked
              i32.load offset=16 align=1
              local.get $i19.22
              i32.const 2
              i32.shl
              i32.add
              i32.load offset=8 align=1
              i32.const … ;; address of str:sum
              call $t_path
              call $list_push
              local.get $i19.22
              i32.const 1
              i32.add
              local.set $i19.22
              br 1
            end
          end
          local.get $i.7
          i32.const 110716
          global.set $site
          call $t_iterate
          local.tee $checked
          i32.eqz
          br_if 0
          local.get $checked
          call $t_leave
          br 1
        end
        i32.const 0
      end
      local.tee $checked
      i32.eqz
      br_if 0
      local.get $checked
      call $dict_set
      local.get $m1
      i32.const … ;; address of str:events
      i32.const 0
      i32.const … ;; address of str:start
      call $wf_name_in
      call $wf_name_step_view
      i32.const … ;; address of str:flush
      call $t_attr
      i32.const … ;; address of str:events_published
      call $t_attr
      call $t_out
      call $dict_set
      local.get $m1
      i32.const 128
      call $wf_deeper
      if
        i32.const … ;; address of str:data nests more than 128 levels deep
        call $t_raise
        return
      end
      local.get $m1
      return
    end
    i32.const 0
  )
