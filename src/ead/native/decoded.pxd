# cython: language_level=3

cdef class Decoded:
    cdef public Py_ssize_t index
    cdef public object record, problems, origin
    cdef public bint plain


cdef class Fragment:
    cdef public object stream, batch, finder, known_begin
    cdef public Py_ssize_t number, within, element


cdef class OwnLine:
    cdef public object lines, finder, known
    cdef public Py_ssize_t number, start, end
