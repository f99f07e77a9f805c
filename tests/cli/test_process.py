"""``ead`` as a process: exit codes, pipes, signals, what is imported, progress."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ead import __version__
from ead.cli.check import Checker
from ead.cli.checking import check_plainly
from ead.cli.progress import Metered, Progress, new_progress
from ead.formats.item_reader import item_reader
from ead.intake import fast_path

Make = Callable[..., Path]
EAD = (sys.executable, "-m", "ead")
PLAIN = ("--profile", "structure")


def ead(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ``python -m ead``."""
    return subprocess.run((*EAD, *arguments), input=stdin, capture_output=True, timeout=60)


def test_exit_codes(message: Make) -> None:
    """The process ends with the four codes of the contract."""
    good, bad = str(message(name="good.xml")), str(message({"gross_weight": "x"}, name="bad.xml"))
    found = [ead("validate", name, *PLAIN, "-q").returncode for name in (good, bad, "missing.xml")]
    assert [0, 1, 3] == found
    assert 2 == ead("validate", good, "--profile", "nope").returncode


def test_standard_input(message: Make) -> None:
    """A message comes through a pipe, the report goes into one."""
    done = ead("validate", "-", *PLAIN, "--report", "json", stdin=message().read_bytes())
    assert (0, "accepted") == (done.returncode, json.loads(done.stdout)["outcome"])


def test_closed_pipe(message: Make) -> None:
    """When the reader goes away the process ends quietly, and not with a code that means accepted or rejected."""
    for arguments in (("rules",), ("validate", str(message({"gross_weight": "x"})), *PLAIN), ("generate", "--items", "200")):
        process = subprocess.Popen((*EAD, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert (b"", 3) == (process.stderr.read(), process.wait(timeout=60))
        process.stderr.close()


def test_head() -> None:
    """A pipe into ``head`` shows what head wants, without a word on the error stream."""
    done = subprocess.run(f"{sys.executable} -m ead generate --items 500 | head -n 1", shell=True, capture_output=True, timeout=60)
    assert (b'<?xml version="1.0" encoding="UTF-8"?>\n', b"") == (done.stdout, done.stderr)


@pytest.mark.usefixtures("_interruptible")
def test_interrupt() -> None:
    """Ctrl-C gives one word and exit code 130."""
    process = subprocess.Popen((*EAD, "validate", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    # Far more than a pipe holds: once it is written, the process is reading.
    process.stdin.write(b"<Itmatt xmlns='urn:ead:itmatt:1'>" + b" " * 2_000_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert (130, b"interrupted") == (process.returncode, errors.strip())


def imported(*arguments: str) -> set[str]:
    """The modules that a command imports."""
    code = (
        "import sys\nfrom ead.cli.program import program\n"
        "try:\n    program(sys.argv[1:])\nexcept SystemExit:\n    pass\nprint('\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run((sys.executable, "-c", code, *arguments), capture_output=True, timeout=60)
    return set(done.stderr.decode().splitlines())


def test_start_is_light(message: Make) -> None:
    """Help and version load click only; checking a file loads no models, no rich, no second XSD engine, and lxml only to read it by."""
    for arguments in (("--version",), ("--help",)):
        assert not imported(*arguments) & {"pydantic", "lxml", "rich", "xmlschema", "ead.validator"}
    modules = imported("validate", str(message()), *PLAIN)
    assert (item_reader() is None or not fast_path.ON) == ("lxml.etree" in modules)
    assert not modules & {"pydantic", "rich", "xmlschema", "hypothesis", "pytest"}


def test_version_alone_is_lighter() -> None:
    """The version, asked for alone, is said without what reads arguments; with more beside it, the same is said."""
    code = "import sys; from ead.cli.main import main; main(); print('click' in sys.modules)"
    alone = subprocess.run((sys.executable, "-c", code, "--version"), capture_output=True, timeout=60)
    assert [f"ead {__version__}", "False"] == alone.stdout.decode().splitlines()
    assert f"ead {__version__}\n".encode() == ead("--debug", "--version").stdout


def test_messages_alone_are_checked_without_what_reads_arguments(message: Make) -> None:
    """Where only messages are named nothing is loaded to read options, and all is as with an option that changes nothing."""
    code = "import sys; from ead.cli.main import main\ntry: main()\nfinally: print('click' in sys.modules)"
    good, bad = str(message(name="good.xml")), str(message({"gross_weight": "x"}, name="bad.xml"))
    alone = subprocess.run((sys.executable, "-c", code, "validate", good), capture_output=True, timeout=60)
    assert "False" == alone.stdout.decode().splitlines()[-1]
    for sources in ((good,), (bad, good), ("missing.xml",), (str(Path.cwd()),)):
        plain, read = ead("validate", *sources), ead("validate", "--no-progress", *sources)
        assert (read.returncode, read.stdout, read.stderr) == (plain.returncode, plain.stdout, plain.stderr)
    Path("ead.toml").write_text("nonsense = 1\n")
    plain, read = ead("validate", good), ead("validate", "--no-progress", good)
    assert (2, read.stderr) == (plain.returncode, plain.stderr)


def test_failures_where_messages_alone_are_named(
    message: Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C gives the same word and code there, and a crash one line."""

    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Checker, "check_all", interrupted)
    assert (130, "\ninterrupted\n") == (check_plainly([str(message())]), capsys.readouterr().err)
    monkeypatch.setattr(Checker, "check_all", lambda *_: 1 // 0)
    assert (3, "internal error: ZeroDivisionError") == (check_plainly([str(message())]), capsys.readouterr().err[:33])


def test_version_into_a_full_disk() -> None:
    """A version that cannot be written is no success."""
    with Path("/dev/full").open("wb") as full:
        assert 0 != subprocess.run((*EAD, "--version"), stdout=full, stderr=subprocess.DEVNULL, timeout=60).returncode


def test_any_locale(message: Make) -> None:
    """A terminal that cannot show a character gets an escape, not a crash."""
    message({"mail_class": "\u00fc"})
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run((*EAD, "validate", "itmatt.xml", *PLAIN), capture_output=True, timeout=60, env=environment)
    assert (1, True, b"") == (done.returncode, b"\\xfc" in done.stdout, done.stderr)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line appears after two seconds, is drawn at most five times a second, and is taken away."""
    screen, clock = _Terminal(), [100.0]
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    progress = new_progress(4_000_000, wanted=True)
    assert progress is not None
    stream = Metered(io.BytesIO(b"x" * 4_000_000), progress)
    stream.read(1_000_000)
    assert "" == screen.getvalue()
    for moment in (102.5, 102.6):
        clock[0] = moment
        stream.read(1_000_000)
    assert 1 == screen.getvalue().count("\r")
    assert "[###############               ]  50%  2.0 MB of 4.0 MB" in screen.getvalue()
    progress.clear()
    progress.clear()
    assert screen.getvalue().endswith("\x1b[K")
    assert 2 == screen.getvalue().count("\r")


def test_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no line for those who do not want it, nor where nobody looks; without a total it counts."""
    assert new_progress(1, wanted=True) is None
    monkeypatch.setattr(sys, "stderr", _Terminal())
    assert new_progress(1, wanted=False) is None
    assert "checked 0.0 MB" == Progress(None).line()
