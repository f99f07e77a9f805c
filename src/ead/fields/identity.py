"""Fields that say which item an entry is about, the same in every message that is no declaration itself.

An item is known by its S10 identifier and its posting date together: identifiers are used again after twelve months.
"""

from __future__ import annotations

from ead.fields.makers import moment, text

__all__ = ["DESTINATION_OPERATOR", "ITEM_ID", "MAIL_OBJECT_ID", "ORIGIN_OPERATOR", "POSTED_AT", "RECEPTACLE_ID"]

ITEM_ID = text("item_id", "ItemId", 35, "S10 identifier of the item.", required=True, example="LX806576725TW")
POSTED_AT = moment("posted_at", "PostingDt", "Date and time of posting, as the declaration has it; with the identifier it names the item.")
ORIGIN_OPERATOR = text("origin_operator", "OrigPostOrgCd", 6, "UPU code of the operator of origin.", codelist="operators", example="TWA")
DESTINATION_OPERATOR = text(
    "destination_operator", "DestPostOrgCd", 6, "UPU code of the operator of destination.", codelist="operators", example="BEA"
)
MAIL_OBJECT_ID = text("mail_object_id", "MailObjectPId", 36, "Identifier of the mail object in the customs declaration system (a GUID).")
RECEPTACLE_ID = text(
    "receptacle_id",
    "ReceptacleId",
    35,
    "S9 identifier of the receptacle that the item is in.",
    "UPU S9",
    example="TWTPEABEBRUAAUN60001001000041",
)
