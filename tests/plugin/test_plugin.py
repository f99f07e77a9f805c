"""The example plug-in, installed for real: loaded when named, not even imported otherwise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ead.testing.builders import item, message, with_values

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the example plug-in."""
    target = tmp_path_factory.mktemp("plugin")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(ROOT / "examples" / "plugin")]
    subprocess.run(command, check=True, capture_output=True)
    return target


def run(installed: Path, code: str, data: bytes = b"") -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, env=environment, check=False)
    assert 0 == done.returncode, done.stderr.decode()
    return done.stdout.decode()


CHECK = """
import sys, ead
report = ead.Validator(profiles=["structure", {profiles}]).validate(sys.stdin.buffer)
print([(finding.code, finding.location.path) for finding in report.findings])
"""


def heavy() -> bytes:
    piece = item()["contents"][0]
    one = with_values(item(gross_weight="12.000", contents=[piece, piece]), {"mail_class": "E", "local_id": None})
    return json.dumps({**message(), "items": [one]}).encode()


def test_a_named_plugin_adds_its_rules(installed: Path) -> None:
    """Both kinds of rules fire at their places."""
    found = run(installed, CHECK.format(profiles='"example-post"'), heavy())
    assert "[('POST-REM-001', 'item LX806576725TW / local_id'), ('POST-LINES-001', 'item LX806576725TW / contents')]" == found.strip()


def test_a_plugin_nobody_named_is_not_imported(installed: Path) -> None:
    """Its rules are silent, its module is not loaded, its name is listed."""
    assert "[]" == run(installed, CHECK.format(profiles=""), heavy()).strip()
    probe = "import sys, ead; ead.Validator(); from ead.rules.registry import plugin_names; print('ead_example_post' in sys.modules, plugin_names())"
    assert "False ('example-post',)" == run(installed, probe).strip()


def test_an_unknown_name_is_told(installed: Path) -> None:
    """A typing error in a profile is a configuration error, not silence."""
    probe = "import ead\ntry: ead.Validator(profiles=['exmaple'])\nexcept ead.ConfigurationError as error: print(error)"
    assert '"exmaple" is no profile, rule set or plug-in' in run(installed, probe)
