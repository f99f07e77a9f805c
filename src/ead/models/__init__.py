"""What a declaration is: pydantic models, frozen and strict; no I/O, no rules."""

from ead.models.itmatt import Addressee, ContentPiece, Document, ExtraField, Header, Item, Itmatt, Reference, Sender

__all__ = ["Addressee", "ContentPiece", "Document", "ExtraField", "Header", "Item", "Itmatt", "Reference", "Sender"]
