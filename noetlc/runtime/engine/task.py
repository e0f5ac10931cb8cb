"""One execution of one tool: inputs, configuration, the tool itself (language.md 3.2, 10)."""

from __future__ import annotations

from noetlc.kernel.lang import i32, indirect, lit, live, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import NONE, UNDEFINED, Str
from noetlc.layout.tags import T_DICT, T_STR
from noetlc.runtime.engine.host import (
    INTENT_EVENT,
    INTENT_OBJECT,
    INTENT_RESULT,
    wf_await_tool,
    wf_call_intent,
    wf_call_tool,
    wf_config_error,
)  # fmt: skip
from noetlc.runtime.engine.plugin import wf_call_linked
from noetlc.runtime.engine.python import wf_run_body, wf_syntax_error
from noetlc.runtime.engine.report import wf_outcome_ok, wf_outcome_template
from noetlc.runtime.engine.state import (
    K_ARTIFACT,
    K_CONFIG,
    K_INTENT,
    K_LINKED,
    K_NOOP,
    K_PLUGIN,
    K_PYTHON,
    K_SYNTAX,
    R_INPUT,
    TaskRecord,
    root,
    wf_handle,
    wf_keep,
)  # fmt: skip
from noetlc.runtime.template.value import t_truth
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.memory import has_tag


def wf_run_task(t: TaskRecord) -> val:
    """Runs a tool: its data; the outcome stands in the roots."""
    kind: i32 = t.kind
    if live(Feature.SUBMIT) and wf_handle >= 0:
        return wf_await_tool(t, wf_handle)
    config: val = wf_render_task(t)
    if config == 0:
        return wf_outcome_template()
    wf_outcome_ok()
    if live(Feature.NOOP) and kind == K_NOOP:
        return config if config != NONE else val(t.body)
    if live(Feature.PYTHON_STEPS) and kind == K_PYTHON:
        return wf_run_body(t.body, wf_task_input())
    if live(Feature.CONFIG) and kind == K_CONFIG:
        return wf_config_error(val(t.body), t.site)
    if live(Feature.SYNTAX) and kind == K_SYNTAX:
        return wf_syntax_error(val(t.body), t.site)
    if live(Feature.INTENTS) and kind == K_INTENT:
        return wf_call_intent(t.body, t.site, wf_task_input())
    if live(Feature.ARTIFACT) and kind == K_ARTIFACT and wf_text_is(dict_get_str(config, lit("action")), lit("put")):
        return wf_config_error(lit("artifact: put is not supported"), t.site)
    if live(Feature.PLUGIN_STEPS) and kind == K_PLUGIN:
        return wf_call_plugin(t, config)
    if live(Feature.LINKED) and kind >= K_LINKED:
        return wf_call_linked(t)
    if live(Feature.HOST_TOOLS) and kind > K_PYTHON:
        return wf_call_tool(t, config)
    return val(t.body)


def wf_text_is(v: val, wanted: val) -> i32:
    """1 if v is that string; v may be 0."""
    if v == 0 or not has_tag(v, T_STR):
        return 0
    return str_eq(v, wanted)


def wf_call_plugin(t: TaskRecord, config: val) -> val:
    """A wasm tool whose plug-in is known now: an intent, a call of the host, or an error."""
    plugin: val = dict_get_str(config, lit("plugin"))
    path: val = 0
    if plugin != 0 and has_tag(plugin, T_DICT):
        path = dict_get_str(plugin, lit("path"))
    if path == 0 or not has_tag(path, T_STR) or Str(path).nbytes == 0:
        return wf_config_error(lit("wasm: plugin.path is required"), t.site)
    if live(Feature.INTENTS):
        which: i32 = -1
        if live(Feature.INTENT_EVENT) and wf_text_is(path, lit("noetl/event_publish")):
            which = INTENT_EVENT
        if live(Feature.INTENT_RESULT) and wf_text_is(path, lit("noetl/result_put")):
            which = INTENT_RESULT
        if live(Feature.INTENT_OBJECT) and wf_text_is(path, lit("noetl/object_put")):
            which = INTENT_OBJECT
        if which >= 0:
            return wf_call_intent(which, t.site, wf_task_input())
    return wf_call_tool(t, config)


def wf_render_task(t: TaskRecord) -> val:
    """Renders the inputs, which it keeps, and the configuration, which it gives; 0 when a template raised."""
    wf_keep(R_INPUT, 0)
    if live(Feature.DYNAMIC):
        if t.input != 0:
            inputs: val = indirect(t.input)
            if inputs == 0:
                return 0
            wf_keep(R_INPUT, inputs)
        if t.config != 0:
            return indirect(t.config)
    return UNDEFINED


def wf_noop_data(config: val) -> val:
    """The data of a noop with this configuration."""
    result: val = dict_get_str(config, lit("result"))
    if result != 0 and result != NONE:
        return result
    message: val = dict_get_str(config, lit("message"))
    data: val = dict_new()
    dict_set(data, lit("status"), lit("ok"))
    dict_set(data, lit("message"), message if message != 0 and t_truth(message) else lit("noop"))
    return data


def wf_set_unless_null(d: val, key: val, value: val) -> None:
    """Sets a key, unless the value is null."""
    if value != NONE:
        dict_set(d, key, value)


def wf_merge_inputs(inputs: val, more: val) -> val:
    """Adds the keys of `more` that `inputs` does not have; gives `inputs`."""
    i: i32 = dict_next(more, 0)
    while i >= 0:
        key: val = dict_key_at(more, i)
        if dict_get_str(inputs, key) == 0:
            dict_set(inputs, key, dict_value_at(more, i))
        i = dict_next(more, i + 1)
    return inputs


def wf_task_input() -> val:
    """The inputs of the current tool, an empty map if it has none."""
    inputs: val = root(R_INPUT)
    return inputs if inputs != 0 else dict_new()
