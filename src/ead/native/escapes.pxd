# cython: language_level=3
"""Texts of JSON that have more than plain ASCII in them: other characters, or escapes."""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memchr

from ead.native.words cimport Bytes


cdef inline uint32_t number_of_digits(Bytes *at, Bytes end) noexcept nogil:
    """The number that four hexadecimal digits stand for, which the place is moved behind; one too high for a character if they do not."""
    cdef uint32_t number = 0
    cdef unsigned char digit
    cdef int place
    if end - at[0] < 4:
        return 0xFFFFFFFF
    for place in range(4):
        digit = at[0][place]
        if c'0' <= digit <= c'9':
            number = number << 4 | (digit - c'0')
        elif c'a' <= (digit | 0x20) <= c'f':
            number = number << 4 | ((digit | 0x20) - c'a' + 10)
        else:
            return 0xFFFFFFFF
    at[0] += 4
    return number


cdef inline uint32_t numbered_character(Bytes *at, Bytes end) noexcept nogil:
    """The character of an escape by numbers, of which the "u" is passed; zero for half a character and for control characters."""
    cdef uint32_t first = number_of_digits(at, end), second
    if 0xD800 <= first <= 0xDBFF and end - at[0] >= 6 and at[0][0] == c'\\' and at[0][1] == c'u':
        at[0] += 2
        second = number_of_digits(at, end)
        return 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF) if 0xDC00 <= second <= 0xDFFF else 0
    if first > 0xFFFF or 0xD800 <= first <= 0xDFFF or (first < 0x20 and first != 0x09 and first != 0x0A and first != 0x0D):
        return 0
    return first


cdef inline uint32_t escaped_character(Bytes *at, Bytes end) noexcept nogil:
    """The character of an escape, of which the backslash is passed; zero where XML has no place for it, or there is none."""
    cdef unsigned char sign = at[0][0]
    at[0] += 1
    if sign == c'"' or sign == c'\\' or sign == c'/':
        return sign
    if sign == c'n':
        return 0x0A
    if sign == c't':
        return 0x09
    if sign == c'r':
        return 0x0D
    return numbered_character(at, end) if sign == c'u' else 0


cdef inline unsigned char *put(unsigned char *to, uint32_t character) noexcept nogil:
    """Write a character as UTF-8, never longer than its escape; the place behind it."""
    cdef int more = 0 if character < 0x80 else 1 if character < 0x800 else 2 if character < 0x10000 else 3
    cdef int shift = 6 * more
    to[0] = <unsigned char> (character if more == 0 else (0xFF00 >> (more + 1) & 0xFF) | character >> shift)
    while shift:
        to += 1
        shift -= 6
        to[0] = <unsigned char> (0x80 | (character >> shift & 0x3F))
    return to + 1


cdef inline object decoded(Bytes at, Bytes end):
    """The text of bytes in UTF-8; ``None`` where they are not, and for U+FFFE and U+FFFF in it."""
    cdef object text
    try:
        text = PyUnicode_DecodeUTF8(<const char *> at, end - at, NULL)
    except UnicodeDecodeError:
        return None
    # As it is UTF-8, two bytes more stand behind each of these.
    at = <Bytes> memchr(at, 0xEF, end - at)
    while at != NULL:
        if at[1] == 0xBF and at[2] >= 0xBE:
            return None
        at = <Bytes> memchr(at + 1, 0xEF, end - at - 1)
    return text


cdef inline object unescaped(Bytes at, Bytes end):
    """The text of bytes with escapes, of which the last is no backslash that escapes what stands behind them."""
    cdef unsigned char *made = <unsigned char *> malloc(end - at)
    cdef unsigned char *to = made
    cdef uint32_t character
    if made == NULL:
        raise MemoryError
    try:
        while at < end:
            if at[0] != c'\\':
                to[0] = at[0]
                to, at = to + 1, at + 1
                continue
            at += 1
            character = escaped_character(&at, end)
            if character == 0:
                return None
            to = put(to, character)
        return decoded(made, to)
    finally:
        free(made)
