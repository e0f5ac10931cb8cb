"""`shell`: a command in a box of its own with limits on time, memory, files and output; `{exit_code, stdout, stderr}`."""

from __future__ import annotations

from pathlib import Path

from noetlc.diagnostics.counts import counted
from noetlc.host.box import start
from noetlc.host.tools.base import Json, Request, ToolError, Unavailable, text_map
from noetlc.host.tools.session import Session

TIMEOUT_SECONDS = 60.0
MAX_TIMEOUT_SECONDS = 3600.0
MAX_OUTPUT = 1024 * 1024  # bytes kept of each stream
SHELLS = frozenset(("sh", "bash", "dash", "zsh", "ksh"))


def run(request: Request, session: Session) -> Json:
    """Runs the command. Raises ToolError; non-zero exit is kind `exit` with the data."""
    command = _command(request)
    shell = request.optional_text("shell") or "sh"
    if Path(shell).name not in SHELLS:
        raise ToolError("config", f"shell: shell must be one of {', '.join(sorted(SHELLS))}")
    given = _folder(request, session)
    timeout = min(request.number(TIMEOUT_SECONDS, "timeout_seconds", "timeout") or TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS)
    capture = request.flag(True, "capture")
    variables = text_map(request.map("env"))
    if any("\0" in text for text in (command, *variables, *variables.values())) or any(not name or "=" in name for name in variables):
        raise ToolError("config", "shell: a NUL character, or a variable without a proper name, cannot be part of a command")
    rights = start.Rights(session.may("tool_shell:files"), session.may("tool_shell:network"))
    with start.folder() as box:
        cwd = given or box / "work"
        try:
            ended = start.run(
                [shell, "-c", command],
                box,
                rights,
                start.Caps(cpu=int(timeout) + 1),
                cwd=cwd,
                env=start.environment(variables, cwd),
                timeout=timeout,
                keep=MAX_OUTPUT,
                capture=capture,
            )
        except start.Refused as error:
            raise Unavailable(f"shell: {error}") from error
    return _outcome(ended, timeout)


def _outcome(ended: start.Ended, timeout: float) -> Json:
    code = ended.status
    notes = (f"\n[{counted(dropped, 'byte')} more]" if dropped else "" for dropped in ended.dropped)
    stdout, stderr = (data.decode("utf-8", "replace") + note for data, note in zip((ended.stdout, ended.stderr), notes, strict=True))
    data = {"exit_code": code if code >= 0 else 128 - code, "stdout": stdout, "stderr": stderr}
    if ended.expired:
        raise ToolError("timeout", f"shell: not finished within {timeout:g} s", data=data)
    if code != 0:
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise ToolError("exit", f"shell: {reason}", data=data)
    return data


def _command(request: Request) -> str:
    """The script: `command` or `cmds`; a list of commands stops at the first one that fails."""
    value = request.first("command", "cmds", "commands", "script")
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "set -e\n" + "\n".join(value)
    if isinstance(value, str) and value.strip():
        return value
    raise ToolError("config", "shell: command is required, a string or a list of strings")


def _folder(request: Request, session: Session) -> Path | None:
    """The folder to work in, None for one of its own. Any other needs the right to files."""
    given = request.optional_text("cwd")
    if not given:
        return None
    session.need("tool_shell:files", "cwd")
    folder = Path(given).expanduser().absolute()
    if not folder.is_dir():
        raise ToolError("config", f"shell: the folder {given} does not exist")
    return folder
