# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of the searches in :mod:`ead.intake.xml_stream`: where items end, and how many lines there are.

Bounds: the places that callers give are compared with the length of the bytes first, and what is left of these before a tag is.
"""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint64_t
from libc.string cimport memchr, memcmp

from ead.native.words cimport EACH, HIGH, Bytes, equal_bytes, word_at

__all__ = ["count_lines", "plain_ends"]


cdef bint has_markup(Bytes start, Bytes end, int sign) noexcept nogil:
    """Whether there is a "<" with that sign behind it."""
    cdef Bytes at = <Bytes> memchr(start, sign, end - start)
    while at != NULL:
        if at > start and (at - 1)[0] == c'<':
            return True
        at = <Bytes> memchr(at + 1, sign, end - at - 1)
    return False


def plain_ends(bytes buffer not None, Py_ssize_t position, bytes tag not None):
    """The places behind each end tag of that form; ``None`` where there are comments, CDATA or instructions."""
    cdef Bytes begin = <Bytes> PyBytes_AS_STRING(buffer)
    cdef Bytes end = begin + PyBytes_GET_SIZE(buffer)
    cdef Bytes wanted = <Bytes> PyBytes_AS_STRING(tag)
    cdef Py_ssize_t length = PyBytes_GET_SIZE(tag)
    cdef Bytes at
    cdef list ends = []
    if not 0 <= position <= end - begin or length < 3:
        raise IndexError("a place outside the bytes, or no tag")
    if has_markup(begin + position, end, c'!') or has_markup(begin + position, end, c'?'):
        return None
    # The first letter of the name is rarer than what stands around it in every tag.
    at = begin + position + 2
    while at < end:
        at = <Bytes> memchr(at, wanted[2], end - at)
        if at == NULL:
            break
        if end - at >= length - 2 and memcmp(at - 2, wanted, length) == 0:
            at += length - 2
            ends.append(at - begin)
            at += 2
        else:
            at += 1
    return ends


def count_lines(bytes data not None, Py_ssize_t start, Py_ssize_t end):
    """How many line feeds there are between two places."""
    cdef Bytes at, last
    cdef Py_ssize_t total = 0
    start, end = max(start, 0), min(end, PyBytes_GET_SIZE(data))
    at, last = <Bytes> PyBytes_AS_STRING(data) + start, <Bytes> PyBytes_AS_STRING(data) + end
    while last - at >= 8:
        total += line_feeds_in(word_at(at))
        at += 8
    while at < last:
        total += at[0] == c'\n'
        at += 1
    return total


cdef inline int line_feeds_in(uint64_t word) noexcept:
    """How many of eight bytes are line feeds."""
    cdef uint64_t found = equal_bytes(word & ~HIGH, c'\n') & ~word & HIGH
    return <int> (((found >> 7) * EACH) >> 56)
