"""Elements of a declaration that are plainly valid: the short way gives what the decoder gives."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ead.fields.layout import HEADER_LAYOUT
from ead.formats.cds_contract import DECLARATION
from ead.formats.cds_plain import plain_fields
from ead.formats.cds_schema import Form
from ead.formats.cds_soap import CODEC
from ead.intake import fast_path
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.generator import iter_items
from ead.testing.strategies import item_dicts

ODD = [
    "",
    " ",
    "x",
    "0",
    " 0.5 ",
    "1" * 40,
    "x" * 600,
    "<o:X/>",
    "<!-- c -->",
    "<![CDATA[A]]>",
    "&amp;",
    "2026-02-29T00:00:00",
    "a\tb",
    "<?p q?>",
]
LEAF = re.compile(r"<((?:\w+:)?\w+)>([^<]+)</\1>")

USUAL = list(iter_items(40, seed=4))


@contextmanager
def short_way(*, on: bool) -> Iterator[None]:
    """With the short way or without it, whatever the environment says."""
    before = fast_path.ON
    fast_path.ON = on
    plain_fields.cache_clear()
    try:
        yield
    finally:
        fast_path.ON = before
        plain_fields.cache_clear()


def written(one: dict[str, Any]) -> str:
    target = io.BytesIO()
    CODEC.write(HEADER_LAYOUT.empty(), [item_to_record(Item.model_validate(one))], target)
    return target.getvalue().decode()


def read(text: str) -> list[Any]:
    stream = CODEC.read(open_source(text.encode()), DEFAULT_LIMITS)
    items = [
        (one.record, one.problems, [one.origin.place(problem.path, problem.steps) for problem in one.problems or ()])
        for one in stream.items()
    ]
    return [items, stream.header, stream.problems]


def changed(text: str, data: st.DataObject) -> str:
    """The message with one leaf element changed, doubled, moved, marked or taken out."""
    leaves = list(LEAF.finditer(text))
    one, other = data.draw(st.sampled_from(leaves)), data.draw(st.sampled_from(leaves))
    name = one[1]
    replacement = data.draw(
        st.sampled_from(
            [one[0] * 2, "", one[0] + "stray", f'<{name} lang="x">{one[2]}</{name}>', f"<{name}/>", f"{one[0]}\n  ", other[0] + one[0]]
            + [f"<{name}>{value}</{name}>" for value in ODD]
        )
    )
    return text[: one.start()] + replacement + text[one.end() :]


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_ways_give_the_same(data: st.DataObject) -> None:
    """For declarations with any element changed, records, problems and places are those of the decoder alone."""
    text = written(data.draw(st.sampled_from(USUAL) | item_dicts()))
    for _ in range(data.draw(st.integers(0, 3))):
        text = changed(text, data)
    with short_way(on=False):
        expected = read(text)
    with short_way(on=True):
        assert expected == read(text)


def test_fields_of_the_view_and_of_its_parties_take_the_short_way() -> None:
    """The short way knows both, but no element of a narrower form, and nothing when the switch is off."""
    data = next(element.type for element in DECLARATION.elements if element.name == "Data")
    assert data is not None
    with short_way(on=False):
        assert {} == plain_fields(data)
    with short_way(on=True):
        known = {str(tag).rpartition("}")[2] for tag in plain_fields(data)}
    assert {"GrossWeight", "NatureTypeCd"} <= known
    assert not known & {element.name for element in data.elements if element.form is not Form.TEXT or element.leaf is None}
