"""The EMSEVT field table: what happened to an item, where and when, as far as the exchange of advance data needs it.

Codes of events are those that EMS operators publish (:mod:`ead.codelists.item_events`); reasons are open lists, for their numbers are
not public.
"""

from __future__ import annotations

from ead.fields.identity import DESTINATION_OPERATOR, ITEM_ID, ORIGIN_OPERATOR, POSTED_AT, RECEPTACLE_ID
from ead.fields.itmatt import EXTRA_FIELD, HEADER
from ead.fields.makers import OWN, code, flag, moment, text, weight
from ead.fields.predes import DESPATCH_ID
from ead.fields.table import MANY, Group

__all__ = ["ITEM", "MESSAGE"]

_EMSEVT = "UPU EMSEVT (M40), projection"

ITEM = Group(
    name="items",
    xml="Item",
    model="ItemEvent",
    label="event",
    max_occurs=MANY,
    doc="One event of one item.",
    members=(
        ITEM_ID,
        POSTED_AT,
        ORIGIN_OPERATOR,
        DESTINATION_OPERATOR,
        code(
            "event",
            "EventCd",
            "[A-Z]{3}",
            "Code of the event; an open list.",
            _EMSEVT,
            required=True,
            codelist="item-events",
            example="EMC",
        ),
        moment("occurred_at", "EventDt", "When it happened; local time unless it carries an offset.", _EMSEVT, required=True),
        moment("captured_at", "CaptureDt", "When it was recorded.", _EMSEVT),
        text("office", "OfficeCd", 6, "Office where it happened, as an IMPC code.", _EMSEVT, example="BEBRUA"),
        code("mail_class", "MailClassCd", "[A-Z]", "Mail class of the item.", _EMSEVT, codelist="mail-classes", example="U"),
        weight("gross_weight", "GrossWeight", "Gross weight of the item in kilograms."),
        RECEPTACLE_ID,
        DESPATCH_ID,
        text("customs_office", "CustomsOfficeCd", 35, "Customs office that the item was presented to or came back from.", _EMSEVT),
        flag("dutiable", "Dutiable", "Whether duty or tax is to be paid.", _EMSEVT),
        text("reason", "ReasonCd", 35, "Why the item is held, came back or is not delivered, as a code; an open list.", _EMSEVT),
        text("reason_text", "ReasonNm", 512, "The reason in words.", OWN, personal=True),
        text("action", "ActionCd", 35, "What is done next, as a code; an open list.", _EMSEVT),
        EXTRA_FIELD,
    ),
)

MESSAGE = Group(
    name="emsevt",
    xml="Emsevt",
    model="Emsevt",
    label="message",
    doc="A projection of an EMSEVT: events of items.",
    members=(HEADER, ITEM),
)
