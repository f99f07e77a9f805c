"""Data quality of telephone numbers and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from ead.codelists import countries
from ead.descriptions.words import folded_terms, written_terms
from ead.native import twin
from ead.patterns import lazy
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = [
    "email_fault",
    "fault_of_digits",
    "fault_of_email",
    "fault_of_telephone",
    "international_form",
    "ordinary_email",
    "ordinary_telephone",
    "surely_callable",
    "surely_reachable",
]

_NOT_DIGITS = bytes(code for code in range(256) if not 0x30 <= code <= 0x39)
# A second number, an extension or a note: what comes before is the number.
_TAIL = lazy(r"(?i)[/;,|]|\b(?:ext|extn|x)\b|#")
_FEWEST, _MOST = 6, 15  # ITU-T E.164: fifteen digits at most
# With its country code, for without it the number may be of another country.
_FICTION = "1[2-9][0-9]{2}55501[0-9]{2}"
_NORTH_AMERICA = lazy(_FICTION)
_RELAY = "a marketplace relay"
_EMAIL = lazy(r"[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*@((?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24})")


@lru_cache(maxsize=4096)
def fault_of_telephone(telephone: str) -> str | None:
    """What is wrong with a telephone number by its digits alone; ``None`` when nothing is.

    >>> fault_of_telephone("+32 486 35 38 81"), fault_of_telephone("0000000000"), fault_of_telephone("+1 212 555 0143")
    (None, 'a dummy', 'set aside for fiction')
    """
    return fault_of_digits(telephone) if not surely_callable()(telephone) else None


def fault_of_digits(telephone: str) -> str | None:
    """The same the long way, for numbers that are written in any other form."""
    digits = _digits(telephone)
    if len(digits) > _MOST:
        digits = _digits(_TAIL.split(telephone, maxsplit=1)[0]) or digits
    if len(digits) < _FEWEST:
        return "too short"
    if len(digits) > _MOST:
        return "too long"
    if digits == digits[0] * len(digits) or digits in _dummies():
        return "a dummy"
    if "55501" in digits and _NORTH_AMERICA.fullmatch(digits):
        return "set aside for fiction"
    return None


@cache
def surely_callable() -> Callable[[str], bool]:
    """The test of numbers that have no fault for sure."""
    return twin("contact", lambda native: native.Telephones(_dummies()).can_be_called, lambda: _is_ordinary)


def _is_ordinary(telephone: str) -> bool:
    return ordinary_telephone().fullmatch(telephone.replace(" ", "")) is not None


@cache
def ordinary_telephone() -> re.Pattern[str]:
    """Numbers in international form, without blanks, that have no fault for sure: one match instead of the long way."""
    one_digit_repeated = "([0-9])" + r"\1" * (_FEWEST - 1)
    return re.compile(rf"\+(?!{one_digit_repeated}|(?:{_any_of(_dummies())}|{_FICTION})\Z)[0-9]{{{_FEWEST},{_MOST}}}")


def _any_of(terms: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(terms)))


def _digits(telephone: str) -> str:
    if not telephone.isascii():
        telephone = "".join(str(int(character)) if character.isdecimal() else character for character in telephone)
    return telephone.encode("ascii", "ignore").translate(None, _NOT_DIGITS).decode()


def _same_number(one: str, other: str) -> bool:
    return one[-3:] == other[-3:] and _digits(one) == _digits(other)


def _dummies() -> frozenset[str]:
    return folded_terms("phone")


@rule(
    "DQ-TEL-001",
    on=Scope.ITEM,
    reads=["sender.telephone?", "addressee.telephone?", "sender.name?", "addressee.name?"],
    at="addressee.telephone",
    severity=WARNING,
    text="the telephone number is {fault}",
    source="ITU-T E.164; North American Numbering Plan (555-0100 to 555-0199)",
    confidence=Confidence.INFERRED,
    fix="give a number at which the party can be reached, in international form",
    public=frozenset({"fault"}),
)
def telephone_numbers_can_be_called(
    sender: str | None, addressee: str | None, sender_name: str | None, addressee_name: str | None
) -> Answer:
    """A telephone number has too few or too many digits, is a dummy, or both parties have the same.

    Why: customs and carriers call or text the addressee before they clear or return an item.
    Fix: give a number at which the party can be reached, in international form.
    Good: addressee.telephone = "+32 486 35 38 81"
    Bad: addressee.telephone = "1234567890"
    Notes: six to fifteen digits; an extension or a second number after a slash does not count. Parties of one name may share a number.
    """
    return (
        _telephone_faults(sender, addressee, same_party=sender_name == addressee_name)
        if (sender is not None and not surely_callable()(sender) and fault_of_digits(sender))
        or (
            addressee is not None
            and (
                (sender is not None and sender[-3:] == addressee[-3:]) or (not surely_callable()(addressee) and fault_of_digits(addressee))
            )
        )
        else None
    )


def _telephone_faults(sender: str | None, addressee: str | None, *, same_party: bool) -> Answer:
    answers: list[Mapping[str, object]] = []
    if sender is not None and (fault := fault_of_telephone(sender)):
        answers.append({"at": "sender.telephone", "fault": fault})
    if addressee is not None:
        if fault := fault_of_telephone(addressee):
            answers.append({"at": "addressee.telephone", "fault": fault})
        elif sender is not None and not same_party and _same_number(sender, addressee):
            answers.append({"at": "addressee.telephone", "fault": "that of the sender"})
    return answers or None


@rule(
    "DQ-TEL-002",
    on=Scope.PARTY,
    reads=["telephone", "country"],
    at="telephone",
    severity=INFO,
    text="the telephone number is not in international form, expected a plus sign and the country code",
    source="ITU-T E.123 and E.164",
    confidence=Confidence.INFERRED,
    fix="write the number with a plus sign and the country code",
    safe_fix=True,
)
def telephone_is_international(telephone: str, country: str) -> Answer:
    """The telephone number is in the national form of the party's country.

    Why: read abroad, the number leads somewhere else or nowhere; some customs systems accept the international form only.
    Fix: write the number with a plus sign and the country code.
    Good: addressee.telephone = "+32 486 35 38 81"
    Bad: addressee.telephone = "0486 35 38 81"
    Notes: only numbers that are valid in the party's country, so the correction is unambiguous.
    """
    return _rewritten(international_form(telephone, country)) if "+" not in telephone else None


def _rewritten(form: str | None) -> Answer:
    return {"fix_value": form} if form else None


@lru_cache(maxsize=4096)
def international_form(telephone: str, country: str) -> str | None:
    """The E.164 form of a number that is written nationally and valid in the country; ``None`` when it is not, or is a dummy.

    >>> international_form("0486 35 38 81", "BE"), international_form("0486 35 38 81", "SG"), international_form("4711", "BE")
    ('+32486353881', None, None)
    """
    if not countries.is_country(country) or fault_of_telephone(telephone):
        return None
    # Costs 40 ms to import, and most numbers are international already.
    import phonenumbers

    try:
        number = phonenumbers.parse(telephone, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or number.extension:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@cache
def surely_reachable() -> Callable[[str], object]:
    """The test of addresses that have no fault for sure."""
    return twin(
        "contact",
        lambda native: native.Emails(_plain("email"), _plain("mailbox"), _domains(), _relays()).reach_somebody,
        lambda: ordinary_email().fullmatch,
    )


@cache
def ordinary_email() -> re.Pattern[str]:
    """Addresses in small letters that have no fault for sure: no term of the lists, and a domain whose labels are well formed."""
    mailbox = rf"(?!(?:{_any_of(_plain('mailbox'))})@)[a-z0-9_-]++(?:\.[a-z0-9_-]++)*+"
    domain = rf"(?!{_any_of(_relays())}|(?:{_any_of(_domains())})\Z)(?:[a-z0-9]++[.-])++(?<=\.)[a-z]{{2,24}}"
    return re.compile(rf"(?!(?:{_any_of(_plain('email'))})\Z){mailbox}@{domain}")


@lru_cache(maxsize=4096)
def fault_of_email(email: str) -> str | None:
    """What is wrong with an e-mail address; ``None`` when nothing is.

    >>> fault_of_email("lotte@post.example.org"), fault_of_email("lotte.post.org"), fault_of_email("test@test.com")
    (None, 'not an e-mail address', 'a dummy')
    """
    address = email.strip().lower()
    if address in _plain("email"):
        return "a dummy"
    plain = _EMAIL.fullmatch(address)
    if plain is None and not _is_unusual_but_valid(address):
        return "not an e-mail address"
    mailbox, _, domain = address.rpartition("@")
    if mailbox in _plain("mailbox"):
        return "a mailbox that nobody reads"
    if domain in _plain("domain"):
        return "a dummy"
    return _RELAY if domain.startswith(_relays()) else None


def _is_unusual_but_valid(address: str) -> bool:
    """Whether the address is valid although it does not look like most: quoted, or with letters of other scripts."""
    # Costs 70 ms to import, and most addresses are plain.
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, allow_quoted_local=True)
    except EmailNotValidError:
        return False
    return True


@fact("email_fault", on=Scope.PARTY, reads=["email"])
def email_fault(email: str) -> str | None:
    """What is wrong with the party's e-mail address; ``None``, and so silence, for nearly all."""
    return fault_of_email(email) if not surely_reachable()(email) else None


def _domains() -> list[str]:
    return [term for term in _plain("domain") if "." in term]


@cache
def _relays() -> tuple[str, ...]:
    return tuple(_plain("relay"))


@cache
def _plain(group: str) -> frozenset[str]:
    """The terms of a group as written: punctuation matters in addresses."""
    return written_terms(group)


@rule(
    "DQ-EML-001",
    on=Scope.PARTY,
    reads=["email_fault"],
    at="email",
    severity=WARNING,
    text="the e-mail address is {fault}",
    source="RFC 5321 and RFC 5322 (syntax), RFC 2606 (domains set aside for examples)",
    confidence=Confidence.INFERRED,
    fix="give an address at which the party can be reached, or leave the field out",
    public=frozenset({"fault"}),
)
def email_address_reaches_somebody(fault: str) -> Answer:
    """The e-mail address is malformed, a dummy, or one that nobody reads.

    Why: addressees are asked by e-mail for duty and papers; if that fails, the item waits and goes back.
    Fix: give an address at which the party can be reached, or leave the field out.
    Good: addressee.email = "lotte.peeters@post.example.org"
    Bad: addressee.email = "test@test.com"
    Notes: the relay address of a marketplace is an info only. No network is asked.
    """
    return {"fault": fault, "severity": INFO} if fault == _RELAY else {"fault": fault}
