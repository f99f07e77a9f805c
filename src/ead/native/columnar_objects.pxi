# A part of columnar.pyx. What Python makes: calls, attributes, members and tuples.

cdef class Call(Node):
    """A call of a function with positional arguments."""

    cdef object function
    cdef tuple arguments

    def __init__(self, function, tuple arguments):
        if len(arguments) > MOST_ARGUMENTS:
            raise Doubt
        self.function, self.arguments = function, nodes(arguments)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *arguments[MOST_ARGUMENTS]
        cdef PyObject *given = <PyObject *>self.arguments
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(given)
        for place in range(count):
            arguments[place] = (<Node>PyTuple_GET_ITEM(given, place)).get(lane)
        return self.hold(PyObject_Vectorcall(<PyObject *>self.function, arguments, count, NULL))


cdef class Asking(Question):
    """A question to an object that can be asked directly."""

    cdef Asked asked
    cdef int question
    cdef tuple arguments

    def __init__(self, Asked asked not None, int question, tuple arguments):
        if len(arguments) > MOST_ARGUMENTS:
            raise Doubt
        self.asked, self.question, self.arguments = asked, question, nodes(arguments)

    cdef int truth(self, int lane) except -1:
        cdef PyObject *arguments[MOST_ARGUMENTS]
        cdef PyObject *given = <PyObject *>self.arguments
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(given)
        for place in range(count):
            arguments[place] = (<Node>PyTuple_GET_ITEM(given, place)).get(lane)
        return self.asked.ask(self.question, arguments, count)


cdef class LookedUp(Node):
    """``items.get(key)``."""

    cdef dict items
    cdef Node key

    def __init__(self, dict items not None, Node key not None):
        self.items, self.key = items, key

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *found = PyDict_GetItemWithError(<PyObject *>self.items, self.key.get(lane))
        if found == NULL:
            if PyErr_Occurred() != NULL:
                raise Doubt
            return NONE
        Py_INCREF(found)
        return self.hold(found)


cdef class Method(Node):
    """A call of a method; the first argument is what it is a method of."""

    cdef str name
    cdef tuple arguments

    def __init__(self, str name not None, tuple arguments):
        if len(arguments) > MOST_ARGUMENTS:
            raise Doubt
        self.name, self.arguments = name, nodes(arguments)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *arguments[MOST_ARGUMENTS]
        cdef PyObject *given = <PyObject *>self.arguments
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(given)
        for place in range(count):
            arguments[place] = (<Node>PyTuple_GET_ITEM(given, place)).get(lane)
        return self.hold(PyObject_VectorcallMethod(<PyObject *>self.name, arguments, count, NULL))


cdef class IsAscii(Question):
    """``text.isascii()``."""

    cdef Node item

    def __init__(self, Node item not None):
        self.item = item

    cdef int truth(self, int lane) except -1:
        cdef PyObject *text = self.item.get(lane)
        if not PyUnicode_CheckExact(text):
            raise Doubt
        return PyUnicode_IS_COMPACT_ASCII(text)


cdef class IsDigits(Question):
    """``text.isdigit()``; of what is not ASCII the text itself is asked."""

    cdef Node item, whole

    def __init__(self, Node item not None, Node whole not None):
        self.item, self.whole = item, whole

    cdef int truth(self, int lane) except -1:
        cdef PyObject *text = self.item.get(lane)
        cdef const unsigned char *characters
        cdef Py_ssize_t at
        if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text):
            return is_true(self.whole.get(lane))
        characters = <const unsigned char *>PyUnicode_DATA(text)
        for at in range(PyUnicode_GET_LENGTH(text)):
            if not c'0' <= characters[at] <= c'9':
                return 0
        return PyUnicode_GET_LENGTH(text) > 0


cdef list folded_characters = [chr(code).casefold() for code in range(128)]


cdef class CaseFolded(Node):
    """``text.casefold()``: a single ASCII character is looked up; of others the text itself is asked."""

    cdef Node item, whole

    def __init__(self, Node item not None, Node whole not None):
        self.item, self.whole = item, whole

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *text = self.item.get(lane)
        if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text) or PyUnicode_GET_LENGTH(text) != 1:
            return self.whole.get(lane)
        return PyList_GET_ITEM(<PyObject *>folded_characters, (<const unsigned char *>PyUnicode_DATA(text))[0])


cdef class Attribute(Node):
    cdef Node item
    cdef readonly str name

    def __init__(self, Node item not None, str name not None):
        self.item, self.name = item, name

    cdef PyObject *get(self, int lane) except NULL:
        return self.hold(PyObject_GetAttr(self.item.get(lane), <PyObject *>self.name))


cdef class Item(Node):
    """``item[place]``, of a record, a tuple or a text."""

    cdef Node item
    cdef Py_ssize_t place

    def __init__(self, Node item not None, Py_ssize_t place):
        self.item, self.place = item, place

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *items = self.item.get(lane)
        cdef Py_ssize_t place = self.place
        if PyList_CheckExact(items):
            if place < 0:
                place += PyList_GET_SIZE(items)
            if 0 <= place < PyList_GET_SIZE(items):
                return PyList_GET_ITEM(items, place)
        elif PyUnicode_CheckExact(items) or PyTuple_CheckExact(items):
            if place < 0:
                place += PyObject_Size(items)
            if place >= 0:
                return self.hold(PySequence_GetItem(items, place))
        # A place before the first would be counted from the end once more.
        raise Doubt


cdef class Slice(Node):
    """``text[start:stop]`` with fixed ends; a negative start counts from the end, ``stop`` -1 is the end."""

    cdef Node item
    cdef Py_ssize_t start, stop

    def __init__(self, Node item not None, Py_ssize_t start, Py_ssize_t stop):
        self.item, self.start, self.stop = item, start, stop

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *items = self.item.get(lane)
        cdef Py_ssize_t length, start = self.start, stop = self.stop
        if not PyUnicode_CheckExact(items):
            raise Doubt
        length = PyUnicode_GET_LENGTH(items)
        if start < 0:
            start = max(start + length, 0)
        start = min(start, length)
        stop = length if stop < 0 else max(min(stop, length), start)
        return self.hold(PyUnicode_Substring(items, start, stop))


cdef class Display(Node):
    """A tuple of values."""

    cdef tuple items

    def __init__(self, tuple items):
        self.items = nodes(items)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(items)
        cdef PyObject *made = PyTuple_New(count)
        cdef PyObject *value
        for place in range(count):
            try:
                value = (<Node>PyTuple_GET_ITEM(items, place)).get(lane)
            except BaseException:
                Py_DECREF(made)
                raise
            Py_INCREF(value)
            PyTuple_SET_ITEM(made, place, value)
        return self.hold(made)
