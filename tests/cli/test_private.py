"""A canary: what identifies a person never comes out of any report or command, until somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ead.cli.generate import _record
from ead.fields import HEADER, ITEM
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT
from ead.fields.table import Group
from ead.formats.registry import FORMATS, codec
from ead.reports.writer import FORMATS as REPORTS
from ead.testing.builders import item

Run = Callable[..., Result]
NAME, PHONE, MAIL = "Zyxwvut Qanarius", "0700/QANARY-99", "qanarius@@qanary.example"
VALUES = {"telephone": PHONE, "fax": PHONE, "email": MAIL, "postcode": "QANA-RY1", "city": "Qanaryville\u200b", "value": "QANARY=12345678"}
ROOT = "<Itmatt xmlns='urn:ead:itmatt:1'>"
CANARIES = ("zyxwvut", "qanar", "qana-ry", "0700/")


def fill(group: Group, values: dict[str, Any]) -> None:
    """Put a canary into every personal field of a group and of those below it."""
    for member in group.members:
        if isinstance(member, Group):
            if not member.repeated:
                fill(member, values.setdefault(member.name, {}))
            else:
                for part in values.setdefault(member.name, [{}]):
                    fill(member, part)
                    for field in member.fields():
                        if field.required:
                            part.setdefault(field.name, "LICENCE")
        elif member.personal:
            values[member.name] = VALUES.get(member.name, NAME)


def defective_items() -> Iterator[dict[str, Any]]:
    """Items full of canaries, each with other defects, so that many rules speak about personal fields."""
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"nature": "999", "gross_weight": "heavy", "mail_class": "u"},
        {"item_id": "LX806576725TW", "nature": "31", "posted_at": "2027-13-45"},
        {"item_id": NAME},
    )
    for change in changes:
        values = {**item(), **change}
        fill(ITEM, values)
        yield values
    long = item()
    fill(ITEM, long)
    for party in ("sender", "addressee"):
        long[party].update(
            {"name": f"{NAME} " * 30, "telephone": PHONE * 20, "country": "QQ", "first_name": f" {NAME} ", "company": "\u202e" + NAME}
        )
        long[party]["references"] = [{"kind": kind, "value": "QANARY=1"} for kind in ("EORI", "IOSS", "CPF", "VAT")]
    yield long


def write(format_: str) -> str:
    """Write the defective message; the item_id of the fourth item is not personal by the field table, so it is left out here."""
    header: dict[str, Any] = {"message_id": "M-1"}
    fill(HEADER, header)
    records = [_record(ITEM_LAYOUT, values) for values in defective_items() if values["item_id"] != NAME]
    name = f"canary-{format_}"
    with Path(name).open("wb") as file:
        codec(format_).write(_record(HEADER_LAYOUT, header), iter(records), file)
    return name


def assert_silent(result: Result) -> None:
    """No canary in anything that was printed."""
    text = (result.stdout + result.stderr).lower()
    assert [] == [canary for canary in CANARIES if canary in text]
    assert "traceback" not in text


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("report", REPORTS)
def test_reports_keep_silent(run: Run, format_: str, report: str) -> None:
    """No report on any format shows a personal value."""
    result = run("validate", write(format_), "--report", report)
    assert 1 == result.exit_code
    assert_silent(result)


@pytest.mark.parametrize("format_", ["itmatt-xml", "itmatt-json"])
def test_values_are_shown_on_request(run: Run, format_: str) -> None:
    """The canary would be seen: --show-values shows it."""
    text = run("validate", write(format_), "--show-values").stdout
    assert "QANAR" in text.upper()


@pytest.mark.parametrize("format_", FORMATS)
def test_other_commands_keep_silent(run: Run, format_: str) -> None:
    """Neither do corrections, conversions, baselines and reasons."""
    name = write(format_)
    assert_silent(run("fix", name, "--dry-run"))
    assert_silent(run("fix", name, "fixed"))
    assert_silent(run("convert", name, "out.json", "--to", "itmatt-json"))
    assert_silent(run("convert", name, "out.xml", "--to", "itmatt-xml", "--strict"))
    assert_silent(run("validate", name, "--split", "parts"))
    (reasons,) = [path for path in Path("parts").iterdir() if path.name.endswith("reasons.ndjson")]
    assert [] == [canary for canary in CANARIES if canary in reasons.read_text("utf-8").lower()]


@pytest.mark.parametrize(
    "text",
    [
        f"{ROOT}<Item><Sender><Name>{NAME}</Name><Foo>{NAME}</Foo>{NAME}<Name>{NAME}</Name></Sender></Item></Itmatt>",
        f"{ROOT}<Item><Sender><Name>{NAME}</Nam></Sender></Item></Itmatt>",
        f"{ROOT}<Item><Sender><Name>{NAME} & {NAME}</Name></Sender></Item></Itmatt>",
        f"{ROOT}<Item><Sender><Name a='{NAME}'>{NAME}<b>{NAME}</b></Name></Sender>{NAME}</Item>{NAME}</Itmatt>",
        f"{ROOT}<Item><Sender><Name>{NAME}",
        f'{{"items": [{{"sender": {{"name": "{NAME}", "name": "{NAME}", "email": ["{MAIL}"], "x": "{NAME}"}}}}]}}',
        f'{{"items": [{{"sender": "{NAME}"}}, {{"sender": {{"name": "{NAME}}}}}]}}',
        f'{{"items": [{{"sender": {{"name": "{NAME}\\u0000", "telephone": 07{PHONE}}}}}]}}',
        f'"{NAME}"',
        f"item_id,sender.name\nLX806576725TW,{NAME},{NAME}\n",
        f'item_id,sender.name\nLX806576725TW,"{NAME}\nLX806576739TW,"{NAME}" {NAME}\n',
    ],
)
def test_broken_text_keeps_silent(run: Run, text: str) -> None:
    """The words of a parser about broken text do not quote it."""
    for command in (("validate",), ("validate", "--report", "json"), ("fix", "--dry-run")):
        assert_silent(run(*command, "-", stdin=text.encode()))
    assert_silent(run("convert", "-", "out.json", stdin=text.encode()))
