# cython: language_level=3

cdef class Way:
    cdef readonly object plan, unserved, watchers
    cdef readonly Py_hash_t rank
    cdef readonly bint filed, wants_models
