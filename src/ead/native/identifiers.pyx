# cython: language_level=3, binding=False, boundscheck=False, wraparound=False
"""Identifiers that are in order for sure: twin of the quick ways in ``ead.identifiers`` and ``ead.rules.reference_facts``.

A test says yes only for a number as it is usually written; where it says no, the Python of that identifier decides.
Characters are read by pointer, and never beyond the length that was tested before.
"""

from cpython.object cimport PyObject
from libc.stdint cimport uint64_t
from libc.string cimport memcmp

from ead.native.asked cimport Asked, asked_of_one
from ead.native.text cimport ascii_text, is_capital, is_digit

__all__ = ["Countries", "IossNumbers", "KnownReferences", "Numbers", "Shapes", "is_gtin"]

cdef unsigned char[8] S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7]
cdef enum:
    S10_LENGTH = 13
    IOSS_LENGTH = 12
    SHORTEST_EORI = 3
    LONGEST_EORI = 17

cdef const char *IOSS = b"IOSS"
cdef const char *EORI = b"EORI"
cdef object _new = tuple.__new__

include "identifiers_shapes.pxi"


cdef class Countries(Asked):
    """A set of two-letter codes, and the identifiers that name one of them."""

    cdef bint[676] known

    def __init__(self, codes):
        cdef Py_ssize_t length
        cdef const unsigned char *letters
        for code in codes:
            letters = ascii_text(code, &length)
            if letters is NULL or length != 2 or not is_capital(letters[0]) or not is_capital(letters[1]):
                raise ValueError("a code has two capital letters")
            self.known[place_of(letters)] = True

    cdef bint holds(self, const unsigned char *letters) noexcept:
        return is_capital(letters[0]) and is_capital(letters[1]) and self.known[place_of(letters)]

    questions = {"is_s10": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.is_s10(<object>arguments[0])

    cpdef bint is_s10(self, object number) noexcept:
        """Whether this is a valid S10 identifier, with capitals and without separators, issued in one of the countries."""
        cdef Py_ssize_t length, place
        cdef unsigned int total = 0, check
        cdef const unsigned char *text = ascii_text(number, &length)
        if text is NULL or length != S10_LENGTH or not is_capital(text[0]) or not is_capital(text[1]) or not self.holds(text + 11):
            return False
        for place in range(8):
            if not is_digit(text[2 + place]):
                return False
            total += S10_WEIGHTS[place] * <unsigned int>(text[2 + place] - c'0')
        check = 11 - total % 11
        return text[10] == c'0' + (0 if check == 10 else 5 if check == 11 else check)


cdef inline unsigned int place_of(const unsigned char *letters) noexcept:
    return (letters[0] - c'A') * 26 + (letters[1] - c'A')


cdef bint right_gtin(object number) noexcept:
    """Whether this is a GTIN of 8, 12, 13 or 14 digits with the right check digit."""
    cdef Py_ssize_t length, place
    cdef unsigned int total = 0, weight = 1
    cdef const unsigned char *text = ascii_text(number, &length)
    if text is NULL or length not in (8, 12, 13, 14):
        return False
    for place in range(length - 1, -1, -1):
        if not is_digit(text[place]):
            return False
        total += weight * <unsigned int>(text[place] - c'0')
        weight = 4 - weight
    return total % 10 == 0


is_gtin = asked_of_one(right_gtin)


cdef class Numbers:
    """Numbers of sellers and traders.

    ``states`` are the numbers (three digits) of the states that give out IOSS numbers, ``members`` the codes of those that give out EORI
    numbers, the British ones aside.
    """

    cdef bint[1000] states
    cdef Countries members

    def __init__(self, states, members):
        for state in states:
            if not 0 <= int(state) < 1000:
                raise ValueError("the number of a state has three digits")
            self.states[int(state)] = True
        self.members = Countries(members)

    cpdef bint is_ioss(self, object value) noexcept:
        """Whether this is IM, the number of a member state and seven digits, without separators."""
        cdef Py_ssize_t length, place
        cdef const unsigned char *text = ascii_text(value, &length)
        if text is NULL or length != IOSS_LENGTH or text[0] != c'I' or text[1] != c'M':
            return False
        for place in range(2, IOSS_LENGTH):
            if not is_digit(text[place]):
                return False
        return self.states[(text[2] - c'0') * 100 + (text[3] - c'0') * 10 + (text[4] - c'0')]

    cpdef bint is_eori(self, object value) noexcept:
        """Whether this is an EORI number of a member state, or a British one, in capitals and without separators."""
        cdef Py_ssize_t length, place
        cdef bint digits_only = True
        cdef const unsigned char *text = ascii_text(value, &length)
        if text is NULL or length < SHORTEST_EORI or length > LONGEST_EORI or not is_capital(text[0]) or not is_capital(text[1]):
            return False
        for place in range(2, length):
            if not is_digit(text[place]):
                digits_only = False
                if not is_capital(text[place]):
                    return False
        if (text[0] == c'G' and text[1] == c'B') or (text[0] == c'X' and text[1] == c'I'):
            return digits_only and (length == 14 or length == 17)
        return self.members.holds(text)

    def maybe_odd_eori(self, references, str role):
        """Whether a reference is said to be an EORI number, and is none for sure, or is that of an addressee and British."""
        for kind, value in references:
            if is_kind(kind, EORI) and not (self.is_eori(value) and (role != "addressee" or value[0] != "G")):
                return True
        return False


cdef class Kind:
    """One kind of reference: ``rows`` are the countries that have it, each with the shapes of its numbers there."""

    cdef tuple rows, answer
    cdef set countries

    def __init__(self, code, rows):
        self.answer = (code,)
        self.rows = tuple([(country, Shapes(shapes)) for country, shapes in rows])
        self.countries = {country for country, _ in rows}

    cdef bint is_valid(self, object value, object country) except -1:
        """Whether a number is surely valid in the country or, where that does not have the kind, in any."""
        cdef bint anywhere = country not in self.countries
        for row in self.rows:
            if (anywhere or country == <object>(<tuple>row)[0]) and (<Shapes>(<tuple>row)[1]).fit(value):
                return True
        return False


cdef class KnownReferences:
    """Twin of ``ead.rules.reference_facts``: ``known`` is the class of the answers, ``judged`` is asked about whatever is not plain.

    ``rows_of`` is asked once for the rows of each kind; it has none for what is no kind.
    """

    cdef Numbers numbers
    cdef object known, rows_of, judged
    cdef dict kinds
    cdef tuple ioss, eori

    def __init__(self, Numbers numbers, known, rows_of, judged):
        self.numbers, self.known, self.rows_of, self.judged = numbers, known, rows_of, judged
        self.ioss, self.eori, self.kinds = ("IOSS",), ("EORI",), {}

    def of(self, given, destination, role, origin):
        """The references of a party, with the kinds that they can be."""
        cdef list found = []
        for kind, value in given:
            answer = self.plain(kind, value, (destination or "") if role == "addressee" else "")
            found.append(self.judged(kind, value or "", destination or "", role, origin or "") if answer is None else answer)
        return tuple(found)

    cdef object plain(self, kind, value, country):
        """The answer where it is plain: a valid number of a kind that is said, and no dummy; else ``None``."""
        cdef tuple kinds
        if may_be_dummy(value):
            return None
        if is_kind(kind, IOSS) and self.numbers.is_ioss(value):
            kinds = self.ioss
        elif is_kind(kind, EORI) and self.numbers.is_eori(value):
            kinds = self.eori
        else:
            found = self.kinds.get(kind) or self.new(kind)
            if found is None or not (<Kind>found).is_valid(value, country):
                return None
            kinds = (<Kind>found).answer
        return _new(self.known, (kinds, value, True, True, False))

    cdef object new(self, kind):
        rows = self.rows_of(kind)
        if not rows:
            return None
        self.kinds[kind] = Kind(kind, rows)
        return self.kinds[kind]


cdef class IossNumbers:
    """Twin of ``ead.rules.world.eu_import_facts``: ``ioss`` is the class of the answers; the functions are asked what is not plain."""

    cdef Numbers numbers
    cdef object ioss, in_reference, in_field

    def __init__(self, Numbers numbers, ioss, in_reference, in_field):
        self.numbers, self.ioss, self.in_reference, self.in_field = numbers, ioss, in_reference, in_field

    def of(self, senders, addressees, extra):
        """The IOSS numbers of an item, wherever its data carries them; ``None`` when there are none."""
        cdef list found = []
        if senders:
            self.collect("sender", senders, found)
        if addressees:
            self.collect("addressee", addressees, found)
        if extra:
            for number, (name, value) in enumerate(extra, 1):
                if self.numbers.is_ioss(value):
                    found.append(_new(self.ioss, (f"extra_fields.{number}.value", value, "", "")))
                elif (answer := self.in_field(name, value)) is not None:
                    found.append(_new(self.ioss, (f"extra_fields.{number}.value", *answer)))
        return tuple(found) if found else None

    cdef int collect(self, str role, references, list found) except -1:
        cdef Py_ssize_t number = 0
        for kind, value in references:
            number += 1
            if self.numbers.is_ioss(value):
                found.append(_new(self.ioss, (f"{role}.references.{number}.value", value, "", "")))
            elif not is_kind(kind, IOSS) and begins_otherwise(value):
                continue
            elif (answer := self.in_reference(kind, value)) is not None:
                found.append(_new(self.ioss, (f"{role}.references.{number}.value", *answer)))
        return 0


cdef bint is_kind(object kind, const char *code) noexcept:
    """Whether a kind is one of four letters."""
    cdef Py_ssize_t length
    cdef const unsigned char *text = ascii_text(kind, &length)
    return text is not NULL and length == 4 and memcmp(text, code, 4) == 0


cdef bint may_be_dummy(object value) noexcept:
    """Whether the digits of an ASCII text are all the same: where two differ, it is no dummy."""
    cdef Py_ssize_t length, place
    cdef unsigned char first = 0
    cdef const unsigned char *text = ascii_text(value, &length)
    if text is NULL:
        return True
    for place in range(length):
        if is_digit(text[place]):
            if first and text[place] != first:
                return False
            first = text[place]
    return True


cdef bint begins_otherwise(object value) noexcept:
    """Whether the first two letters, separators left out, are those of no number under a scheme for sales: not IM, IN or EU."""
    cdef Py_ssize_t length, place
    cdef unsigned char first = 0, character
    cdef const unsigned char *text
    if value is None:
        return True
    text = ascii_text(value, &length)
    if text is NULL:
        return False
    for place in range(length):
        character = text[place]
        if character <= c' ' or character == c'-' or character == c'.':
            continue
        character |= 0x20
        if first:
            return not ((first == c'i' and (character == c'm' or character == c'n')) or (first == c'e' and character == c'u'))
        first = character
    return True
