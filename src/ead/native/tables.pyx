# cython: language_level=3
"""What watchers know items again by: tables of hashes with open places, the twins of ``FirstSeen`` in ``ead.rules.message`` and of
``Kinds`` in ``ead.rules.dq_message``.

A dictionary would hold an object for each hash and each index; here both stand in the table itself.
"""

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc
from libc.stdint cimport int64_t, uint64_t

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define fetch(place) __builtin_prefetch(place)
    #else
    #define fetch(place) ((void)(place))
    #endif
    """
    void fetch(const void *) noexcept nogil

__all__ = ["FirstSeen", "Kinds", "hash_of_contents", "hash_of_two"]


cdef class FirstSeen:
    """At which index each text was met first: by hash, in sixteen bytes each; the twin of ``ead.rules.message.FirstSeen``."""

    def __cinit__(self):
        self._bits = 3
        self._slots = _empty_slots(self._bits)

    def __dealloc__(self):
        PyMem_Free(self._slots)

    def __len__(self):
        return self._used

    def first(self, str text not None, int64_t index):
        """The index that the text was met at first; this one, from 0, when it was not met before."""
        return self.note(hash(text), index)

    cdef int64_t note(self, Py_hash_t key, int64_t index) except -1:
        if index < 0:
            raise ValueError("an index is 0 or more")
        # At most two thirds are taken, so that each search ends at an empty slot.
        if 3 * (self._used + 1) > 2 * (<Py_ssize_t>1 << self._bits):
            self._grow()
        cdef Slot *slot = _find(self._slots, self._bits, key)
        if slot.first < 0:
            slot.hash, slot.first = key, index
            self._used += 1
        return slot.first

    cdef void expect(self, Py_hash_t key) noexcept:
        """Have the slot of a key, which is about to be noted, brought into the caches."""
        fetch(&self._slots[_home(key, self._bits)])

    cdef int _grow(self) except -1:
        cdef Slot *slots = _empty_slots(self._bits + 1)
        cdef Py_ssize_t place
        for place in range(<Py_ssize_t>1 << self._bits):
            if self._slots[place].first >= 0:
                _find(slots, self._bits + 1, self._slots[place].hash)[0] = self._slots[place]
        PyMem_Free(self._slots)
        self._slots = slots
        self._bits += 1
        return 0


cdef Slot *_empty_slots(int bits) except NULL:
    cdef Py_ssize_t place, size = <Py_ssize_t>1 << bits
    cdef Slot *slots = <Slot *>PyMem_Malloc(size * sizeof(Slot))
    if slots == NULL:
        raise MemoryError
    for place in range(size):
        slots[place].first = -1
    return slots


cdef Slot *_find(Slot *slots, int bits, Py_hash_t key) noexcept nogil:
    """The slot of a key, or the empty one where it would stand."""
    cdef uint64_t place = _home(key, bits)
    while slots[place].first >= 0 and slots[place].hash != key:
        place = (place + 1) & ((<uint64_t>1 << bits) - 1)
    return &slots[place]


cdef inline uint64_t _home(int64_t key, int bits) noexcept nogil:
    """Where to look first in a table of so many bits: the upper bits of the product hang on all bits of the key."""
    return (<uint64_t>key * <uint64_t>0x9E3779B97F4A7C15) >> (64 - bits)


cdef class Kinds:
    """How many items there were of a content, and whom the last went to: by hashes; the twin of ``ead.rules.dq_message.Kinds``."""

    def __cinit__(self, Py_ssize_t most):
        self._most = most
        self._bits = 3
        self._kinds = _empty_kinds(self._bits)

    def __dealloc__(self):
        PyMem_Free(self._kinds)

    def note(self, int64_t content, int64_t addressee):
        """How many there are with this one; 0 when it is not counted: it goes where the last one went, or there are too many contents."""
        return self.count(content, addressee)

    cdef int64_t count(self, int64_t content, int64_t addressee) except -1:
        cdef Kind *kind = _find_kind(self._kinds, self._bits, content)
        if kind.count:
            if kind.last == addressee:
                return 0
        else:
            if self._used >= self._most:
                return 0
            # At most two thirds are taken, so that each search ends at an empty place.
            if 3 * (self._used + 1) > 2 * (<Py_ssize_t>1 << self._bits):
                self._grow()
                kind = _find_kind(self._kinds, self._bits, content)
            self._used += 1
        kind.content, kind.last, kind.count = content, addressee, kind.count + 1
        return kind.count

    cdef void expect(self, int64_t content) noexcept:
        """Have the place of a content, which is about to be counted, brought into the caches."""
        fetch(&self._kinds[_home(content, self._bits)])

    cdef int _grow(self) except -1:
        cdef Kind *kinds = _empty_kinds(self._bits + 1)
        cdef Py_ssize_t place
        for place in range(<Py_ssize_t>1 << self._bits):
            if self._kinds[place].count:
                _find_kind(kinds, self._bits + 1, self._kinds[place].content)[0] = self._kinds[place]
        PyMem_Free(self._kinds)
        self._kinds = kinds
        self._bits += 1
        return 0


cdef Kind *_empty_kinds(int bits) except NULL:
    cdef Kind *kinds = <Kind *>PyMem_Calloc(<Py_ssize_t>1 << bits, sizeof(Kind))
    if kinds == NULL:
        raise MemoryError
    return kinds


cdef Kind *_find_kind(Kind *kinds, int bits, int64_t content) noexcept nogil:
    """The place of a content, or the empty one where it would stand."""
    cdef uint64_t place = _home(content, bits)
    while kinds[place].count and kinds[place].content != content:
        place = (place + 1) & ((<uint64_t>1 << bits) - 1)
    return &kinds[place]


def hash_of_contents(gross, pieces, tuple told_apart not None):
    """What equal contents have in common: the hash of a weight and of the texts at these places of each piece."""
    return contents_hash(gross, pieces, told_apart)


def hash_of_two(one, other):
    """The hash of two texts, each of which may be missing."""
    return two_hash(one, other)


cdef int64_t contents_hash(object gross, object pieces, tuple told_apart) except? -1:
    cdef uint64_t found = _mixed(0, hash(gross))
    for piece in pieces:
        for place in told_apart:
            found = _mixed(found, hash((<list?>piece)[<Py_ssize_t>place]))
    return <int64_t>found


cdef int64_t two_hash(object one, object other) except? -1:
    return <int64_t>_mixed(_mixed(0, hash(one)), hash(other))


cdef inline uint64_t _mixed(uint64_t before, Py_hash_t more) noexcept nogil:
    before = (before ^ <uint64_t>more) * <uint64_t>0x9E3779B97F4A7C15
    return before ^ (before >> 29)
