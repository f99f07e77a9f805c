"""Messages and a runner for the tests of the command line."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ead.cli.program import program

ITEM = """  <Item>
    <ItemId>{item_id}</ItemId>
    <MailClassCd>{mail_class}</MailClassCd>
    <OrigPostOrgCd>TWA</OrigPostOrgCd>
    <DestPostOrgCd>BEA</DestPostOrgCd>
    <NatureTypeCd>11</NatureTypeCd>
    <GrossWeight>{gross_weight}</GrossWeight>
    <Sender><Name>{name}</Name><CountryCd>TW</CountryCd></Sender>
    <ContentPiece><Description>Knitted cotton T-shirt</Description><NetWeight>0.200</NetWeight></ContentPiece>
  </Item>
"""
CLEAN = {"item_id": "LX806576725TW", "mail_class": "U", "gross_weight": "0.250", "name": "Ann Example"}


def message_text(*items: dict[str, str]) -> str:
    """An ITMATT-style XML message; each mapping changes some values of an item with a sound structure."""
    numbered = ({**CLEAN, **({"item_id": f"LX{number:09d}TW"} if number else {}), **item} for number, item in enumerate(items))
    body = "".join(ITEM.format_map(item) for item in numbered)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<Itmatt xmlns="urn:ead:itmatt:1">\n  <Header><MessageId>M-1</MessageId></Header>\n'
    return f"{head}{body}</Itmatt>\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test runs in a folder of its own, so that no configuration is found by chance."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """Processes that are started can be interrupted, also where these tests cannot: what a shell starts in the background ignores that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run ``ead`` with these arguments; ``stdin`` are the bytes of standard input."""

    def invoke(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(program, arguments, input=stdin)

    return invoke


@pytest.fixture
def message(tmp_path: Path) -> Callable[..., Path]:
    """Write a message to a file and return its name, relative to the current folder."""

    def write(*items: dict[str, str], name: str = "itmatt.xml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(message_text(*(items or ({},))), "utf-8")
        return path

    return write
