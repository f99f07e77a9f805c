# A part of columnar.pyx. What a node is, what is given for all items, and the fields of records.

cdef class Node:
    """A value of the code, for each lane. ``scale`` is the number of decimal places of ``number``, -1 for what is no number here.

    ``level`` is the kind of lanes it is to be asked about.
    """

    cdef readonly int scale
    cdef readonly int level
    cdef PyObject *held

    def __cinit__(self, *args, **more):
        self.scale = -1
        self.level = ANY

    def __dealloc__(self):
        Py_XDECREF(self.held)

    cdef PyObject *get(self, int lane) except NULL:
        """The value, borrowed: until the node is asked again."""
        raise Doubt

    cdef int truth(self, int lane) except -1:
        return is_true(self.get(lane))

    cdef int absent(self, int lane) except -1:
        """Whether the value is ``None``."""
        return self.get(lane) == NONE

    cdef Py_ssize_t length(self, int lane) except -1:
        return PyObject_Size(self.get(lane))

    cdef int number(self, int lane, long long *into) except -1:
        """The value as an integer of ``scale`` places; 0 where it is ``None``."""
        raise Doubt

    cdef int filter(self, short *lanes, int count) except -1:
        """Keeps the lanes in which the value is true; how many those are."""
        cdef int at, kept = 0
        for at in range(count):
            if self.truth(lanes[at]):
                lanes[kept] = lanes[at]
                kept += 1
        return kept

    cdef void forget(self) noexcept:
        """Lets go of what it holds of this group."""
        cdef PyObject *held = self.held
        self.held = NULL
        Py_XDECREF(held)

    cdef inline PyObject *hold(self, PyObject *made) except NULL:
        """A new reference, held until the next one comes."""
        cdef PyObject *before = self.held
        self.held = made
        if before == NULL:
            touched.append(self)
        else:
            Py_DECREF(before)
        return made


cdef inline void copy(short *to, const short *lanes, int count) noexcept nogil:
    """Copies lanes; of a single item there is mostly one."""
    if count == 1:
        to[0] = lanes[0]
    else:
        memcpy(to, lanes, count * sizeof(short))


cdef tuple nodes(items):
    """The nodes as a tuple of which every member is known to be one: it is read without asking again."""
    cdef Node node
    cdef list made = []
    for node in items:
        if node is None:
            raise TypeError("no node")
        made.append(node)
    return tuple(made)


cdef class Question(Node):
    """What is either true or false."""

    cdef PyObject *get(self, int lane) except NULL:
        return TRUE if self.truth(lane) else FALSE

    cdef int absent(self, int lane) except -1:
        return 0


cdef class Constant(Node):
    cdef readonly object value

    def __init__(self, value):
        self.value = value

    cdef PyObject *get(self, int lane) except NULL:
        return <PyObject *>self.value


cdef class Given(Node):
    """What is given for the whole group: the day that a check is made as of (0), and the caller's aids (1)."""

    cdef int place

    def __init__(self, int place):
        self.place = place

    cdef PyObject *get(self, int lane) except NULL:
        return context[self.place]


cdef class Day(Node):
    """The day that an item is judged by."""

    def __init__(self):
        self.level = ITEM

    cdef PyObject *get(self, int lane) except NULL:
        return days[lane]


cdef class Once(Node):
    """What hangs on nothing but what is given for the whole group: asked of the first item, from whichever lane."""

    cdef Node value

    def __init__(self, Node value not None):
        self.value = value

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        if self.held == NULL:
            value = self.value.get(0)
            Py_INCREF(value)
            self.hold(value)
        return self.held


cdef class ByDay(Node):
    """What hangs on the day an item is judged by. If it hangs on nothing else (``lasting``), it is remembered from group to group."""

    cdef Node value
    cdef dict known
    cdef bint lasting

    def __init__(self, Node value not None, bint lasting):
        self.level = ITEM
        self.value, self.known, self.lasting = value, {}, lasting

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value = PyDict_GetItemWithError(<PyObject *>self.known, days[lane])
        if value == NULL:
            if PyErr_Occurred() != NULL:
                raise Doubt
            if len(self.known) >= MOST_DAYS:
                raise Doubt
            value = self.value.get(lane)
            self.known[<object>days[lane]] = <object>value
            touched.append(self)
        return value

    cdef void forget(self) noexcept:
        if self.lasting and len(self.known) < MOST_DAYS // 2:
            return
        self.known.clear()


cdef class Record(Node):
    """The record of a lane itself."""

    def __init__(self, int level):
        self.level = level

    cdef PyObject *get(self, int lane) except NULL:
        return records[self.level][lane]


cdef class Role(Node):
    """Which party is in a lane."""

    cdef str one, other

    def __init__(self, str one not None, str other not None):
        self.level = PARTY
        self.one, self.other = one, other

    cdef PyObject *get(self, int lane) except NULL:
        return <PyObject *>(self.other if lane & 1 else self.one)


cdef class Field(Node):
    """A field of a lane's record."""

    cdef Py_ssize_t place

    def __init__(self, int level, Py_ssize_t place):
        self.level, self.place = level, place

    cdef PyObject *get(self, int lane) except NULL:
        return rows[self.level][lane][self.place]

    cdef int truth(self, int lane) except -1:
        return is_true(rows[self.level][lane][self.place])

    cdef int absent(self, int lane) except -1:
        return rows[self.level][lane][self.place] == NONE


cdef class SubField(Node):
    """A field of the sender (``role`` 0) or addressee (1) of an item; ``None`` where there is no such party."""

    cdef int role
    cdef Py_ssize_t place

    def __init__(self, int role, Py_ssize_t place):
        self.level, self.role, self.place = ITEM, role, place

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject **row = rows[PARTY][2 * lane + self.role]
        return row[self.place] if row != NULL else NONE

    cdef int truth(self, int lane) except -1:
        cdef PyObject **row = rows[PARTY][2 * lane + self.role]
        return row != NULL and is_true(row[self.place])


cdef class Outer(Node):
    """A value of the item that a party or piece belongs to."""

    cdef Node item

    def __init__(self, int level, Node item not None):
        self.level, self.item, self.scale = level, item, item.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.item.get(owners[self.level][lane])

    cdef int truth(self, int lane) except -1:
        return self.item.truth(owners[self.level][lane])

    cdef int absent(self, int lane) except -1:
        return self.item.absent(owners[self.level][lane])

    cdef Py_ssize_t length(self, int lane) except -1:
        return self.item.length(owners[self.level][lane])

    cdef int number(self, int lane, long long *into) except -1:
        return self.item.number(owners[self.level][lane], into)
