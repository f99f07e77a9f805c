"""The PREDES field table: a projection of the despatch pre-advice to what advance data is matched by.

A despatch has receptacles, and receptacles have items; here is one entry for each item, with the receptacle and the despatch it
is in and the date of the despatch. Legs, containers and receptacles without a list of items are not in it.
"""

from __future__ import annotations

from ead.fields.identity import DESTINATION_OPERATOR, ITEM_ID, ORIGIN_OPERATOR, POSTED_AT, RECEPTACLE_ID
from ead.fields.itmatt import EXTRA_FIELD, HEADER
from ead.fields.makers import code, moment, text, weight
from ead.fields.table import MANY, Group

__all__ = ["DESPATCH_ID", "ITEM", "MESSAGE"]

_PREDES = "UPU PREDES (M41), projection"

DESPATCH_ID = text("despatch_id", "DespatchId", 35, "S8 identifier of the despatch.", "UPU S8", example="TWTPEABEBRUAAUN60001")

ITEM = Group(
    name="items",
    xml="Item",
    model="DespatchedItem",
    label="despatched item",
    max_occurs=MANY,
    doc="One item, and the receptacle and despatch that it left in.",
    members=(
        ITEM_ID,
        POSTED_AT,
        ORIGIN_OPERATOR,
        DESTINATION_OPERATOR,
        RECEPTACLE_ID._replace(required=True),
        DESPATCH_ID._replace(required=True),
        moment(
            "despatched_at", "DespatchDt", "Date and time of the despatch; local time unless it carries an offset.", _PREDES, required=True
        ),
        code("mail_class", "MailClassCd", "[A-Z]", "Mail class of the item.", _PREDES, codelist="mail-classes", example="U"),
        code("handling_class", "HandlingClassCd", "[A-Z0-9]{1,3}", "Handling class of the item.", _PREDES, codelist="handling-classes"),
        weight("gross_weight", "GrossWeight", "Gross weight of the item in kilograms."),
        EXTRA_FIELD,
    ),
)

MESSAGE = Group(
    name="predes",
    xml="Predes",
    model="Predes",
    label="message",
    doc="A projection of a PREDES: items with the receptacle and despatch they left in.",
    members=(HEADER, ITEM),
)
