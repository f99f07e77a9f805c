"""The JSON codec: frame, items, problems, places, writing."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT
from ead.formats import itmatt_json
from ead.formats.base import Decoded
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.testing.builders import header, item, message, with_values
from ead.validator import Validator

NATURE = ITEM_LAYOUT.position("nature")
GROSS_WEIGHT = ITEM_LAYOUT.position("gross_weight")


def _read(data: bytes | str | dict[str, Any], **limits: Any) -> tuple[itmatt_json.JsonItemStream, list[Decoded]]:
    source = data if isinstance(data, bytes) else data.encode() if isinstance(data, str) else json.dumps(data).encode()
    stream = itmatt_json.read(open_source(source), replace(DEFAULT_LIMITS, **limits))
    return stream, list(stream.items())


def _one(text: str) -> Decoded:
    """One item whose members are the clean ones, but for those given as JSON text."""
    clean = {key: value for key, value in item().items() if f'"{key}"' not in text}
    return _read(f'{{"items":[{json.dumps(clean)[:-1]},{text}}}]}}')[1][0]


def _codes(found: Decoded) -> list[tuple[str, Any]]:
    return [(problem.code, problem.path) for problem in found.problems or ()]


def test_a_clean_message_has_no_problems() -> None:
    """Header and items of a clean message come without a problem."""
    stream, items = _read(message(3))
    assert ([], True, 3) == (stream.problems, stream.complete, len(items))
    assert [None] * 3 == [decoded.problems for decoded in items]
    assert header()["message_id"] == (stream.header or [None])[HEADER_LAYOUT.position("message_id")]


def test_decimals_keep_their_text() -> None:
    """A decimal may be a string or a number; its text stays as written."""
    assert ["0.2500", "0.2500"] == [(_one(f'"gross_weight": {text}').record or [])[GROSS_WEIGHT] for text in ('"0.2500"', "0.2500")]


@pytest.mark.parametrize(
    ("member", "code", "path"),
    [
        ('"gross_weight": 25e-2', "CORE-STR-004", ("gross_weight",)),
        ('"gross_weight": -1', "CORE-STR-004", ("gross_weight",)),
        ('"gross_weight": " 0.25"', "CORE-STR-004", ("gross_weight",)),
        ('"gross_weight": true', "CORE-STR-007", ("gross_weight",)),
        ('"gross_weight": NaN', "CORE-INT-012", ("gross_weight",)),
        ('"gross_weight": 0.1234567890123456789012', "CORE-INT-012", ("gross_weight",)),
        ('"gross_weight": 0.12345678901', "CORE-STR-004", ("gross_weight",)),
        ('"nature": 11', "CORE-STR-007", ("nature",)),
        ('"nature": ["11"]', "CORE-STR-007", ("nature",)),
        ('"nature": null', "CORE-STR-001", ("nature",)),
        ('"nature": ""', "CORE-STR-003", ("nature",)),
        ('"mail_class": "u"', "CORE-STR-006", ("mail_class",)),
        ('"posted_at": "2026-02-30T00:00:00"', "CORE-STR-004", ("posted_at",)),
        ('"item_id": "0123456789012345678901234567890123456789"', "CORE-STR-005", ("item_id",)),
        ('"remarks": 5', "CORE-STR-007", ("remarks",)),
        ('"remarks": "a\\u0000b"', "CORE-STR-012", ("remarks",)),
        ('"remarks": "a\\bb"', "CORE-STR-012", ("remarks",)),
        ('"remarks": "a\\ud800b"', "CORE-STR-012", ("remarks",)),
        ('"remarks": "a\uffffb"', "CORE-STR-012", ("remarks",)),
        ('"sender": "Ann"', "CORE-STR-007", ("sender",)),
        ('"sender": {"name": "A", "references": [{"value": 1}]}', "CORE-STR-007", ("sender", "references", 0, "value")),
        ('"sender": {"name": "A", "references": [{}]}', "CORE-STR-001", ("sender", "references", 0, "value")),
        ('"contents": {}', "CORE-STR-007", ("contents",)),
        ('"contents": [{"units": 1}, null]', "CORE-STR-007", ("contents", 1)),
        ('"contents": [{"units": "1"}]', "CORE-STR-007", ("contents", 0, "units")),
        ('"contents": [{"units": 1.0}]', "CORE-STR-004", ("contents", 0, "units")),
        ('"contents": [{"units": 1234567890}]', "CORE-STR-004", ("contents", 0, "units")),
        ('"contents": [{"weight": 1}]', "CORE-STR-002", ("contents", 0)),
        ('"colour": "red"', "CORE-STR-002", ()),
        ('"postage": "1.00", "postage": "1.00"', "CORE-INT-011", ("postage",)),
        ('"postage": null, "postage": "1.00"', "CORE-INT-011", ("postage",)),
        ('"sender": {}, "sender": {"name": "A"}', "CORE-INT-011", ("sender",)),
        ('"contents": [], "contents": [{"units": 1}]', "CORE-INT-011", ("contents",)),
    ],
)
def test_each_defect_is_one_problem(member: str, code: str, path: tuple[str | int, ...]) -> None:
    """A defect gives exactly one problem, at its field, and the rest of the item is read."""
    found = _one(member)
    assert [(code, path)] == _codes(found)
    assert found.record is not None


@pytest.mark.parametrize(
    "member", ['"remarks": null', '"sender": {}', '"sender": null', '"documents": []', '"documents": null', '"sender": {"city": null}']
)
def test_nothing_is_absent(member: str) -> None:
    """Null, an empty object and an empty array are the same as a member that is not there."""
    without = dict(item())
    for key in ("remarks", "sender", "documents"):
        if f'"{key}"' in member:
            without.pop(key, None)
    expected = _read({"items": [without]})[1][0].record
    found = _one(member)
    assert (None, expected) == (found.problems, found.record)


@pytest.mark.parametrize(
    ("member", "codes"),
    [
        ('"colour": {"a": NaN}', ["CORE-STR-002", "CORE-INT-012"]),
        ('"colour": {"a": 1, "a": 1}', ["CORE-STR-002", "CORE-INT-011"]),
        ('"colour": ' + "[" * 40 + "]" * 40, ["CORE-STR-002", "CORE-INT-013"]),
        ('"remarks": ["a", -Infinity]', ["CORE-STR-007", "CORE-INT-012"]),
        ('"colour": 1, "colour": 2', ["CORE-INT-011"]),
    ],
)
def test_what_no_field_takes_is_still_looked_into(member: str, codes: list[str]) -> None:
    """What JSON refuses is found in unknown members and in values of the wrong type too."""
    assert codes == [code for code, _ in _codes(_one(member))]


@pytest.mark.parametrize(
    ("member", "fix"),
    [
        ('"remarks": ""', ""),
        ('"mail_class": " u"', "U"),
        ('"gross_weight": " 0.250 "', "0.250"),
        ('"contents": [{"units": "2"}]', "2"),
        ('"nature": 11', None),
    ],
)
def test_problems_carry_a_correction_where_there_is_one(member: str, fix: str | None) -> None:
    """Empty values are left out, codes and numbers lose blanks; a number for a code may have lost zeros and is left alone."""
    assert [fix] == [problem.fix for problem in _one(member).problems or ()]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"message": "INVOICE", "items": [{}]}', ["CORE-MSG-001"]),
        ('{"message": 1, "items": []}', ["CORE-STR-007"]),
        ('{"version": "2", "items": []}', ["CORE-STR-006"]),
        ('{"version": 1, "items": []}', ["CORE-STR-007"]),
        ('{"header": [], "items": []}', ["CORE-STR-007"]),
        ('{"header": {"test": "true"}}', ["CORE-STR-007"]),
        ('{"header": {"message_id": "a\\u0001"}}', ["CORE-STR-012"]),
        ('{"header": {"x": 1}}', ["CORE-STR-002"]),
        ('{"items": {}}', ["CORE-STR-007"]),
        ('{"items": {"a": NaN}}', ["CORE-STR-007", "CORE-INT-012"]),
        ('{"extra": [1, 2], "items": []}', ["CORE-STR-002"]),
        ('{"version": "1", "version": "1"}', ["CORE-INT-011"]),
        ('{"items": [], "items": [1]}', ["CORE-INT-011"]),
        ('{"items": null, "header": null, "message": null, "version": null}', []),
        ("{}", []),
        ("", ["CORE-INT-001"]),
        ("  ", ["CORE-INT-001"]),
        ("[{}]", ["CORE-INT-002"]),
        ('"text"', ["CORE-INT-002"]),
        ("12", ["CORE-INT-002"]),
        ("null", ["CORE-INT-002"]),
        ("'a'", ["CORE-INT-006"]),
        ("{} x", ["CORE-INT-006"]),
        ("{}{}", ["CORE-INT-006"]),
        ('{"items": [] "header": {}}', ["CORE-INT-006"]),
        ('{"items": [,]}', ["CORE-INT-006"]),
        ("{items: []}", ["CORE-INT-006"]),
        ('{"items" []}', ["CORE-INT-006"]),
        ("{,}", ["CORE-INT-006"]),
        ('{"items": [],}', ["CORE-INT-006"]),
        ("{", ["CORE-INT-009"]),
        ('{"items": [', ["CORE-INT-009"]),
        ('{"items": []', ["CORE-INT-009"]),
        ("\ufeff{}", ["CORE-INT-014"]),
    ],
)
def test_the_frame_has_its_own_problems(text: str, codes: list[str]) -> None:
    """What is wrong around the items is a problem of the message, with a place."""
    stream, _ = _read(text)
    assert codes == [problem.code for problem in stream.problems]
    assert all((stream.place(problem).line or 0) >= 1 for problem in stream.problems)


def test_an_unknown_message_is_not_checked_as_another() -> None:
    """Items of a message of another kind are not read."""
    assert [] == _read('{"message": "CUSITM", "items": [{}]}')[1]


@pytest.mark.parametrize("tail", [b" {bad}]}", b" {'a': 1}]}", b" -]}", b"", b" {", b' {"item_id": "\xff"}]}', b" x]}"])
def test_items_before_a_syntax_error_are_kept(tail: bytes) -> None:
    """What stands before the place where the text breaks is read, and the message is incomplete."""
    stream, items = _read(b'{"items": [' + json.dumps(item()).encode() + b"," + json.dumps(item()).encode() + b"," + tail)
    assert (2, False, 1) == (len(items), stream.complete, len(stream.problems))
    assert stream.problems[0].code in {"CORE-INT-006", "CORE-INT-009"}


def test_an_item_that_is_no_object_costs_itself() -> None:
    """Items that are no objects come without a record; the others are read."""
    _, items = _read('{"items": [1, "a", null, [], {}]}')
    assert [True, True, True, True, False] == [decoded.record is None for decoded in items]
    assert ["CORE-STR-007"] * 4 == [decoded.problems[0].code for decoded in items[:4] if decoded.problems]


def test_an_oversized_item_costs_itself() -> None:
    """An item above the limit is named with its place; items around it are read, and the message is incomplete."""
    big = item(remarks="x" * 5000)
    stream, items = _read({"items": [item(), big, item()]}, item_bytes=4000)
    assert ([None, "CORE-INT-008", None], False) == ([decoded.problems and decoded.problems[0].code for decoded in items], stream.complete)
    assert "/items/1" == items[1].origin.place(()).json_pointer


@pytest.mark.hostile
def test_a_bottomless_item_costs_itself() -> None:
    """An item nested a hundred thousand levels deep is passed over, and the next one read."""
    stream, items = _read('{"items": [' + '{"a":' * 100_000 + "1" + "}" * 100_000 + ", " + json.dumps(item()) + "]}")
    assert (["CORE-INT-013"], None, False) == ([code for code, _ in _codes(items[0])], items[1].problems, stream.complete)


def test_a_message_above_the_limit_is_not_held() -> None:
    """A message larger than may be held is refused, and incomplete."""
    stream, items = _read(message(5), message_bytes=1000)
    assert (["CORE-INT-010"], [], False) == ([problem.code for problem in stream.problems], items, stream.complete)


@pytest.mark.parametrize("indent", [None, 2])
def test_places_name_the_value(indent: int | None) -> None:
    """Pointer, line, column, excerpt and span are those of the value; the whole span goes without leaving a comma behind."""
    bad = with_values(item(), {"contents.1.hs_code": "", "remarks": "\u20ac \U0001d11e"})
    text = json.dumps({"header": {"message_id": "M"}, "items": [item(), bad]}, indent=indent, ensure_ascii=False)
    data = text.encode()
    decoded = _read(data)[1][1]
    (problem,) = decoded.problems or []
    place = decoded.origin.place(problem.path, problem.steps)
    at = text.index('"hs_code": ""') + len('"hs_code": ')
    assert ("/items/1/contents/0/hs_code", '""') == (place.json_pointer, place.excerpt)
    assert (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) == (place.line, place.column)
    assert place.value_span is not None
    assert place.whole_span is not None
    assert b'""' == data[slice(*place.value_span)]
    mended = json.loads(data[: place.whole_span[0]] + data[place.whole_span[1] :])
    del bad["contents"][0]["hs_code"]
    assert bad == mended["items"][1]


@pytest.mark.parametrize(
    ("member", "pointer", "excerpt"),
    [
        ('"colour": "red"', "/items/0/colour", '"red"'),
        ('"a/b~c": 1', "/items/0/a~1b~0c", "1"),
        ('"postage": "1.00", "postage": "2.00"', "/items/0/postage", '"2.00"'),
        ('"contents": [{"a": 1}, {"a": 2, "b": [3]}]', "/items/0/contents/0/a", "1"),
        ('"sender": {"name": "A", "sender": 4}', "/items/0/sender/sender", "4"),
        ('"contents": [null]', "/items/0/contents/0", "null"),
        ('"\\ud800": 1', "/items/0", "1"),
    ],
)
def test_places_name_members_that_have_no_field(member: str, pointer: str, excerpt: str) -> None:
    """Unknown members and the second of two equal keys have places of their own."""
    found = _one(member)
    place = found.origin.place(found.problems[0].path, found.problems[0].steps) if found.problems else None
    assert (pointer, excerpt) == (place.json_pointer, place.excerpt) if place else None


def test_a_missing_field_is_placed_at_its_parent() -> None:
    """What is not there has the place of the object that lacks it, and no span that a correction could damage."""
    decoded = _read('{"items": [\n  {"sender": {"name": "A"}}]}')[1][0]
    place = decoded.origin.place(("sender", "references", 0, "value"))
    assert ("/items/0/sender", 2, 14, None) == (place.json_pointer, place.line, place.column, place.value_span)


def test_message_problems_have_pointers() -> None:
    """Header fields, unknown members and missing items are placed in the message."""
    stream, _ = _read('{"extra": 1,\n "header": {"created_at": "today"},\n "version": "2", "items": []}')
    assert ["/extra", "/header/created_at", "/version"] == [stream.place(problem).json_pointer for problem in stream.problems]
    assert [(1, 11), (2, 27), (3, 13)] == [(stream.place(problem).line, stream.place(problem).column) for problem in stream.problems]


def test_writes_keys_in_table_order_and_types_as_json_has_them() -> None:
    """Decimals are strings, integers numbers, truth values themselves; what is absent is left out."""
    record = _read(
        {"header": {"test": True, "message_id": "M"}, "items": [{"nature": "11", "contents": [{"units": 2}], "gross_weight": "0.250"}]}
    )
    target = io.BytesIO()
    assert [] == itmatt_json.write(record[0].header, [decoded.record for decoded in record[1] if decoded.record], target)
    expected = (
        '{\n  "message": "ITMATT",\n  "version": "1",\n  "header": {\n    "message_id": "M",\n    "test": true\n  },\n  "items": [\n    {\n'
        '      "nature": "11",\n      "gross_weight": "0.250",\n      "contents": [\n        {\n          "units": 2\n        }\n      ]\n'
        "    }\n  ]\n}\n"
    )
    assert expected == target.getvalue().decode()


def test_writes_a_message_without_items() -> None:
    """No header and no items still make a JSON text."""
    target = io.BytesIO()
    itmatt_json.write(None, [], target)
    assert {"message": "ITMATT", "version": "1", "items": []} == json.loads(target.getvalue())


@pytest.mark.parametrize("gap", [None, 2])
def test_validator_reports_a_json_message(gap: int | None) -> None:
    """From bytes to findings: a clean message is accepted, a defect is reported once with its pointer."""
    assert "accepted" == Validator().validate(json.dumps(message(3), indent=gap).encode()).outcome.value
    bad = message([item(), with_values(item(item_id="LX806576734TW"), {"gross_weight": "0,250"})])
    report = Validator(["core"]).validate(json.dumps(bad, indent=gap).encode())
    (finding,) = report.findings
    assert ("CORE-STR-004", "/items/1/gross_weight") == (finding.code, finding.location.json_pointer)


def test_validator_warns_of_a_byte_order_mark() -> None:
    """A byte-order mark is a warning, and the message is read all the same."""
    report = Validator(["core"]).validate(b"\xef\xbb\xbf" + json.dumps(message(1)).encode())
    assert [("CORE-INT-014", "warning")] == [(finding.code, finding.severity.value) for finding in report.findings]
    assert (1, "accepted") == (report.counts.items, report.outcome.value)


def test_validator_refuses_json_in_utf_16() -> None:
    """JSON between systems is UTF-8 and nothing else."""
    report = Validator(["core"]).validate(json.dumps(message(1)).encode("utf-16"), format="itmatt-json")
    assert ["CORE-INT-004"] == [finding.code for finding in report.findings]


def test_validator_masks_what_is_personal() -> None:
    """A personal value that is wrong appears in no finding."""
    bad = with_values(item(), {"sender.name": "Canary" * 40, "sender.email": "canary\x01@example.com"})
    report = Validator(["core"]).validate(json.dumps(message([bad])).encode())
    assert 2 == len(report.findings)
    assert "canary" not in (str(report.as_dict()) + repr(report.findings)).lower()


@pytest.mark.hostile
@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join(f'"k{number}": 1' for number in range(500)) + "}",
        '{"items": [{' + ",".join(f'"k{number}": 1' for number in range(500)) + "}]}",
        '{"items": [{"contents": [' + ",".join(['{"x": 1}'] * 500) + "]}]}",
        '{"items": [{"contents": [' + ",".join(["0"] * 500) + "]}]}",
    ],
)
def test_problems_without_end_are_cut_off(text: str) -> None:
    """When the problems of an object are more than a report would store, reading it stops and nothing is built of it."""
    stream, items = _read(text, findings=50)
    assert 50 <= len(stream.problems) + sum(len(one.problems or ()) for one in items) <= 60
    assert all(one.record is None for one in items)
