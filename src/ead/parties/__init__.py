"""Sender and addressee taken apart: the parts of an address, and what kind of person a party is.

Customs filings want street, house number and post office box in elements of their own, and whether a party is a natural or a legal
person; advance data usually has two free lines and a name. What is derived here can be looked at and overruled by the caller.

>>> split_address(["Veldstraat 47 bus 3"], "BE")
SplitAddress(street='Veldstraat', number='47', po_box=None, additional='bus 3')
>>> person_type_of({"name": "Lotte Peeters"}).person_type
'1'
"""

from __future__ import annotations

from ead.parties.addresses import SplitAddress, is_complete_address, split_address
from ead.parties.persons import Derivation, derived_type, person_type_of

__all__ = ["Derivation", "SplitAddress", "derived_type", "is_complete_address", "person_type_of", "split_address"]
