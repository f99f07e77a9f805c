# cython: language_level=3
"""Objects with questions that compiled code asks directly: a call through Python takes longer than most answers do.

What can be asked with how many values is told by ``questions``, by the names that Python asks with (-1: with any number of them). In
``ask``, questions are numbered in that order, and values are borrowed.
"""

from cpython.object cimport PyObject

__all__ = ["Asked"]


cdef class Asked:
    """What can be asked directly; a class without questions of its own has none."""

    questions = {}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        raise NotImplementedError


cdef class AskedOfOne(Asked):
    """A function that is asked about one value."""

    cdef Answer answer
    questions = {"of": 1}

    cdef int ask(self, int question, PyObject **arguments, Py_ssize_t count) except -1:
        return self.answer(<object>arguments[0])

    def of(self, value):
        """The answer."""
        return self.answer(value)


cdef object asked_of_one(Answer answer):
    """The function for Python."""
    cdef AskedOfOne made = AskedOfOne()
    made.answer = answer
    return made.of
