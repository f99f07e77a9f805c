# cython: language_level=3
"""Eight bytes at a time: a word of the machine, in which questions about all of them are answered by one calculation.

An answer is a word with the high bit set in each byte that is meant.
"""

from libc.stdint cimport uint64_t

ctypedef const unsigned char *Bytes

cdef extern from *:
    # Variables would be read from memory each time.
    """
    #define EACH 0x0101010101010101ULL
    #define HIGH 0x8080808080808080ULL
    #define BLANK 0x80ULL
    """
    const uint64_t EACH
    const uint64_t HIGH
    const uint64_t BLANK


cdef inline uint64_t word_at(Bytes place) noexcept nogil:
    """Eight bytes, the first in the lowest place whatever the machine's order is."""
    return (
        <uint64_t> place[0] | <uint64_t> place[1] << 8 | <uint64_t> place[2] << 16 | <uint64_t> place[3] << 24
        | <uint64_t> place[4] << 32 | <uint64_t> place[5] << 40 | <uint64_t> place[6] << 48 | <uint64_t> place[7] << 56
    )


cdef inline uint64_t word_before(Bytes place, Bytes end) noexcept nogil:
    """Eight bytes, as :func:`word_at` has them, with zeros for those behind the end."""
    cdef uint64_t word = 0
    cdef int shift = 0
    if end - place >= 8:
        return word_at(place)
    while place < end:
        word |= <uint64_t> place[0] << shift
        place += 1
        shift += 8
    return word


cdef inline uint64_t equal_bytes(uint64_t low, int byte) noexcept nogil:
    """The high bits of the bytes that are that one; ``low`` has none of its own, so no sum reaches into the byte beside."""
    return ~((low ^ (EACH * byte)) + EACH * 0x7F)


cdef inline uint64_t stray_in(uint64_t word, uint64_t *before) noexcept nogil:
    """The high bits of what plain texts do not have among the ASCII characters that print: DEL, and a blank behind a blank.

    ``before`` is that of the character before as a lowest byte, and becomes that of the last one here; a text begins with :data:`BLANK`, for
    it does not begin with a blank.
    """
    cdef uint64_t low = word & ~HIGH
    cdef uint64_t blanks = HIGH & equal_bytes(low, 0x20)
    cdef uint64_t stray = HIGH & (low + EACH) | blanks & (blanks << 8 | before[0])
    before[0] = blanks >> 56
    return stray


cdef inline bint has_stray_latin(Bytes begin, Bytes at, Bytes end) noexcept nogil:
    """Whether something is in a text of UTF-8 that plain texts do not have, from a place in it on; also where that is not plain to see.

    They have Latin letters from U+00C0 to U+023F beside ASCII, of which the first byte is one of these.
    """
    cdef unsigned char byte, before = 0x20 if at == begin else (at - 1)[0]
    while at < end:
        byte = at[0]
        if byte < 0x20 or byte == 0x7F or byte > 0xC8 or 0xBF < byte < 0xC3 or byte == before == 0x20:
            return True
        at, before = at + 1, byte
    return before == 0x20


cdef inline uint64_t bits_before(uint64_t bits) noexcept nogil:
    """All bits before the first of those; there is one."""
    return (bits & (~bits + 1)) - 1


cdef inline Py_ssize_t first_of(uint64_t bits) noexcept nogil:
    """The number of the first byte whose high bit is set; there is one."""
    return <Py_ssize_t> ((((bits & (~bits + 1)) >> 7) * <uint64_t> 0x0001020304050607ULL) >> 56)
