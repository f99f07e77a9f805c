"""The command line from a cold start: CPU time of the whole process, the least of several, beside an interpreter that does nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from corpus import message


def commands() -> dict[str, list[str]]:
    beside = Path(sys.executable).with_name("ead")
    ead = [str(beside)] if beside.exists() else [shutil.which("ead") or "ead"]
    return {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "`ead --version`": [*ead, "--version"],
        "`ead --help`": [*ead, "--help"],
        "`ead validate one-item.xml`": [*ead, "validate", str(message(1))],
    }


def cpu_of(command: list[str]) -> float:
    """Milliseconds of CPU time of a process and all that it waited for; compiled modules are kept."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, errors = process.stderr.read(), process.stderr.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {process.returncode}: {errors}")
    return (used.ru_utime + used.ru_stime) * 1000


def measure(runs: int) -> dict[str, float]:
    """Milliseconds by what was started; one start of each goes before."""
    lines = commands()
    best = {name: float("inf") for name in lines}
    for number in range(runs + 1):
        for name, command in lines.items():
            took = cpu_of(command)
            if number:
                best[name] = min(best[name], took)
    return best
