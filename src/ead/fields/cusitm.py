"""The CUSITM field table: an ITMATT item, and what the post adds when it hands the item's data to its customs administration.

The fields of the item are those of ITMATT in the same places, so that whatever reads an ITMATT item reads a CUSITM item too.
What comes after them follows the UPU Customs Declaration System (CDS) contract: its pair of mail object and declaration.
"""

from __future__ import annotations

from ead.fields.itmatt import HEADER
from ead.fields.itmatt import ITEM as ITMATT_ITEM
from ead.fields.makers import OWN, code, number, text
from ead.fields.table import MANY, Group

__all__ = ["ITEM", "MESSAGE"]

ITEM = Group(
    name="items",
    xml="Item",
    model="DeclaredItem",
    label="item",
    max_occurs=MANY,
    doc="One postal item and its customs declaration, as the post gives it to customs.",
    extends=ITMATT_ITEM,
    members=(
        *ITMATT_ITEM.members,
        text(
            "customs_organisation",
            "CustOrganizationCd",
            35,
            "Code of the customs administration that is to assess the item.",
            required=True,
            example="BEC",
        ),
        text("post_organisation", "PostOrganizationCd", 35, "Code of the post that hands the data over.", example="BEA"),
        text("customs_site", "CustomsSiteCd", 35, "Customs office or site that handles the item.", OWN, example="BEBRUX"),
        code("flow", "FlowCd", "[IO]", "I inbound: import customs; O outbound: export customs.", example="I"),
        code("object_type", "TypeCd", "[A-Z]{2}", "Type of the mail object: MI mail item.", example="MI"),
        number("mail_state", "MailStateCd", 9, "State of the mail object; numbers differ between installations.", example="5"),
        text("mail_state_remarks", "MailStateRemarks", 512, "Remarks on the state.", personal=True),
        number("declaration_state", "CDSStateCd", 9, "State of the declaration; numbers differ between installations."),
        text("mail_object_id", "MailObjectPId", 36, "Identifier of the mail object in the customs declaration system (a GUID)."),
        text("declaration_id", "DeclarationPId", 36, "Identifier of the declaration in the customs declaration system (a GUID)."),
    ),
)

MESSAGE = Group(
    name="cusitm",
    xml="Cusitm",
    model="Cusitm",
    label="message",
    doc="A CUSITM-style message: items that a post declares to its customs administration.",
    members=(HEADER, ITEM),
)
