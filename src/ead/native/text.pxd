# cython: language_level=3
"""Reading the characters of a text where they lie.

``ascii_text`` and ``latin_text`` give ``NULL`` for anything but a text whose characters have one byte each. Behind the last character
there is always a zero, so reading one place too far is safe, and no test for the end is needed where a zero fits no pattern.
"""

from libc.stdint cimport uint64_t

cdef extern from "Python.h":
    bint PyUnicode_Check(object)
    int PyUnicode_KIND(object)
    void *PyUnicode_DATA(object)
    bint PyUnicode_IS_ASCII(object)
    Py_ssize_t PyUnicode_GET_LENGTH(object)
    unsigned int PyUnicode_READ(int, const void *, Py_ssize_t)


cdef inline const unsigned char *latin_text(object text, Py_ssize_t *length) noexcept:
    if not PyUnicode_Check(text) or PyUnicode_KIND(text) != 1:
        return NULL
    length[0] = PyUnicode_GET_LENGTH(text)
    return <const unsigned char *>PyUnicode_DATA(text)


cdef inline const unsigned char *ascii_text(object text, Py_ssize_t *length) noexcept:
    if not PyUnicode_Check(text) or PyUnicode_KIND(text) != 1 or not PyUnicode_IS_ASCII(text):
        return NULL
    length[0] = PyUnicode_GET_LENGTH(text)
    return <const unsigned char *>PyUnicode_DATA(text)


cdef inline bint is_digit(unsigned int character) noexcept nogil:
    return <unsigned int>(character - c'0') <= 9


cdef inline bint is_capital(unsigned int character) noexcept nogil:
    return <unsigned int>(character - c'A') <= 25


cdef inline bint is_small(unsigned int character) noexcept nogil:
    return <unsigned int>(character - c'a') <= 25


cdef inline bint is_ascii_letter(unsigned int character) noexcept nogil:
    return <unsigned int>((character | 0x20) - c'a') <= 25


cdef inline uint64_t hashed(uint64_t so_far, unsigned char character) noexcept nogil:
    """FNV-1a, one character further."""
    return (so_far ^ character) * <uint64_t>1099511628211ULL


cdef inline uint64_t hash_of(const unsigned char *characters, Py_ssize_t length) noexcept nogil:
    cdef uint64_t found = NO_CHARACTERS
    cdef Py_ssize_t place
    for place in range(length):
        found = hashed(found, characters[place])
    return found


cdef enum:
    NO_CHARACTERS = 1469598103
