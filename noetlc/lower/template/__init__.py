"""Templates to dynamic IR: see `lowering.TemplateLowering`; `names` holds what it needs from its surroundings.

Everything is an operation of the dynamic dialect (`ir/dynamic.py`) and nothing more: lowering says what is meant and where it stands
in the file, and the passes that do it for Python bodies set positions, check and keep values. The dialect of templates (`dialect.py`)
has the same operations; fewer of them may raise, because every key that a template sees is a text.

    dyn[t_add](a, b)!1:4          a function of the runtime that may raise at a place
    dyn[t_put](x)                 one that never raises
    call_own[macro_row.1](1, x)   a function of the template, 0 if it raised
    safepoint()!1:13              the end of a round of a loop, the start of a macro
    try { … } except { … }        what raises gives up the text begun so far

Example: `a{{ n * 2 }}` becomes

    try {
      %mark = dyn[buf_begin]
      dyn[buf_byte](97)
      dyn[t_put](dyn[t_mul](dyn[wf_name_in](0, &"str:n", 16), 5:val)!1:5)
      return dyn[buf_end](%mark)
    } except {
      dyn[buf_drop](%mark)
      return 0
    }

of which selection (`passes/select.py`) makes

    block caught.1 {
      %mark = @buf_begin()
      @buf_byte(97)
      @t_put(check[caught.1](marked[4101](@t_mul(@wf_name_in(0, &"str:n", 16), 5:val))))
      return @buf_end(%mark)
    }
    @buf_drop(%mark)
    return 0

and `passes/roots.py` expands the safepoints and calls that may collect, which `hoisting` has made statements of their own. More of it:
`tests/passes/cases/templates.ir` and `template_selection.ir`.
"""
