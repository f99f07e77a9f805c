"""Defects of form: missing, badly written, too long, not of the pattern, given twice."""

from __future__ import annotations

from random import Random

from ead.testing.defects.base import SALE, Defect, removed, spoilt

__all__ = ["DEFECTS"]


def _very_long(value: object, rng: Random) -> str:
    return f"{value} " + "with matching cotton trousers and a woven belt " * rng.randint(11, 14) + "in a box"


DEFECTS = (
    removed("item-id-missing", "CORE-STR-001", "item_id", "the item has no identifier"),
    removed("mail-class-missing", "CORE-STR-001", "mail_class", "the mail class is missing"),
    removed("nature-missing", "CORE-STR-001", "nature", "the nature of transaction is missing"),
    removed("gross-weight-missing", "CORE-STR-001", "gross_weight", "the gross weight is missing"),
    removed("destination-operator-missing", "CORE-STR-001", "destination_operator", "the operator of destination is missing"),
    spoilt("gross-not-a-number", "CORE-STR-004", "gross_weight", "the gross weight is not a number", "abc"),
    spoilt("gross-with-unit", "CORE-STR-004", "gross_weight", "the gross weight carries its unit", lambda old, rng: f"{old} kg"),
    spoilt(
        "gross-decimal-comma",
        "CORE-STR-004",
        "gross_weight",
        "the gross weight has a decimal comma",
        lambda old, rng: old.replace(".", ","),
    ),
    spoilt(
        "posting-date-not-iso", "CORE-STR-004", "posted_at", "the posting date is not ISO 8601", ("02/11/2026", "20261102", "2 Nov 2026")
    ),
    spoilt(
        "amount-with-currency",
        "CORE-STR-004",
        "contents.1.amount",
        "the value carries its currency",
        lambda old, rng: f"EUR {old}",
        nature=SALE,
    ),
    spoilt("units-in-words", "CORE-STR-004", "contents.1.units", "the number of units is a word", ("two", "one pair"), nature=SALE),
    spoilt("description-too-long", "CORE-STR-005", "contents.1.description", "the description is longer than 512 characters", _very_long),
    spoilt(
        "city-too-long", "CORE-STR-005", "addressee.city", "the city is longer than 70 characters", lambda old, rng: " ".join([old] * 24)
    ),
    spoilt("mail-class-lower-case", "CORE-STR-006", "mail_class", "the mail class is in lower case", lambda old, rng: old.lower()),
    spoilt("form-unknown", "CORE-STR-006", "form", "the customs form does not exist", ("CN21", "cn22", "CN 23"), nature=SALE),
    spoilt("nature-in-words", "CORE-STR-006", "nature", "the nature of transaction is a word", ("GIFT", "SALE_GOODS", "Documents")),
    Defect(
        name="duplicate-item",
        code="CORE-DUP-001",
        field="item_id",
        summary="the item is in the message twice",
        change=lambda item, rng: {},
        level="message",
    ),
)
