from libc.stdint cimport int64_t


cdef struct Slot:
    Py_hash_t hash
    int64_t first  # -1 where nothing stands


cdef struct Kind:
    int64_t content
    int64_t last
    int64_t count  # 0 where nothing stands


cdef class FirstSeen:
    cdef Slot *_slots
    cdef int _bits
    cdef Py_ssize_t _used

    cdef int64_t note(self, Py_hash_t key, int64_t index) except -1
    cdef void expect(self, Py_hash_t key) noexcept
    cdef int _grow(self) except -1


cdef class Kinds:
    cdef Kind *_kinds
    cdef int _bits
    cdef Py_ssize_t _used, _most

    cdef int64_t count(self, int64_t content, int64_t addressee) except -1
    cdef void expect(self, int64_t content) noexcept
    cdef int _grow(self) except -1


cdef int64_t contents_hash(object gross, object pieces, tuple told_apart) except? -1
cdef int64_t two_hash(object one, object other) except? -1
