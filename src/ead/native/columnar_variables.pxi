# A part of columnar.pyx. What keeps a value for each lane.

# What was kept for this group, and where it is noted that something is known of a lane: most variables of a destination's own rules are
# asked about one or two items of a group, so looking through all lanes of each took longer than emptying those.
cdef PyObject ***kept_cells = NULL
cdef Py_ssize_t kept_count = 0, kept_room = 0
cdef char **noted_cells = NULL
cdef Py_ssize_t noted_count = 0, noted_room = 0


cdef int more_kept() except -1:
    """Room for more values."""
    global kept_cells, kept_room
    cdef PyObject ***larger = <PyObject ***>realloc(kept_cells, (2 * kept_room + MOST_LANES) * sizeof(PyObject **))
    if larger == NULL:
        raise MemoryError
    kept_cells, kept_room = larger, 2 * kept_room + MOST_LANES
    return 0


cdef int more_noted() except -1:
    """The same for notes."""
    global noted_cells, noted_room
    cdef char **larger = <char **>realloc(noted_cells, (2 * noted_room + MOST_LANES) * sizeof(char *))
    if larger == NULL:
        raise MemoryError
    noted_cells, noted_room = larger, 2 * noted_room + MOST_LANES
    return 0


cdef inline int note(char *place, char said) except -1:
    """Takes a note until the group is left."""
    global noted_count
    if noted_count == noted_room:
        more_noted()
    noted_cells[noted_count] = place
    noted_count += 1
    place[0] = said
    return 0


cdef int let_go() noexcept:
    """Lets go of all that was kept for this group."""
    global kept_count, noted_count
    cdef Py_ssize_t at
    cdef PyObject *value
    for at in range(kept_count):
        value = kept_cells[at][0]
        kept_cells[at][0] = NULL
        Py_XDECREF(value)
    for at in range(noted_count):
        noted_cells[at][0] = 0
    kept_count = noted_count = 0
    return 0


cdef class Keeping(Node):
    """What keeps a value for each lane."""

    cdef PyObject **values

    def __dealloc__(self):
        free(self.values)

    cdef int make_room(self, int level) except -1:
        """For as many values as there are lanes of a kind."""
        self.level = level
        self.values = <PyObject **>calloc(room_of(level), sizeof(PyObject *))
        if self.values == NULL:
            raise MemoryError
        return 0

    cdef inline PyObject *keep(self, int lane, PyObject *made) except NULL:
        """A new reference, kept for the lane, of which there was none before."""
        global kept_count
        if kept_count == kept_room:
            more_kept()
        kept_cells[kept_count] = &self.values[lane]
        kept_count += 1
        self.values[lane] = made
        return made


cdef class Variable(Keeping):
    """A variable: worked out when it is first asked for."""

    cdef Node value

    def __init__(self, int level, Node value not None):
        self.make_room(level)
        self.value = value

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value = self.values[lane]
        if value == NULL:
            value = self.value.get(lane)
            Py_INCREF(value)
            self.keep(lane, value)
        return value


cdef class Compound(Variable):
    """A variable that is an object made of other values, where a condition holds; the object is made when a call wants it."""

    cdef Node condition
    cdef char known[MOST_ITEMS]

    def __init__(self, Node condition not None, Node value not None):
        self.make_room(ITEM)
        self.condition, self.value = condition, value

    cdef PyObject *get(self, int lane) except NULL:
        return NONE if self.absent(lane) else Variable.get(self, lane)

    cdef int truth(self, int lane) except -1:
        return not self.absent(lane)

    cdef int absent(self, int lane) except -1:
        if not self.known[lane]:
            note(&self.known[lane], 1 if self.condition.truth(lane) else 2)
        return self.known[lane] == 2


cdef class Moment(Variable):
    """A variable that is a date and time, from a ``text`` that ``value`` makes an object of."""

    cdef readonly Node text

    def __init__(self, int level, Node text not None, Node value not None):
        self.make_room(level)
        self.text, self.value = text, value

    cdef int absent(self, int lane) except -1:
        return self.text.absent(lane)


cdef class PartOf(Node):
    """One of the values that an object is made of."""

    cdef Node whole, value

    def __init__(self, Node whole not None, Node value not None):
        self.level, self.whole, self.value, self.scale = ITEM, whole, value, value.scale

    cdef inline int sure(self, int lane) except -1:
        if self.whole.absent(lane):
            raise Doubt
        return 0

    cdef PyObject *get(self, int lane) except NULL:
        self.sure(lane)
        return self.value.get(lane)

    cdef int number(self, int lane, long long *into) except -1:
        self.sure(lane)
        return self.value.number(lane, into)


cdef class Number(Keeping):
    """A variable that is a number: from a text that ``maker`` makes an object of, or from a node that is one."""

    cdef Node source
    cdef object maker
    cdef char *known
    cdef long long *amounts

    def __init__(self, int level, Node source not None, maker, int scale):
        self.make_room(level)
        self.source, self.maker, self.scale = source, maker, scale
        self.known = <char *>calloc(room_of(level), 1)
        self.amounts = <long long *>calloc(room_of(level), sizeof(long long))
        if self.known == NULL or self.amounts == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.known)
        free(self.amounts)

    cdef inline int find(self, int lane) except -1:
        """1 for a number, 2 for ``None``."""
        cdef int there
        if not self.known[lane]:
            if self.maker is None:
                there = self.source.number(lane, &self.amounts[lane])
            else:
                there = thousandths(self.source.get(lane), &self.amounts[lane], self.maker is int)
            note(&self.known[lane], 1 if there else 2)
        return self.known[lane]

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        if self.find(lane) == 2:
            return NONE
        if self.values[lane] == NULL:
            value = self.source.get(lane)
            if self.maker is None:
                Py_INCREF(value)
            else:
                value = PyObject_Vectorcall(<PyObject *>self.maker, &value, 1, NULL)
            self.keep(lane, value)
        return self.values[lane]

    cdef int truth(self, int lane) except -1:
        return self.find(lane) == 1 and self.amounts[lane] != 0

    cdef int absent(self, int lane) except -1:
        return self.find(lane) == 2

    cdef int number(self, int lane, long long *into) except -1:
        if self.find(lane) == 2:
            return 0
        into[0] = self.amounts[lane]
        return 1
