# A part of columnar.pyx. Lists of the values of an item's pieces.

cdef class Column(Keeping):
    """One field of all content pieces of an item, as a tuple."""

    cdef readonly Py_ssize_t place

    def __init__(self, Py_ssize_t place):
        self.make_room(ITEM)
        self.place = place

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        cdef PyObject *made = self.values[lane]
        cdef Py_ssize_t at
        if made == NULL:
            made = PyTuple_New(piece_count[lane])
            for at in range(piece_count[lane]):
                value = rows[PIECE][first_piece[lane] + at][self.place]
                Py_INCREF(value)
                PyTuple_SET_ITEM(made, at, value)
            self.keep(lane, made)
        return made

    cdef int truth(self, int lane) except -1:
        return piece_count[lane] > 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef Py_ssize_t length(self, int lane) except -1:
        return piece_count[lane]

    cdef int complete(self, int lane) except -1:
        """Whether each piece has a value."""
        cdef Py_ssize_t at
        for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
            if rows[PIECE][at][self.place] == NONE:
                return 0
        return 1


cdef class NumberList(Keeping):
    """A column of numbers, with gaps. The list of objects is made when a call wants it."""

    cdef readonly Number cell

    def __init__(self, Number cell not None):
        self.make_room(ITEM)
        self.cell = cell

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *value
        cdef PyObject *made = self.values[lane]
        cdef Py_ssize_t at
        if made == NULL:
            # Each number first, for one that raises must not leave half a list.
            for at in range(piece_count[lane]):
                self.cell.get(first_piece[lane] + at)
            made = PyList_New(piece_count[lane])
            for at in range(piece_count[lane]):
                value = self.cell.get(first_piece[lane] + at)
                Py_INCREF(value)
                PyList_SET_ITEM(made, at, value)
            self.keep(lane, made)
        return made

    cdef int truth(self, int lane) except -1:
        return piece_count[lane] > 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef Py_ssize_t length(self, int lane) except -1:
        return piece_count[lane]


cdef class WholeList(Node):
    """A list that is there where no value of it is missing, and there is one."""

    cdef readonly Node inner
    cdef Column column

    def __init__(self, Column column not None, Node inner not None):
        self.level, self.column, self.inner = ITEM, column, inner

    cdef PyObject *get(self, int lane) except NULL:
        return self.inner.get(lane) if self.truth(lane) else NONE

    cdef int truth(self, int lane) except -1:
        return piece_count[lane] > 0 and self.column.complete(lane)

    cdef int absent(self, int lane) except -1:
        return not self.truth(lane)

    cdef Py_ssize_t length(self, int lane) except -1:
        if not self.truth(lane):
            raise Doubt
        return piece_count[lane]


cdef class Cell(Node):
    """The value of one piece of an item: of the first, the second, ..."""

    cdef Node cell
    cdef Py_ssize_t place

    def __init__(self, Node cell not None, Py_ssize_t place):
        self.level, self.cell, self.place, self.scale = ITEM, cell, place, cell.scale

    cdef inline int lane_of(self, int lane) except -1:
        if self.place >= piece_count[lane]:
            raise Doubt
        return first_piece[lane] + self.place

    cdef PyObject *get(self, int lane) except NULL:
        return self.cell.get(self.lane_of(lane))

    cdef int truth(self, int lane) except -1:
        return self.cell.truth(self.lane_of(lane))

    cdef int absent(self, int lane) except -1:
        return self.cell.absent(self.lane_of(lane))

    cdef int number(self, int lane, long long *into) except -1:
        return self.cell.number(self.lane_of(lane), into)


cdef class Total(Node):
    """The sum of a list of numbers without gaps. ``whole`` makes the object."""

    cdef Number cell
    cdef Node whole

    def __init__(self, Number cell not None, Node whole not None):
        self.level, self.cell, self.whole, self.scale = ITEM, cell, whole, cell.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int truth(self, int lane) except -1:
        cdef long long total = 0
        return self.number(lane, &total) and total != 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef int number(self, int lane, long long *into) except -1:
        cdef int at
        cdef long long value = 0, total = 0
        for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
            if not self.cell.number(at, &value) or too_large_sum(total, value, &total):
                raise Doubt
        into[0] = total
        return 1


cdef class Every(Question):
    """Whether the answer is yes for each piece of an item."""

    cdef Node question

    def __init__(self, Node question not None):
        self.level, self.question = ITEM, question

    cdef int truth(self, int lane) except -1:
        cdef int at
        for at in range(first_piece[lane], first_piece[lane] + piece_count[lane]):
            if not self.question.truth(at):
                return 0
        return 1
