"""Rule: destinations that want an invoice, and have no rule set of their own for it."""

from __future__ import annotations

from collections.abc import Sequence

from ead.rules.api import INFO, Answer, AppliesTo, Scope, rule

__all__: list[str] = []


@rule(
    "XX-INV-001",
    on=Scope.ITEM,
    reads=["is_commercial", "documents?"],
    at="documents",
    severity=INFO,
    text="no commercial invoice is among the documents, which {destinations} want",
    source="USPS Postal Bulletins 22368 (Bhutan, 2013) and 22317 (Ecuador, 2011)",
    fix="add the commercial invoice as a document, and put a copy on the outside of the item",
    applies_to=AppliesTo(destinations=frozenset({"BT", "EC"})),
)
def items_have_an_invoice_where_it_is_wanted(
    is_commercial: bool, documents: Sequence[Sequence[str | None]] | None, *, destinations: str = "Bhutan and Ecuador"
) -> Answer:
    """A commercial item to Bhutan or Ecuador has no invoice among its documents.

    Why: customs there value the goods by the invoice; without it the item is held until the addressee has brought one.
    Fix: add the commercial invoice as a document, and put a copy on the outside of the item.
    Good: TW to EC: documents.1.name = "Commercial invoice"
    Bad: TW to EC: documents = none
    Notes: Ecuador asks for an invoice with gifts too; for those nothing is reported.
    """
    return {"destinations": destinations} if is_commercial and not any(_is_invoice(document) for document in documents or ()) else None


def _is_invoice(document: Sequence[str | None]) -> bool:
    text = " ".join(part.lower() for part in document[1:] if part is not None)
    return "invoice" in text or "factura" in text
