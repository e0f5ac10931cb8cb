"""Words with a meaning: known keys per place, tool kinds, reserved names. Data only."""

from __future__ import annotations

API_VERSIONS = ("noetl.io/v2", "noetl.io/v10")

RESERVED_NAMES = frozenset({"workload", "ctx", "iter", "steps", "output", "event", "execution_id", "loop", "job"})
SCOPES = ("ctx", "iter", "step")

BUILT_IN_KINDS = frozenset({"python", "noop", "workbook", "task_sequence"})
HOST_KINDS = frozenset(
    {
        "http", "shell", "rhai", "postgres", "duckdb", "ducklake", "snowflake", "transfer", "playbook", "nats", "artifact",
        "container", "script", "subscription", "wasm", "secrets", "iterator", "gcs", "gateway", "playbooks", "snowflake_transfer",
    }
)  # fmt: skip
TOOL_KINDS = BUILT_IN_KINDS | HOST_KINDS

ROOT_KEYS = frozenset({"apiVersion", "kind", "metadata", "workload", "workbook", "workflow", "executor", "keychain"})
STEP_KEYS = frozenset({"step", "desc", "when", "spec", "input", "args", "set", "loop", "tool", "next", "case"})
STEP_SPEC_KEYS = frozenset({"policy", "next_mode"})
LOOP_KEYS = frozenset({"in", "iterator", "spec", "cursor"})
LOOP_SPEC_KEYS = frozenset({"mode", "max_in_flight", "frame", "policy"})
NEXT_KEYS = frozenset({"spec", "arcs"})
ARC_KEYS = frozenset({"step", "when", "set", "args"})
KEYS = ROOT_KEYS | STEP_KEYS | STEP_SPEC_KEYS | LOOP_KEYS | LOOP_SPEC_KEYS | NEXT_KEYS | ARC_KEYS
"""All keys with a meaning somewhere in the structure of a playbook."""

IGNORED_TOOL_KEYS = frozenset({"eval", "output", "retry", "next"})

UNRENDERED_TOOL_KEYS = frozenset({"kind", "name", "set", "spec", "eval", "input", "args"})
"""Not part of a tool's configuration; kind `container` has `args` as a key of its own."""

TEXT_TOOL_KEYS = {
    "python": ("code",), "rhai": ("code",), "http": ("url", "method"), "shell": ("command",), "postgres": ("query", "command"),
    "duckdb": ("query", "command"), "ducklake": ("query", "command"), "snowflake": ("command",), "playbook": ("path",),
}  # fmt: skip
"""Keys of a kind that are strings: a list or map there is V22."""

ACTIONS = ("continue", "retry", "break", "jump", "fail")
BACKOFFS = ("none", "linear", "exponential")
PREVIOUS_LABELS = frozenset({"previous", "prev", "_previous", "@previous"})
LOOP_MODES = ("sequential", "parallel", "cursor")
ROUTING_MODES = ("exclusive", "inclusive")
