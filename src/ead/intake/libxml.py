"""lxml, imported when something is first asked of it: a message in the usual form is read without, and importing it takes longer than that.

>>> etree.QName("{urn:ead:itmatt:1}Item").localname
'Item'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["etree"]


class _Later:
    """Stands for the module; what was asked for once is an attribute of this object."""

    def __getattr__(self, name: str) -> Any:
        from lxml import etree

        self.__dict__[name] = found = getattr(etree, name)
        return found


if TYPE_CHECKING:
    from lxml import etree
else:
    etree = _Later()
