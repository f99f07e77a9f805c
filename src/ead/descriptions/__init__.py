"""Descriptions of goods: what is wrong with them, and which chapters of the Harmonized System they can belong to.

>>> BUILTIN_JUDGE.examine("Various household items").kind
'padded'
>>> sorted(BUILTIN_JUDGE.goods("Ladies leather handbag").chapters)[:3]
['39', '42', '43']
>>> BUILTIN_JUDGE.examine("Ladies leather handbag") is None
True
"""

from __future__ import annotations

from ead.descriptions.judge import BUILTIN_JUDGE, BuiltinJudge, judge_named
from ead.descriptions.protocol import KINDS, DescriptionJudge, Examination, Goods

__all__ = ["BUILTIN_JUDGE", "KINDS", "BuiltinJudge", "DescriptionJudge", "Examination", "Goods", "judge_named"]
