"""Contact and order details in a description: links, e-mail addresses, telephone and order numbers."""

from __future__ import annotations

import re
from functools import cache

from ead.descriptions.words import fold_all
from ead.patterns import lazy

__all__ = ["may_announce_order", "without_disclosures"]

_TELEPHONE_WORDS = "tel|telephone|phone|mobile|mob|whatsapp|telefon|telefono|teléfono|téléphone|тел|телефон|电话|手机号|電話|전화"
_ORDER_WORDS = (
    "order|invoice|tracking|reference|ref|po|purchase order|bestellung|bestell|rechnung|auftrag|commande|facture|pedido|factura|fatura|"
    "ordine|fattura|bestelling|factuur|zamówienie|zamowienie|faktura|заказ|sipariş|siparis"
)
_DISCLOSURES = (
    ("e-mail address", lazy(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    (
        "link",
        lazy(r"(?i)(?:https?://|www\.)\S+|\b[a-z0-9-]{2,63}\.(?:com|net|org|shop|store|co\.uk|de|fr|cn|ru)\b(?:/\S*|(?![\w.-]))"),
    ),
    (
        "telephone number",
        lazy(
            r"(?i)\+[1-9](?:[ ()/.-]{0,2}[0-9]){7,14}"
            rf"|\b(?:{_TELEPHONE_WORDS})[ .:no#]{{0,5}}[0-9](?:[ /.-]?[0-9]){{6,14}}"
        ),
    ),
    (
        "order number",
        lazy(
            r"(?i)\b[0-9]{3}-[0-9]{7}-[0-9]{7}\b"
            rf"|\b(?:{_ORDER_WORDS})(?:snummer|s?nr)?\s?(?:no|nr|n°|nº|№|number|nummer|numero|id|#|:)[ .:#]{{0,3}}"
            r"[a-z0-9-]{0,20}[0-9]{4,20}"
            r"|(?:订单号|订单编号|注文番号|주문번호)[ :：]{0,3}[a-zA-Z0-9-]{4,30}"
        ),
    ),
)
_SUSPICIOUS = lazy("[@./+]|[0-9](?:[^0-9]{0,3}[0-9]){3}")


def without_disclosures(text: str) -> tuple[str, str]:
    """The text without contact details, and the kinds of detail it held ("" if none)."""
    kinds = []
    if _SUSPICIOUS.search(text):
        for kind, pattern in _DISCLOSURES:
            shorter = pattern.sub(" ", text)
            if shorter != text:
                kinds.append(kind)
                text = shorter.strip()
    return text, ", ".join(kinds)


@cache
def _announcing() -> re.Pattern[str]:
    # "Purchase order" ends in a word that stands here itself.
    words = "|".join(word for word in fold_all(_ORDER_WORDS.split("|")) if " " not in word)
    return re.compile(f"(?:{words})(?:snummer|s?nr)?(?:$|no|nr|n|number|nummer|numero|id)")


def may_announce_order(word: str) -> bool:
    """Whether the number of an order may stand behind a folded word, or in it.

    >>> may_announce_order("rechnungsnummer"), may_announce_order("powerbank")
    (True, False)
    """
    return _announcing().match(word) is not None
