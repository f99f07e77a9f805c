# cython: language_level=3
"""What other compiled modules ask of lists of terms."""

from libc.stdint cimport uint64_t

from ead.native.asked cimport Asked


cdef class Terms:
    cdef uint64_t *slots
    cdef uint64_t mask
    cdef bint add(self, const unsigned char *term, Py_ssize_t length) except -1
    cdef bint holds_hash(self, uint64_t hash) noexcept nogil
    cdef bint holds(self, const unsigned char *term, Py_ssize_t length) noexcept nogil


cdef enum:
    LONGEST = 64
    LATIN = 0x250  # the first character that no table knows


cdef class Plain(Asked):
    cdef unsigned char[2 * LATIN] table
    cdef Py_ssize_t fold(self, object text, unsigned char *folded, Py_ssize_t most) noexcept
    cpdef bint may_be_alike(self, object one, object other) noexcept
