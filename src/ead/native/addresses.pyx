# cython: language_level=3, binding=False, boundscheck=False, wraparound=False
"""Addresses that are in order for sure: twin of the quick ways in ``ead.parties.addresses`` and ``ead.rules.dq_addresses``.

Every place that is read was compared with the length of the text before.
"""

from cpython.object cimport PyObject
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free

from ead.native.asked cimport Asked, asked_of_one
from ead.native.terms cimport LONGEST, Plain, Terms
from ead.native.text cimport (
    NO_CHARACTERS,
    PyUnicode_Check,
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    ascii_text,
    hashed,
    is_ascii_letter,
    is_digit,
)

__all__ = ["Postcodes", "Towns", "has_house_number"]

cdef extern from "Python.h":
    bint Py_UNICODE_ISALNUM(unsigned int)
    bint Py_UNICODE_ISALPHA(unsigned int)
    bint Py_UNICODE_ISDECIMAL(unsigned int)

cdef enum:
    LONGEST_POSTCODE = 16

cdef const char *MARKS[5]
MARKS[:] = [b"No", b"Nr", b"Villa", b"Plot", b"#"]
cdef const char *NUMBERED[12]
NUMBERED[:] = [
    b"calle", b"carrera", b"cra", b"transversal", b"diagonal", b"street", b"road", b"route", b"highway", b"sector", b"soi", b"lane",
]


cdef struct Line:
    int kind
    const void *data
    Py_ssize_t length


cdef inline unsigned int at(const Line *line, Py_ssize_t place) noexcept:
    """The character at a place; a zero behind the last one."""
    return PyUnicode_READ(line.kind, line.data, place) if place < line.length else 0


cdef inline bint is_letter(unsigned int character) noexcept:
    """What regular expressions say as a word character that is neither a digit nor an underscore."""
    if character < 0x80:
        return is_ascii_letter(character)
    return Py_UNICODE_ISALNUM(character) and not Py_UNICODE_ISDECIMAL(character)


cdef bint street_with_number(object text) noexcept:
    """Whether an address line is a street with one number, at the beginning or at the end, with or without a word for number."""
    cdef Line line
    if not PyUnicode_Check(text) or PyUnicode_KIND(text) == 0:
        return False
    line.kind, line.data, line.length = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
    return number_first(&line) or number_last(&line)


has_house_number = asked_of_one(street_with_number)


cdef Py_ssize_t behind_number(const Line *line, Py_ssize_t place) noexcept:
    """Where a number ends that begins here: up to five digits, and up to three times a hyphen or stroke with up to four; -1 for none."""
    cdef Py_ssize_t end = behind_digits(line, place, 5)
    cdef Py_ssize_t further
    cdef int part
    if end == place:
        return -1
    for part in range(3):
        if at(line, end) != c'-' and at(line, end) != c'/':
            break
        further = behind_digits(line, end + 1, 4)
        if further == end + 1:
            break
        end = further
    return end


cdef Py_ssize_t behind_digits(const Line *line, Py_ssize_t place, Py_ssize_t most) noexcept:
    cdef Py_ssize_t end = place
    while end < place + most and is_digit(at(line, end)):
        end += 1
    return end


cdef bint number_first(const Line *line) noexcept:
    cdef Py_ssize_t place = behind_number(line, behind_mark(line))
    cdef unsigned int character
    if place < 0:
        return False
    character = at(line, place) | 0x20
    if c'a' <= character <= c'z' and character != c'e':
        place += 1
    if at(line, place) == c',':
        place += 1
    if at(line, place) != c' ' or not is_letter(at(line, place + 1)) or place + 4 > line.length:
        return False
    for place in range(place + 2, line.length):
        if is_digit(at(line, place)):
            return False
    return True


cdef Py_ssize_t behind_mark(const Line *line) noexcept:
    """Where a number may begin: behind a word for number, or at the beginning."""
    cdef const char *mark
    cdef Py_ssize_t place
    cdef int number
    if is_digit(at(line, 0)):
        return 0
    for number in range(5):
        mark = MARKS[number]
        place = 0
        while mark[place] != 0 and at(line, place) == <unsigned char>mark[place]:
            place += 1
        if mark[place] == 0:
            if at(line, place) == c'.' or at(line, place) == c':':
                place += 1
            return place + 1 if at(line, place) == c' ' else place
    return 0


cdef bint number_last(const Line *line) noexcept:
    cdef Py_ssize_t first = 0, end
    cdef bint one_word = True
    if not is_letter(at(line, 0)):
        return False
    while first < line.length and not is_digit(at(line, first)):
        first += 1
    end = behind_number(line, first)
    if end < 0 or at(line, first - 1) != c' ':
        return False
    if is_ascii_letter(at(line, end)):
        end += 1
    if end != line.length:
        return False
    first -= 1
    # The regular expression finds this blank behind a word; one more blank, or a word for number, is left to it.
    if at(line, first - 1) == c',':
        first -= 1
    if first < 2 or at(line, first - 1) == c' ':
        return False
    for end in range(first):
        if at(line, end) == c' ':
            one_word = False
    return not (one_word and is_numbered(line, first))


cdef bint is_numbered(const Line *line, Py_ssize_t length) noexcept:
    """Whether a word can be one behind which a number may name the street itself: a letter that is not of ASCII may stand for any."""
    cdef const char *word
    cdef Py_ssize_t place
    cdef int number
    if at(line, length - 1) == c'.':
        length -= 1
    for number in range(12):
        word = NUMBERED[number]
        place = 0
        while place < length and word[place] != 0 and (at(line, place) >= 0x80 or (at(line, place) | 0x20) == <unsigned char>word[place]):
            place += 1
        if place == length and word[place] == 0:
            return True
    return False


cdef class Towns(Asked):
    """Names of towns in Latin letters: no stand-ins, and without a word that stands in the name of a country."""

    cdef Terms stand_ins, words
    cdef Plain plain

    def __init__(self, stand_ins, words, Plain plain):
        if not all(map(str.isascii, (*stand_ins, *words))):
            raise ValueError("a term is not ASCII")
        self.stand_ins, self.words, self.plain = Terms(stand_ins), Terms(words), plain

    questions = {"is_town": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.is_town(<object>arguments[0])

    cpdef bint is_town(self, object city) noexcept:
        """Whether a text has letters, blanks, hyphens and dots only, and neither is nor holds what is listed."""
        cdef unsigned char[LONGEST] folded
        cdef Line line
        cdef Py_ssize_t length, place, start = 0
        cdef unsigned int character
        if not PyUnicode_Check(city):
            return False
        line.kind, line.data, line.length = PyUnicode_KIND(city), PyUnicode_DATA(city), PyUnicode_GET_LENGTH(city)
        for place in range(line.length):
            character = at(&line, place)
            if not (is_ascii_letter(character) or character in (c' ', c'-', c'.') or (character >= 0x80 and Py_UNICODE_ISALPHA(character))):
                return False
        length = self.plain.fold(city, folded, LONGEST - 2)
        if length <= 0 or self.stand_ins.holds(folded, length):
            return False
        for place in range(length + 1):
            if place == length or folded[place] == c' ':
                if self.words.holds(folded + start, place - start):
                    return False
                start = place + 1
        return True


cdef struct Form:
    Py_ssize_t length
    uint64_t[LONGEST_POSTCODE] places


cdef class Forms:
    """The forms of a country's postcodes: which characters can stand at each place, a bit for each digit and capital letter."""

    cdef Form *forms
    cdef Py_ssize_t count

    def __cinit__(self, forms):
        cdef uint64_t bit
        cdef Py_ssize_t number, place
        if any(len(places) > LONGEST_POSTCODE for places in forms):
            raise ValueError("no postcode is that long")
        self.forms = <Form *>calloc(len(forms) + 1, sizeof(Form))
        if self.forms is NULL:
            raise MemoryError
        self.count = len(forms)
        for number, places in enumerate(forms):
            self.forms[number].length = len(places)
            for place, characters in enumerate(places):
                for character in characters:
                    bit = int(character) if character.isdigit() else 10 + ord(character) - ord("A")
                    self.forms[number].places[place] |= <uint64_t>1 << bit

    def __dealloc__(self):
        free(self.forms)

    cdef bint fit(self, const unsigned char *symbols, Py_ssize_t length) noexcept:
        """Whether a postcode has one of the forms; its digits and letters are given as the numbers of their bits."""
        cdef Form *form
        cdef Py_ssize_t number, place
        for number in range(self.count):
            form = &self.forms[number]
            if form.length != length:
                continue
            place = 0
            while place < length and form.places[place] >> symbols[place] & 1:
                place += 1
            if place == length:
                return True
        return False


cdef class Postcodes(Asked):
    """Postcodes of countries: ``forms_of`` gives the forms that they can have, which are the sets of characters of each place, and nothing
    where these are not known or too many; ``None`` for what is no country. ``stand_ins`` are folded, without blanks.
    """

    cdef dict known
    cdef object forms_of
    cdef Terms stand_ins

    def __init__(self, forms_of, stand_ins):
        self.known, self.forms_of, self.stand_ins = {}, forms_of, Terms(stand_ins)

    questions = {"are_of": 2}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.are_of(<object>arguments[0], <object>arguments[1])

    cpdef bint are_of(self, object country, object postcode) except -1:
        """Whether a postcode has a form of the country, blanks and hyphens left out of account, and is no stand-in for one."""
        cdef Forms forms = self.known.get(country)
        if forms is None:
            found = self.forms_of(country)
            if found is None:
                return False
            forms = self.known[country] = Forms(found)
        return forms.count > 0 and has_form(postcode, forms, self.stand_ins)


cdef bint has_form(object postcode, Forms forms, Terms stand_ins) noexcept:
    cdef unsigned char[LONGEST_POSTCODE] symbols
    cdef Py_ssize_t length, place, filled = 0
    cdef unsigned char character
    cdef uint64_t hash = NO_CHARACTERS
    cdef bint varied = False
    cdef const unsigned char *text = ascii_text(postcode, &length)
    if text is NULL:
        return False
    for place in range(length):
        character = text[place]
        if character == c' ' or character == c'-':
            continue
        if filled == LONGEST_POSTCODE:
            return False
        if is_digit(character):
            symbols[filled] = character - c'0'
        elif is_ascii_letter(character):
            character |= 0x20
            symbols[filled] = 10 + character - c'a'
        else:
            return False
        varied = varied or symbols[filled] != symbols[0]
        hash = hashed(hash, character)
        filled += 1
    return varied and forms.fit(symbols, filled) and not stand_ins.holds_hash(hash)
