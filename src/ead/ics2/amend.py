"""IE3A43: the full dataset of a registered IE3F43 again, with what has changed; what may not change is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

from ead.errors import EadError
from ead.ics2.declarant import Declarant
from ead.ics2.filing import Filing, envelope, prepare
from ead.ics2.layout import Version
from ead.ics2.read import root_of
from ead.ics2.values import to_xml
from ead.identifiers import mrn as mrns
from ead.identifiers.errors import InvalidIdentifier
from ead.models import Itmatt

__all__ = ["AmendmentRefused", "write_a43"]


class AmendmentRefused(EadError):
    """The amendment would change what may not change (rule R3024). ``elements`` names it."""

    def __init__(self, elements: tuple[str, ...]) -> None:
        self.elements = elements
        super().__init__(f"an amendment may not change {', '.join(elements)}; invalidate the filing and file again")


def write_a43(
    message: Itmatt,
    declarant: Declarant,
    mrn: str,
    filed: Filing | bytes,
    version: Version = "2",
    *,
    referral: str | None = None,
    issued_at: datetime | None = None,
    as_of: date | None = None,
) -> Filing:
    """An amendment IE3A43 of the filing ``filed``, which is registered under ``mrn``, with the data as it is now.

    ``referral`` is the reference of the request for information that the amendment answers. Nothing is written when an item does not
    suffice: the filing returned has no XML then, for an amendment replaces everything and would drop the item.

    Raises :class:`AmendmentRefused` when the indicator, the representative, the declarant's number, the numbers of the goods items of an
    item or (version 1) the house documents would change, :class:`~ead.ics2.UnreadableAnswer` when ``filed`` cannot be read, and
    :class:`ValueError` for an MRN or reference that is none.
    """
    try:
        number = mrns.validate(mrn)
    except InvalidIdentifier as error:
        raise ValueError(f'"{mrn}" is no MRN: {error}') from None
    prepared, refused = prepare(message, declarant, version, as_of, "IE3A43")
    if refused or not prepared:
        return Filing("IE3A43", version, None, None, number, (), tuple(refused))
    values = {"MRN": number, "referralRequestReference": referral, **envelope("F43", prepared, declarant, issued_at)}
    xml = to_xml("IE3A43", version, values)
    data = filed.xml if isinstance(filed, Filing) else filed
    if not data:
        raise ValueError("there is nothing to amend: the filing has no XML")
    if changed := tuple(dict.fromkeys(_changed(root_of(data), root_of(xml), version))):
        raise AmendmentRefused(changed)
    return Filing("IE3A43", version, xml, None, number, tuple(one.item for one in prepared))


def _changed(before: etree._Element, after: etree._Element, version: Version) -> Iterator[str]:
    """The names of the elements that are not amendable and differ."""
    if _texts(before, "SpecificCircumstanceIndicator") != _texts(after, "SpecificCircumstanceIndicator"):
        yield "SpecificCircumstanceIndicator"
    if _representative(before) != _representative(after):
        yield "representative"
    if _texts(before, "declarant", "identificationNumber") != _texts(after, "declarant", "identificationNumber"):
        yield "declarant/identificationNumber"
    old, new = _goods_numbers(before), _goods_numbers(after)
    if version == "1" and old.keys() != new.keys():
        yield "transportDocumentHouseLevel/documentNumber"
    if any(old[document] != new[document] for document in old.keys() & new.keys()):
        yield "goodsItem/goodsItemNumber"


def _texts(root: etree._Element, *names: str) -> list[str]:
    """The texts at a path of local names below the root."""
    path = "/".join(f"*[local-name()='{name}']" for name in names)
    found = root.xpath(f"{path}//text()")
    return [str(text).strip() for text in found if str(text).strip()] if isinstance(found, list) else []


def _representative(root: etree._Element) -> list[str]:
    return _texts(root, "representative")


def _goods_numbers(root: etree._Element) -> dict[str, list[str]]:
    """The numbers of the goods items of each house document."""
    found: dict[str, list[str]] = {}
    for house in root.iter("{*}consignmentHouseLevel"):
        document = _texts(house, "transportDocumentHouseLevel", "documentNumber")
        found["".join(document)] = _texts(house, "goodsItem", "goodsItemNumber")
    return found
