"""Characters that were lost or changed on the way: entities, misread encodings, escapes, question marks."""

from __future__ import annotations

from ead.patterns import lazy

__all__ = ["damage"]

_SIGNS = lazy(r"[&?<%\\=]")
_ENTITY = lazy("&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
_MARKUP = lazy(r"</?[a-zA-Z]{1,10} ?/?>")
_ESCAPE = lazy(r"\\[ux][0-9a-fA-F]{2,4}|%20|%[CDE][0-9A-F]%[89AB][0-9A-F]|=C3=[89AB][0-9A-F]")
# Beginnings of two-byte and three-byte UTF-8 sequences read as Windows-1252 or Latin-1, with what can follow them there.
_CONTINUED = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MISREAD = lazy(f"[ÂÃÄÅÐÑØÙ]{_CONTINUED}|â[\u0080-\u009f€‚ƒ„]{_CONTINUED}?|[àáãäåæçèéêëìíï]{_CONTINUED}{{2}}")
# Three bytes of UTF-8, the last two of them signs that follow no letter in any language.
_SURELY_MISREAD = lazy("[à-ï][\u0080-\u00a9\u00ac-\u00b9\u00bc-\u00bf‚ƒ„†‡ˆ‰˜™]{2}")
# UTF-8 Cyrillic read as Windows-1251: every second letter is a capital Er or Es.
_CYRILLIC_PAIR = "(?:[РС][\u0080-\u00bf\u0400-\u040f\u0450-\u045f‚„…†‡€‰‹‘’“”•–—™›µ])"
_MISREAD_CYRILLIC = lazy(f"{_CYRILLIC_PAIR}{{2}}")
_SURELY_MISREAD_CYRILLIC = lazy(f"{_CYRILLIC_PAIR}{{3}}")
# What is left of text that went through the Chinese encoding GBK, or of uninitialised memory.
_RUINS = lazy("锟斤拷|烫烫烫|屯屯屯")
_MARKS = lazy(r"\?{2,}|[^\W\d_]\?[^\W\d_]")


def damage(text: str) -> tuple[str, str] | None:
    """The damaged characters, and the text as it was probably meant ("" if unknown); ``None`` for a sound text."""
    if _SIGNS.search(text) and (found := _damage_to_signs(text)):
        return found
    return None if text.isascii() else _misread(text)


def _damage_to_signs(text: str) -> tuple[str, str] | None:
    if entity := _ENTITY.search(text):
        import html

        return entity[0], html.unescape(text)
    found = _MARKS.search(text) or _MARKUP.search(text) or _ESCAPE.search(text)
    return (found[0], "") if found else None


def _misread(text: str) -> tuple[str, str] | None:
    if "\ufffd" in text:
        return "\ufffd", ""
    if ruins := _RUINS.search(text):
        return ruins[0], ""
    misread = _MISREAD.search(text) or _MISREAD_CYRILLIC.search(text)
    if misread is None:
        return None
    sure = _SURELY_MISREAD.search(text) or _SURELY_MISREAD_CYRILLIC.search(text)
    return _reread(text, misread[0]) or ((misread[0], "") if sure else None)


def _reread(text: str, found: str) -> tuple[str, str] | None:
    # Costs 0.1 s to import, and good texts never get here.
    import ftfy

    repaired = ftfy.fix_encoding(text)
    return (found, repaired) if repaired != text else None
