"""Items with faulty values, read by their shape: sound parts are passed over, faulty ones are not."""

from __future__ import annotations

import pytest

from ead.findings import Problem
from ead.formats.scanner import item_scanner
from ead.formats.shape import shape_scanner

START = (
    "\n<Item><ItemId>LX1</ItemId><MailClassCd>C</MailClassCd><OrigPostOrgCd>DEA</OrigPostOrgCd><DestPostOrgCd>FRA</DestPostOrgCd>"
    "<NatureTypeCd>11</NatureTypeCd>"
)
PARTY = "<Sender><Name>{sender}</Name><CountryCd>DE</CountryCd></Sender>"
DOCUMENT = "<Document><DocumentId>{number}</DocumentId></Document>"
PIECE = "<ContentPiece><Description>Cotton shirt</Description><NetWeight>{weight}</NetWeight></ContentPiece>"


def item(*, gross: str = "1.5", sender: str = "Ann", numbers: tuple[str, ...] = ("1", "2"), weights: tuple[str, ...] = ("1", "2")) -> str:
    """An item whose elements are in order."""
    documents = "".join(DOCUMENT.format(number=number) for number in numbers)
    pieces = "".join(PIECE.format(weight=weight) for weight in weights)
    party = PARTY.format(sender=sender)
    return f"{START}<GrossWeight>{gross}</GrossWeight>{party}{documents}{pieces}</Item>"


def problems(text: str) -> list[tuple[str, tuple[str | int, ...]]]:
    """Codes and places of what the shape scanner finds."""
    found = shape_scanner()(text, False)
    assert found is not None
    return [(problem.code, problem.path) for problem in found[1]]


LONG = "x" * 1_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (item(), []),
        (item(gross="1,5"), [("CORE-STR-004", ("gross_weight",))]),
        (item(sender=LONG), [("CORE-STR-005", ("sender", "name"))]),
        (item(numbers=("1", LONG)), [("CORE-STR-005", ("documents", 1, "id"))]),
        (item(weights=("1", "2,5", "3", "x")), [("CORE-STR-004", ("contents", place, "net_weight")) for place in (1, 3)]),
        (
            item(gross="x", sender=LONG, numbers=(LONG,), weights=("x",)),
            [
                ("CORE-STR-004", ("gross_weight",)),
                ("CORE-STR-005", ("sender", "name")),
                ("CORE-STR-005", ("documents", 0, "id")),
                ("CORE-STR-004", ("contents", 0, "net_weight")),
            ],
        ),
    ],
)
def test_faulty_values_are_found_wherever_they_stand(text: str, expected: list[tuple[str, tuple[str | int, ...]]]) -> None:
    """Each faulty value is told once, whatever is sound around it."""
    assert expected == problems(text)


def test_sound_items_have_the_record_of_the_schema() -> None:
    """Where nothing is faulty, the shape gives what the compiled schema gives."""
    assert (item_scanner()(item(), False), []) == shape_scanner()(item(), False)


def test_faulty_values_are_gone_from_the_record() -> None:
    """A record without the faulty value is that of the item without its element."""
    found = shape_scanner()(item(weights=("1", "2,5")), False)
    assert found is not None
    record, (problem,) = found
    without = shape_scanner()(item(weights=("1", "2,5")).replace("<NetWeight>2,5</NetWeight>", ""), False)
    assert isinstance(problem, Problem)
    assert without is not None
    assert without[0] == record


@pytest.mark.parametrize("text", [item().replace("<ItemId>", "<ItemId a='1'>"), item() + "x", item().replace("Ann", "&x;"), "<Item/>"])
def test_what_is_out_of_order_is_left_to_the_parser(text: str) -> None:
    """Attributes, unknown references and whatever else the shape does not know are no matter of this scanner."""
    assert shape_scanner()(text, False) is None
