"""Laws of the JSON, NDJSON and CSV codecs: nothing is lost, everything has a place, nothing throws."""

from __future__ import annotations

import io
import json
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ead.fields.layout import Record
from ead.findings import Problem
from ead.formats import itmatt_csv, itmatt_json, itmatt_ndjson
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.testing.builders import message
from ead.testing.strategies import message_dicts
from ead.validator import Validator

CODECS = [itmatt_json, itmatt_ndjson, itmatt_csv]
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SAMPLE = json.dumps(message(2), indent=1, ensure_ascii=False).encode()
LINES = b"\n".join([b'{"message": "ITMATT", "header": {}}', *(json.dumps(one).encode() for one in message(2)["items"])])
CORE = Validator(["core"])


def _decoded(codec: ModuleType, data: bytes) -> tuple[Record | None, list[Record | None], list[Problem]]:
    stream = codec.read(open_source(data), DEFAULT_LIMITS)
    items = list(stream.items())
    return stream.header, [one.record for one in items], [*stream.problems, *(problem for one in items for problem in one.problems or ())]


def _encoded(codec: ModuleType, header: Record | None, records: list[Record]) -> bytes:
    target = io.BytesIO()
    assert [] == codec.write(header, records, target)
    return target.getvalue()


def _mutations() -> st.SearchStrategy[bytes]:
    """A good message with a stretch of it deleted, doubled, or replaced by something that JSON is sensitive to."""
    pieces = st.sampled_from(
        [
            b"",
            b'"',
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b"null",
            b"NaN",
            b"1e9",
            b"0",
            b"\\",
            b"\\u0000",
            b"\\ud800",
            b"\xff",
            b"\x00",
            b"\n",
            b"{}",
        ]
    )

    def mutate(cut: tuple[bytes, int, int, bytes]) -> bytes:
        data, start, length, piece = cut
        start %= len(data)
        return data[:start] + piece + data[start + length :]

    return st.tuples(st.sampled_from([SAMPLE, LINES]), st.integers(0, 10_000), st.sampled_from([0, 0, 1, 2, 9]), pieces).map(mutate)


def _resolve(document: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


@pytest.mark.parametrize("codec", CODECS)
@SLOW
@given(message_dicts())
def test_decoding_gives_back_what_was_encoded(codec: ModuleType, value: dict[str, Any]) -> None:
    """Records written and read again are the same records."""
    header, records, problems = _decoded(itmatt_json, json.dumps(value).encode())
    assert [] == problems
    assert (header, records, []) == _decoded(codec, _encoded(codec, header, [record for record in records if record is not None]))


@SLOW
@given(message_dicts())
def test_written_json_has_the_values_that_were_read(value: dict[str, Any]) -> None:
    """What the writer writes is, for any JSON reader, the message that came in."""
    header, records, _ = _decoded(itmatt_json, json.dumps(value).encode())
    written = json.loads(_encoded(itmatt_json, header, [record for record in records if record is not None]))
    assert {**value, "version": "1"} == written


@settings(SLOW, max_examples=200)
@given(_mutations())
def test_damaged_json_gives_findings_and_never_an_exception(data: bytes) -> None:
    """A damaged message gives a report; if the text is no JSON, or says something else now, it is not accepted in silence."""
    report = CORE.validate(data)
    for finding in report.findings:
        assert finding.location.line is None or finding.location.line >= 1
    if report.input.format == "itmatt-json":
        try:
            json.loads(data)
        except ValueError:
            assert any(finding.code.startswith("CORE-INT") for finding in report.findings)


@settings(SLOW, max_examples=200)
@given(_mutations())
def test_every_pointer_resolves(data: bytes) -> None:
    """Where the text is still JSON, the pointer of every finding leads to one value in it."""
    report = CORE.validate(data)
    try:
        document = json.loads(data)
    except ValueError:
        return
    for finding in report.findings:
        if finding.location.json_pointer is not None:
            _resolve(document, finding.location.json_pointer)
            assert finding.location.line is not None


@settings(SLOW, max_examples=150)
@given(
    st.sampled_from(["itmatt-json", "itmatt-ndjson", "csv"]),
    st.binary(max_size=60) | st.text(alphabet="{}[]\":,;\n\r \\u0item_d1'\x00\u20ac", max_size=60).map(str.encode),
)
@example("itmatt-ndjson", b"\xef\xbb\xbf")
def test_no_bytes_throw(format_name: str, data: bytes) -> None:
    """Any bytes at all give a report."""
    assert CORE.validate(data, format=format_name).outcome.value in {"rejected", "incomplete"}


@settings(SLOW, max_examples=100)
@given(st.binary(max_size=40), st.integers(0, 10_000))
def test_no_damage_to_csv_throws(noise: bytes, at: int) -> None:
    """A CSV file with any bytes put in gives a report."""
    header, records, _ = _decoded(itmatt_json, SAMPLE)
    data = _encoded(itmatt_csv, header, [record for record in records if record is not None])
    at %= len(data)
    assert CORE.validate(data[:at] + noise + data[at:], format="csv").outcome.value in {"accepted", "rejected", "incomplete"}
