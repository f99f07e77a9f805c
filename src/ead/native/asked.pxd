# cython: language_level=3
"""What compiled code asks of other compiled objects without a call of Python."""

from cpython.object cimport PyObject


cdef class Asked:
    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1


ctypedef bint (*Answer)(object value) noexcept
cdef object asked_of_one(Answer answer)
