"""Items of JSON by the compiled schema: the table of fields for :mod:`ead.native.json_items`, where that was built."""

from __future__ import annotations

from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from ead.fields.layout import Layout
from ead.formats.item_reader import table_of
from ead.intake import fast_path
from ead.intake.json_text import Bounds
from ead.native import twin

if TYPE_CHECKING:
    from ead.native.json_items import JsonItemReader

__all__ = ["json_reader"]


def json_reader(layout: Layout, bounds: Bounds) -> JsonItemReader | None:
    """The compiled reader of objects that are plainly good, if there is one; :mod:`ead.formats.json_decode` decides about all others."""
    # Where no problem may be told, no record is good.
    return _made(layout, bounds.number_length) if fast_path.ON and bounds.problems > 0 else None


@lru_cache(maxsize=32)
def _made(layout: Layout, number_length: int) -> JsonItemReader | None:
    table = table_of(layout, name=attrgetter("name"))
    return twin("json_items", lambda native: native.JsonItemReader(table, number_length), lambda: None)
