# cython: language_level=3, binding=False, boundscheck=False, wraparound=False
"""Descriptions told from their words without asking Python: nothing wrong with them, no dangerous goods, the name of the goods.

Twin of ``examine`` and ``goods_of`` in ``ead.descriptions`` and of the first look of ``ead.rules.world.dg_words``. Descriptions hardly ever
recur; their words do. What a word is (listed, a colour, the end of a name ...) is asked of Python once and kept, so nothing is known here
twice. A text is folded into units of sixteen bits, which hold Latin, Greek and Cyrillic; others, and long ones, are left to Python.
A question is answered no for sure, or Python has to look.
"""

from cpython.object cimport PyObject
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcmp, memcpy, memset

from ead.native.asked cimport Asked
from ead.native.text cimport (
    NO_CHARACTERS,
    PyUnicode_Check,
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    is_ascii_letter,
    is_capital,
    is_digit,
    is_small,
)

__all__ = ["FAULT_ROLES", "GOODS_ROLES", "Alphabet", "AnyWord", "Dangers", "Faults", "FewWords", "GoodsNames"]

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void *units, Py_ssize_t length)

cdef enum:
    LETTERS_END = 0x530  # behind Latin, Greek and Cyrillic
    SIGNS = 0x2000  # general punctuation, and what stands behind it
    SIGNS_END = 0x2150
    CHARACTERS = LETTERS_END + SIGNS_END - SIGNS
    MARKS = 0x300
    MARKS_END = 0x370
    MOST_UNITS = 240
    MOST_WORDS = 48
    MOST_KEPT = 30_000
    MOST_TOLD = 2048
    KEPT_AT_FIRST = 1024
    UNITS_AT_FIRST = 8192
    SHORTEST_PLURAL = 4
    LONGEST_CODE = 4
    DIGIT_RUN = 4  # in an order number
    SAME_RUN = 4

# How a character is folded.
cdef enum:
    UNASKED = 0
    BLANK
    DROPPED
    LETTER
    ODD


include "described_reading.pxi"
include "described_faults.pxi"
include "described_goods.pxi"


cdef class Dangers(Vocabulary):
    """The first look of ``said_of``: descriptions that name no dangerous goods for sure.

    ``describe`` gives what a word offers to terms, as bits, and what each term whose rarest word it may be wants of the other words.
    """

    cpdef bint may_be(self, object text) except -1:
        """Whether a term may stand in a description."""
        cdef Reading reading
        cdef int place
        cdef uint32_t further
        cdef uint64_t offered = 0
        if not self.read(text, &reading):
            return True
        for place in range(reading.count):
            offered |= reading.words[place].roles
        for place in range(reading.count):
            for further in range(reading.words[place].more, reading.words[place].more_end):
                if self.more[further] & ~offered == 0:
                    return True
        return False


cdef class AnyWord(Vocabulary):
    """Whether a word of some kind is in a text, for ``describe`` says which words are."""

    cpdef bint may_be(self, object text) except -1:
        """Whether such a word may be in a text."""
        cdef Reading reading
        cdef int place
        if not self.read(text, &reading):
            return True
        for place in range(reading.count):
            if reading.words[place].roles:
                return True
        return False


cdef class FewWords(Vocabulary):
    """Whether a text has too few words of two kinds, for ``describe`` says of a word which it is of, as bits.

    Of the first kind ``least`` must be there, of the second one.
    """

    cdef int least

    def __init__(self, alphabet, describe, least):
        self.least = least

    cpdef bint may_be(self, object text) except -1:
        """Whether there may be too few."""
        cdef Reading reading
        cdef int place, first = 0, second = 0
        if not self.read(text, &reading):
            return True
        for place in range(reading.count):
            first += reading.words[place].roles & 1
            second += reading.words[place].roles >> 1 & 1
        return first < self.least or second == 0
