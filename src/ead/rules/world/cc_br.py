"""Rules: Brazil. Whether the addressee is identified stands in ``data/cc-br.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from ead.rules.api import WARNING, Answer, Confidence, Scope, rule
from ead.rules.reference_facts import Known
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-br")


@rule(
    "BR-ID-003",
    on=Scope.ITEM,
    reads=["addressee_references"],
    at="addressee.references",
    severity=WARNING,
    text="the CNPJ of the addressee has letters, which are issued from July 2026 on",
    source="Receita Federal, Instrução Normativa RFB 2229/2024",
    confidence=Confidence.ARITHMETIC,
    until=date(2026, 7, 1),
    fix="ask the addressee for the number, which has digits only",
)
def company_numbers_in_brazil_have_digits_only(given: Sequence[Known]) -> Answer:
    """A CNPJ has letters before such numbers are issued.

    Why: no firm has such a number yet, so customs do not find the addressee.
    Fix: ask the addressee for the number.
    Good: TW to BR: on 2026-06-30: addressee.references.1.kind = "CNPJ"; addressee.references.1.value = "16.727.230/0001-97"
    Bad: TW to BR: on 2026-06-30: addressee.references.1.kind = "CNPJ"; addressee.references.1.value = "12.ABC.345/01DE-35"
    Notes: from 2026-07-01 on numbers with letters are as good as others, and their check digits are reckoned with the letters.
    """
    lettered = [number for number, known in enumerate(given, 1) if "CNPJ" in known.kinds and known.valid and _has_letter(known.value)]
    return [{"at": f"addressee.references.{number}.value"} for number in lettered] or None


def _has_letter(value: str) -> bool:
    return any(character.isalpha() for character in value)


@rule(
    "BR-TIME-001",
    on=Scope.ITEM,
    reads=["events", "is_goods"],
    at="item_id",
    severity=WARNING,
    text="the data was sent {hours} hours before arrival, expected at least {least}",
    source="Receita Federal, Instrução Normativa RFB 2124/2022",
    since=date(2023, 1, 1),
    fix="send the data when the item is posted",
)
def data_reaches_brazil_in_time(events: Mapping[str, datetime], is_goods: bool, *, least: int = 48) -> Answer:
    """The data was sent less than 48 hours before the item arrived in Brazil.

    Why: customs choose what they inspect before the aircraft lands; what is announced late waits.
    Fix: send the data when the item is posted, not with the despatch.
    Good: TW to BR: events itmatt = "2026-11-10T10:00:00", arrival = "2026-11-12T10:00:00":
    Bad: TW to BR: events itmatt = "2026-11-10T10:00:01", arrival = "2026-11-12T10:00:00":
    Notes: only where the caller knows both times; a time with an offset is not compared with one without.
    """
    sent, arrived = events.get("itmatt"), events.get("arrival")
    if sent is None or arrived is None or not is_goods or (sent.tzinfo is None) != (arrived.tzinfo is None):
        return None
    ahead = arrived - sent
    return {"hours": ahead // timedelta(hours=1), "least": least} if ahead < timedelta(hours=least) else None
