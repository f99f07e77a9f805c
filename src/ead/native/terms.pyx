# cython: language_level=3, binding=False, boundscheck=False, wraparound=False
"""Texts that are none of the listed terms for sure: stop words, stand-ins, beginnings of names.

Twin of the look-ups of ``ead.descriptions.words.fold(text)`` in sets of terms. A list is kept as the hashes of its terms, so a test can be
wrong in one direction only: it says "may be a term" of a text that is none, and then Python looks it up. Texts are folded into a buffer of
``LONGEST`` characters; what does not fit is longer than every term. Only Latin texts are folded here.
"""

from cpython.object cimport PyObject
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcmp

from ead.native.asked cimport Asked
from ead.native.text cimport (
    NO_CHARACTERS,
    PyUnicode_Check,
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    ascii_text,
    hash_of,
    hashed,
    is_ascii_letter,
)

__all__ = ["FoldedTerms", "Names", "Plain", "Terms"]

cdef enum:
    LETTERS = 26
    TOO_LONG = -1
    NOT_KNOWN = -2
    FOREIGN = 1  # a letter that no listed term has
    DROPPED = 0
    ODD = 2  # a character that becomes something else than one or two of ASCII


cdef const char *FAMILY = b"family"


cdef class Terms:
    """A list of terms of ASCII characters, as they are written; others are left out."""

    def __cinit__(self, terms):
        cdef Py_ssize_t length
        cdef const unsigned char *characters
        cdef uint64_t size = 16
        while size < 4 * <uint64_t>len(terms):
            size *= 2
        self.slots = <uint64_t *>calloc(size, sizeof(uint64_t))
        if self.slots is NULL:
            raise MemoryError
        self.mask = size - 1
        for term in terms:
            characters = ascii_text(term, &length)
            if characters is not NULL:
                self.add(characters, length)

    def __dealloc__(self):
        free(self.slots)

    cdef bint add(self, const unsigned char *term, Py_ssize_t length) except -1:
        cdef uint64_t hash = hash_of(term, length) | 1
        cdef uint64_t place = (hash >> 8) & self.mask
        while self.slots[place] != 0 and self.slots[place] != hash:
            place = (place + 1) & self.mask
        self.slots[place] = hash
        return True

    cdef bint holds_hash(self, uint64_t hash) noexcept nogil:
        # At most a quarter of the slots is taken, so there is always an empty one to stop at.
        cdef uint64_t place
        hash |= 1
        place = (hash >> 8) & self.mask
        while self.slots[place] != 0:
            if self.slots[place] == hash:
                return True
            place = (place + 1) & self.mask
        return False

    cdef bint holds(self, const unsigned char *term, Py_ssize_t length) noexcept nogil:
        return self.holds_hash(hash_of(term, length))


cdef class Plain(Asked):
    """How each Latin character is folded: up to two characters of ASCII, as ``table`` says, which Python makes."""

    def __init__(self, table):
        cdef Py_ssize_t code
        if len(table) != LATIN:
            raise ValueError("a table has an entry for each Latin character")
        for code in range(LATIN):
            folded = table[code]
            if not folded.isascii() or len(folded) > 2:
                self.table[2 * code] = FOREIGN if len(folded) == 1 else ODD
            elif folded:
                self.table[2 * code] = ord(folded[0])
                self.table[2 * code + 1] = ord(folded[1]) if len(folded) == 2 else 0

    cdef Py_ssize_t fold(self, object text, unsigned char *folded, Py_ssize_t most) noexcept:
        """Fold a text into a buffer of ``most + 2`` characters, and give their number; TOO_LONG when there are more than ``most``."""
        cdef int kind
        cdef const void *data
        cdef Py_ssize_t length, place, filled = 0
        cdef unsigned int character
        cdef unsigned char first, second
        if not PyUnicode_Check(text):
            return NOT_KNOWN
        kind, data, length = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
        for place in range(length):
            character = PyUnicode_READ(kind, data, place)
            if character >= LATIN:
                return NOT_KNOWN
            first, second = self.table[2 * character], self.table[2 * character + 1]
            if first == DROPPED or (first == c' ' and (filled == 0 or folded[filled - 1] == c' ')):
                continue
            if first == ODD:
                return NOT_KNOWN
            if filled >= most and first != c' ':
                return TOO_LONG
            folded[filled] = first
            filled += 1
            if second:
                folded[filled] = second
                filled += 1
        return filled - 1 if filled and folded[filled - 1] == c' ' else filled

    questions = {"may_be_alike": 2}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.may_be_alike(<object>arguments[0], <object>arguments[1])

    cpdef bint may_be_alike(self, object one, object other) noexcept:
        """Whether two texts can be the same when they are folded."""
        cdef unsigned char[LONGEST] first, second
        cdef Py_ssize_t length = self.fold(one, first, LONGEST - 2)
        cdef Py_ssize_t other_length = self.fold(other, second, LONGEST - 2)
        return length < 0 or other_length < 0 or (length == other_length and memcmp(first, second, length) == 0)


cdef class FoldedTerms(Asked):
    """A list of folded terms, to be asked about texts as they are written."""

    cdef Terms terms
    cdef Plain plain
    cdef Py_ssize_t longest
    cdef unsigned char[LETTERS * LETTERS] beginnings

    def __init__(self, terms, Plain plain):
        self.longest = max(map(len, terms))
        if not all(map(str.isascii, terms)) or self.longest > LONGEST - 2:
            raise ValueError("a term is not ASCII, or too long")
        self.terms, self.plain = Terms(terms), plain
        for term in terms:
            if len(term) > 1 and "a" <= term[0] <= "z" and "a" <= term[1] <= "z":
                self.beginnings[LETTERS * (ord(term[0]) - c'a') + ord(term[1]) - c'a'] = True

    questions = {"may_be": 1, "may_begin": 1, "may_any_be": -1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        cdef Py_ssize_t place
        if question == 0:
            return self.may_be(<object>arguments[0])
        if question == 1:
            return self.may_begin(<object>arguments[0])
        for place in range(count):
            if arguments[place] != <PyObject *>None and self.may_be(<object>arguments[place]):
                return 1
        return 0

    cpdef bint may_be(self, object text) noexcept:
        """Whether a text can be one of the terms, or nothing but punctuation."""
        cdef unsigned char[LONGEST] folded
        cdef Py_ssize_t written
        cdef const unsigned char *characters = ascii_text(text, &written)
        if characters is not NULL and written > 1 and is_ascii_letter(characters[0]) and is_ascii_letter(characters[1]):
            if not self.beginnings[LETTERS * ((characters[0] | 0x20) - c'a') + (characters[1] | 0x20) - c'a']:
                return False
        cdef Py_ssize_t length = self.plain.fold(text, folded, self.longest)
        if length == TOO_LONG:
            return False
        return length <= 0 or self.terms.holds(folded, length)

    cpdef bint may_begin(self, object text) noexcept:
        """Whether the first word of a text can be one of the terms, or has anything but letters."""
        cdef Py_ssize_t length, place
        cdef unsigned char character
        cdef uint64_t hash = NO_CHARACTERS
        cdef const unsigned char *characters = ascii_text(text, &length)
        if characters is NULL:
            return True
        for place in range(length):
            character = characters[place]
            if character == c' ':
                return place == 0 or self.terms.holds_hash(hash)
            if not is_ascii_letter(character):
                return True
            hash = hashed(hash, character | 0x20)
        return length == 0 or self.terms.holds_hash(hash)

    def may_any_be(self, *texts):
        """Whether one of several texts can be one of the terms; ``None`` is none."""
        for text in texts:
            if text is not None and self.may_be(text):
                return True
        return False


cdef class Names(Asked):
    """Names of persons that have no fault for sure: twin of ``ead.rules.dq_parties.ordinary_name``, for more names than that.

    ``beginnings`` are the folded first words of those that may have one.
    """

    cdef Terms beginnings
    cdef Plain plain

    def __init__(self, beginnings, Plain plain):
        if not all(map(str.isascii, beginnings)):
            raise ValueError("a term is not ASCII")
        self.beginnings, self.plain = Terms(beginnings), plain

    questions = {"are_full": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.are_full(<object>arguments[0])

    cpdef bint are_full(self, object name) noexcept:
        """Whether a name has two Latin words or more, of which the first begins no stand-in and no name of a family."""
        cdef int kind
        cdef const void *data
        cdef Py_ssize_t length, place = 0
        cdef unsigned int character = 0
        cdef unsigned char first
        cdef uint64_t hash = NO_CHARACTERS
        if not PyUnicode_Check(name):
            return False
        kind, data, length = PyUnicode_KIND(name), PyUnicode_DATA(name), PyUnicode_GET_LENGTH(name)
        while place < length:
            character = PyUnicode_READ(kind, data, place)
            if not is_latin_letter(character):
                break
            first = self.plain.table[2 * character]
            if first == DROPPED or first == ODD:
                return False
            hash = hashed(hash, first)
            if self.plain.table[2 * character + 1]:
                hash = hashed(hash, self.plain.table[2 * character + 1])
            place += 1
        if place < 2 or place + 1 >= length or not self.parts_words(character) or self.beginnings.holds_hash(hash):
            return False
        if not is_latin_letter(PyUnicode_READ(kind, data, place + 1)) or self.may_be_family(kind, data, place + 1, length):
            return False
        for place in range(place + 2, length):
            character = PyUnicode_READ(kind, data, place)
            if not is_latin_letter(character) and character not in (c' ', c"'", c'.', c'-'):
                return False
        return True

    cdef bint parts_words(self, unsigned int character) noexcept:
        return character == c' ' or (character == c'-' and self.plain.table[2 * character] == c' ')

    cdef bint may_be_family(self, int kind, const void *data, Py_ssize_t place, Py_ssize_t length) noexcept:
        """Whether the word that begins at a place is folded to "family" perhaps."""
        cdef const char *letter = FAMILY
        cdef unsigned int character
        while letter[0] != 0:
            character = PyUnicode_READ(kind, data, place) if place < length else <unsigned int>c' '
            if character == c' ':
                return False
            if not is_latin_letter(character) or self.plain.table[2 * character] in (DROPPED, ODD):
                return True
            if self.plain.table[2 * character] != <unsigned char>letter[0]:
                return False
            if self.plain.table[2 * character + 1]:
                return True
            place, letter = place + 1, letter + 1
        return True


cdef inline bint is_latin_letter(unsigned int character) noexcept:
    return is_ascii_letter(character) or (0xC0 <= character <= 0x24F and character != 0xD7 and character != 0xF7)
