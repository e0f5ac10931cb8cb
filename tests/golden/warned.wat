  (func $config.1 (result i32)
    (local $message.5 i32)
    (local $data.6 i32)
    (local $tag.7 i32)
    block
      i32.const 1
      call $dict_sized
      local.tee $tag.7
      i32.const … ;; address of str:message
      block (result i32)
        block
          i32.const 41004
          global.set $site
          i32.const … ;; address of str:upper takes at most 0 arguments
          global.set $raised
          i32.const 0
          local.tee $message.5
          i32.eqz
          br_if 0
          local.get $message.5
          br 1
        end
        i32.const 0
      end
      local.tee $message.5
      i32.eqz
      br_if 0
      local.get $message.5
      call $dict_set
      local.get $tag.7
      i32.const … ;; address of str:result
      call $dict_get
      local.tee $message.5
      if
        local.get $message.5
        i32.const 24
        i32.ne
        if
          local.get $message.5
          return
        end
      end
      local.get $tag.7
      i32.const … ;; address of str:message
      call $dict_get
      local.set $message.5
      i32.const 0
      call $dict_sized
      local.tee $data.6
      i32.const … ;; address of str:status
      i32.const … ;; address of str:ok
      call $dict_set
      local.get $data.6
      i32.const … ;; address of str:message
      block (result i32)
        block
          local.get $message.5
          i32.eqz
          br_if 0
          local.get $message.5
          i32.ctz
          i32.eqz
          if (result i32)
            local.get $message.5
            i32.const 1
            i32.ne
          else
            local.get $message.5
            i32.load8_u align=1
            local.tee $tag.7
            i32.const 1
            i32.le_s
            if (result i32)
              i32.const 0
            else
              local.get $tag.7
              i32.const 2
              i32.eq
              if (result i32)
                local.get $message.5
                i32.const 40
                i32.eq
              else
                local.get $tag.7
                i32.const 6
                i32.eq
                if (result i32)
                  local.get $message.5
                  i32.load offset=8 align=1
                  i32.const 0
                  i32.ne
                else
                  local.get $tag.7
                  i32.const 8
                  i32.eq
                  if (result i32)
                    local.get $message.5
                    i32.load offset=8 align=1
                    i32.const 0
                    i32.ne
                  else
                    local.get $tag.7
                    i32.const 10
                    i32.eq
                    if (result i32)
                      local.get $message.5
                      i32.load offset=8 align=1
                      i32.const 0
                      i32.ne
                    else
                      local.get $tag.7
                      i32.const 5
                      i32.eq
                      if (result i32)
                        local.get $message.5
                        f64.load offset=8 align=1
                        i32.const 0
                        f64.convert_i32_s
                        f64.ne
                      else
                        i32.const 1
                      end
                    end
                  end
                end
              end
            end
          end
          i32.eqz
          br_if 0
          local.get $message.5
          br 1
        end
        i32.const … ;; address of str:noop
      end
      call $dict_set
      local.get $data.6
      return
    end
    i32.const 0
  )
