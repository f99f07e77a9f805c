# cython: language_level=3, binding=False, boundscheck=False, wraparound=False
"""Telephone numbers and e-mail addresses that are in order for sure: twin of the regular expressions in ``ead.rules.dq_contact``.

Characters are read one after the other up to the zero behind the last one, which fits no place of any form.
"""

from cpython.object cimport PyObject
from libc.string cimport memcmp

from ead.native.asked cimport Asked, asked_of_one
from ead.native.terms cimport Terms
from ead.native.text cimport ascii_text, is_digit, is_small

__all__ = ["Emails", "Telephones", "is_international"]

cdef enum:
    FEWEST = 6
    MOST = 15
    FEWEST_WRITTEN = 7
    LONGEST_TOP = 24


cdef bint written_by_e123(object telephone) noexcept:
    """Whether a number is written by ITU-T E.123: a plus sign and seven to fifteen digits, with single blanks between them."""
    cdef Py_ssize_t length, place, digits = 0
    cdef const unsigned char *text = ascii_text(telephone, &length)
    if text is NULL or length == 0 or text[0] != c'+' or not is_digit(text[length - 1]):
        return False
    for place in range(1, length):
        if is_digit(text[place]):
            digits += 1
        elif text[place] != c' ' or not is_digit(text[place - 1]):
            return False
    return FEWEST_WRITTEN <= digits <= MOST


is_international = asked_of_one(written_by_e123)


cdef class Telephones(Asked):
    """Numbers in international form, blanks left out of account, that are no dummy; ``dummies`` are listed numbers of digits only."""

    cdef Terms dummies

    def __init__(self, dummies):
        self.dummies = Terms(dummies)

    questions = {"can_be_called": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.can_be_called(<object>arguments[0])

    cpdef bint can_be_called(self, object telephone) noexcept:
        """Whether a number has six to fifteen digits behind a plus sign, and is not listed, one digit repeated, or fiction."""
        cdef Py_ssize_t length, place, count = 0
        cdef unsigned char[MOST + 1] digits
        cdef bint plus = False, varied = False
        cdef const unsigned char *text = ascii_text(telephone, &length)
        if text is NULL:
            return False
        for place in range(length):
            if text[place] == c' ':
                continue
            if not plus:
                plus = text[place] == c'+'
                if not plus:
                    return False
                continue
            if count >= MOST or not is_digit(text[place]):
                return False
            digits[count] = text[place]
            varied = varied or (count < FEWEST and text[place] != digits[0])
            count += 1
        return count >= FEWEST and varied and not is_fiction(digits, count) and not self.dummies.holds(digits, count)


cdef bint is_fiction(const unsigned char *digits, Py_ssize_t count) noexcept:
    """Whether a number of North America is one of those that are set aside: 555-0100 to 555-0199 in any area."""
    return count == 11 and digits[0] == c'1' and digits[1] >= c'2' and memcmp(digits + 4, b"55501", 5) == 0


cdef class Emails(Asked):
    """Addresses in small letters with a well-formed domain that are on no list, nor in a domain that begins like one of ``relays``."""

    cdef Terms whole, mailboxes, domains
    cdef tuple relays

    def __init__(self, whole, mailboxes, domains, relays):
        self.whole, self.mailboxes, self.domains = Terms(whole), Terms(mailboxes), Terms(domains)
        self.relays = tuple(relay.encode("ascii") for relay in relays)

    questions = {"reach_somebody": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.reach_somebody(<object>arguments[0])

    cpdef bint reach_somebody(self, object email) noexcept:
        """Whether an address is well-formed, no dummy, no relay, and none that nobody reads."""
        cdef Py_ssize_t length, at
        cdef const unsigned char *text = ascii_text(email, &length)
        if text is NULL:
            return False
        at = mailbox_of(text)
        if at <= 0 or not is_domain(text + at + 1, length - at - 1) or self.is_relay(text + at + 1, length - at - 1):
            return False
        if self.whole.holds(text, length) or self.mailboxes.holds(text, at):
            return False
        return not self.domains.holds(text + at + 1, length - at - 1)

    cdef bint is_relay(self, const unsigned char *domain, Py_ssize_t length) noexcept:
        cdef bytes relay
        for relay in self.relays:
            if len(relay) <= length and memcmp(domain, <const char *>relay, len(relay)) == 0:
                return True
        return False


cdef Py_ssize_t mailbox_of(const unsigned char *text) noexcept:
    """How long the part before the at sign is: words of small letters, digits, underscores and hyphens with dots between; else -1."""
    cdef Py_ssize_t place = 0
    cdef bint after_word = False
    while True:
        if is_small(text[place]) or is_digit(text[place]) or text[place] == c'_' or text[place] == c'-':
            after_word = True
        elif not after_word:
            return -1
        elif text[place] == c'@':
            return place
        elif text[place] == c'.':
            after_word = False
        else:
            return -1
        place += 1


cdef bint is_domain(const unsigned char *text, Py_ssize_t length) noexcept:
    """Whether this is words of small letters and digits with a dot or a hyphen between, and behind the last, a dot, 2 to 24 letters."""
    cdef Py_ssize_t place, start = 0
    cdef bint letters_only = True
    for place in range(length):
        if is_small(text[place]):
            continue
        if is_digit(text[place]):
            letters_only = False
        elif place > start and (text[place] == c'.' or text[place] == c'-'):
            start, letters_only = place + 1, True
        else:
            return False
    return start > 0 and text[start - 1] == c'.' and letters_only and 2 <= length - start <= LONGEST_TOP
