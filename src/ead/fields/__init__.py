"""The field tables: one description of every message, from which everything else is derived."""

from ead.fields.itmatt import CONTENT_PIECE, HEADER, ITEM, ITMATT_NAMESPACE
from ead.fields.table import Field, Group, Kind

__all__ = ["CONTENT_PIECE", "HEADER", "ITEM", "ITMATT_NAMESPACE", "Field", "Group", "Kind"]
