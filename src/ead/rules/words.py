"""Words for rules on any text field; what they are and how they are folded is in :mod:`ead.descriptions.words`."""

from __future__ import annotations

from ead.descriptions.words import (
    TermList,
    fold,
    folded_terms,
    has_letter,
    normal_form,
    singular,
    strip_leading,
    term_list,
    term_lists,
    term_set,
    written_terms,
)

__all__ = [
    "TermList",
    "fold",
    "folded_terms",
    "has_letter",
    "normal_form",
    "singular",
    "strip_leading",
    "term_list",
    "term_lists",
    "term_set",
    "written_terms",
]
