"""What rules on the tax numbers of foreign sellers share: which numbers are wrong, and what one unit of the goods is worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.value_facts import Money, worth

__all__ = ["claims_tax_paid", "faulty_numbers", "unit_worths"]

_YES = frozenset({"yes", "y", "true", "1", "paid", "prepaid"})


def faulty_numbers(given: Sequence[Known], kinds: tuple[str, ...], *, prefix: str = "") -> list[Mapping[str, Any]] | None:
    """Findings for the sender's numbers that are said to be of one of the kinds, by name or by the letters they begin with, and are not."""
    hits: list[Mapping[str, Any]] = []
    for number, known in enumerate(given, 1):
        if known.stated and known.valid and not known.dummy:
            continue  # nearly always: of whatever kind it is, it is right
        said = known.stated and known.kinds[0] in kinds
        begins = bool(prefix) and not known.stated and known.value.upper().startswith(prefix)
        right = known.valid and any(kind in kinds for kind in known.kinds)
        if (said or begins) and (not right or known.dummy):
            hits.append({"at": f"sender.references.{number}.value"})
    return hits or None


def unit_worths(
    amounts: Sequence[Decimal], currencies: Sequence[str], units: Sequence[int | None], currency: str, rates: Rates, on: date
) -> Iterator[Decimal | None]:
    """What one unit of each piece is worth in the currency; ``None`` where there is no rate."""
    for amount, declared, count in zip(amounts, currencies, units, strict=True):
        yield worth(Money(amount / max(count or 1, 1), declared), currency, rates, on)


def claims_tax_paid(fields: Sequence[Sequence[str | None]] | None, tax: str) -> bool:
    """Whether an extra field says that the tax is paid: its name has the tax in it, its value is yes or paid."""
    return any(
        name is not None and value is not None and tax in name.lower() and value.strip().lower() in _YES for name, value in fields or ()
    )
