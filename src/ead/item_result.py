"""What comes out for one item of a message that is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.fields.messages import ITMATT, MessageType
from ead.findings import Finding, Outcome
from ead.native import twin
from ead.sufficiency import Sufficiency

if TYPE_CHECKING:
    from ead.models import Item

__all__ = ["ItemResult"]

_ITEM_ID = ITEM_LAYOUT.position("item_id")


class ValuesInPython:
    """What a result holds."""

    __slots__ = ("_model", "findings", "index", "kind", "outcome", "record", "sufficiency")


# Results about which there is nothing to say are made by the compiled part.
if TYPE_CHECKING:
    Values = ValuesInPython
else:
    Values = twin("results", lambda native: native.Values, lambda: ValuesInPython)


class ItemResult(Values):
    """What came out for one item. ``index`` is ``None`` for the result that carries the findings on the message as a whole.

    ``sufficiency`` says whether the item's data suffices for the advance filing to the European Union; ``None`` where none is due.
    """

    __slots__ = ()

    def __init__(
        self,
        index: int | None,
        record: Record | None,
        findings: list[Finding],
        outcome: Outcome,
        model: Item | None,
        sufficiency: Sufficiency | None = None,
        kind: MessageType = ITMATT,
    ) -> None:
        self.index = index
        self.kind = kind
        self.record = record
        self.findings = findings
        self.outcome = outcome
        self.sufficiency = sufficiency
        self._model = model

    @property
    def item_id(self) -> str | None:
        """The item's identifier as written, if it could be read."""
        return self.record[_ITEM_ID] if self.record is not None else None

    @property
    def item(self) -> Item | None:
        """The item as a model; built when first asked for, ``None`` when the item fails its structure."""
        self.build_model()
        return self._model

    def build_model(self) -> None:
        """Build the model now."""
        if self._model is None and self.record is not None:
            from ead.models.records import item_from_record

            self._model = item_from_record(self.record, self.kind)

    def __repr__(self) -> str:
        return f"ItemResult(index={self.index}, outcome={self.outcome.value}, findings={len(self.findings)})"
