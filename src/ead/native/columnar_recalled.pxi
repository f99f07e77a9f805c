# A part of columnar.pyx. What recurs: whether a combination of values is among those of which there was nothing to say, and what a function
# answered when it was asked before. Texts are known by Python's hash of 64 bits, whose key is drawn anew for each process, and by their
# length.

cdef enum:
    FIRST_ROOM = 64  # a power of two
    # Twice the combinations of 100 000 items of a few hundred kinds of goods, between forty places; eight megabytes at most.
    MOST_REMEMBERED = 131_072
    ANSWERS = 2048  # a power of two


cdef extern from *:
    """
    #if defined(__GNUC__)
    #define fetch(place) __builtin_prefetch(place)
    #else
    #define fetch(place) ((void)(place))
    #endif
    """
    void fetch(const void *) noexcept nogil


cdef struct Remembered:  # what a combination is known by; both are 0 in an empty slot
    uint64_t hash
    uint64_t check


# All such nodes together keep no more than this; then all forget.
cdef Py_ssize_t remembered_in_all = 0
cdef uint64_t times_forgotten = 0


cdef class Recalled(Question):
    """``(value, ...) in quiet``: whether a combination is one of those of which there was nothing to say, as :class:`Recalling` found out.

    Neither the set nor the texts are kept: a combination is two words of eight bytes. One with a value that is neither a text nor a whole
    number, ``True``, ``False`` or ``None`` is never known.
    """

    cdef Display values
    cdef bint negated
    cdef Remembered *slots
    cdef Py_ssize_t room, used
    cdef uint64_t forgotten

    def __init__(self, Display values not None, bint negated):
        self.values, self.negated = values, negated

    def __dealloc__(self):
        free(self.slots)

    def __len__(self):
        return self.used if self.forgotten == times_forgotten else 0

    cdef int truth(self, int lane) except -1:
        cdef Remembered one
        return (self.combination(lane, &one) and self.knows(one)) != self.negated

    cdef int filter(self, short *lanes, int count) except -1:
        cdef Remembered seen[MOST_ITEMS]
        cdef int at, kept = 0
        if not self.room or count > MOST_ITEMS:
            return Question.filter(self, lanes, count)
        # All slots are on their way through the caches before the first is looked at.
        for at in range(count):
            if not self.combination(lanes[at], &seen[at]):
                seen[at].check = 0
            fetch(&self.slots[seen[at].hash & (self.room - 1)])
        for at in range(count):
            if (seen[at].check and self.knows(seen[at])) != self.negated:
                lanes[kept] = lanes[at]
                kept += 1
        return kept

    cdef bint combination(self, int lane, Remembered *one) except -1:
        """Whether the values of a lane can be known again, and what by."""
        cdef PyObject *items = <PyObject *>self.values.items
        cdef Py_ssize_t place
        cdef PyObject *found
        one.hash, one.check = 0, 1
        for place in range(PyTuple_GET_SIZE(items)):
            found = (<Node>PyTuple_GET_ITEM(items, place)).get(lane)
            if PyUnicode_CheckExact(found):
                mix(one, found)
            elif found == NONE or found == TRUE or found == FALSE:
                one.hash = mixed(one.hash, <uint64_t>found >> 4)
                one.check = mixed(one.check, one.hash)
            elif PyLong_CheckExact(found):
                one.hash = mixed(one.hash, <uint64_t>PyObject_Hash(found))
                one.check = mixed(one.check, ~one.hash)
            else:
                return False
        one.check |= 1
        return True

    cdef bint knows(self, Remembered one) noexcept:
        return self.room and self.forgotten == times_forgotten and self.slot_of(one).check

    cdef Remembered *slot_of(self, Remembered one) noexcept:
        """The slot of a combination, or the empty one for it; some are always empty."""
        cdef Py_ssize_t mask = self.room - 1
        cdef Py_ssize_t place = one.hash & mask
        while self.slots[place].check and (self.slots[place].hash != one.hash or self.slots[place].check != one.check):
            place = (place + 1) & mask
        return &self.slots[place]

    cdef int remember(self, int lane) except -1:
        """Take down that there is nothing to say of a lane's combination."""
        global remembered_in_all, times_forgotten
        cdef Remembered one
        if not self.combination(lane, &one):
            return 0
        if remembered_in_all >= MOST_REMEMBERED:
            remembered_in_all = 0
            times_forgotten += 1
        if self.forgotten != times_forgotten:
            free(self.slots)
            self.slots, self.room, self.used, self.forgotten = NULL, 0, 0, times_forgotten
        if 2 * self.used >= self.room:
            self.make_room()
        cdef Remembered *slot = self.slot_of(one)
        if not slot.check:
            slot[0] = one
            self.used += 1
            remembered_in_all += 1
        return 0

    cdef int make_room(self) except -1:
        cdef Remembered *slots = self.slots
        cdef Py_ssize_t place, room = self.room
        self.slots = <Remembered *>calloc(max(FIRST_ROOM, 2 * room), sizeof(Remembered))
        if self.slots == NULL:
            self.slots = slots
            raise MemoryError
        self.room = max(FIRST_ROOM, 2 * room)
        for place in range(room):
            if slots[place].check:
                self.slot_of(slots[place])[0] = slots[place]
        free(slots)
        return 0


cdef struct Answer:
    Remembered question
    PyObject *value


cdef class Answered(Node):
    """A call of a function that keeps its answers (``functools.lru_cache``), of texts and ``None``: the answers given last are found
    without asking it. Of other values it is asked."""

    cdef object function
    cdef tuple arguments
    cdef Answer *answers

    def __init__(self, function, tuple arguments):
        if len(arguments) > FEW:
            raise Doubt
        self.function, self.arguments = function, nodes(arguments)

    def __dealloc__(self):
        cdef int at
        if self.answers != NULL:
            for at in range(ANSWERS):
                Py_XDECREF(self.answers[at].value)
        free(self.answers)

    cdef PyObject *get(self, int lane) except NULL:
        cdef PyObject *arguments[FEW]
        cdef PyObject *given = <PyObject *>self.arguments
        cdef PyObject *before
        cdef PyObject *value
        cdef Py_ssize_t place, count = PyTuple_GET_SIZE(given)
        cdef Remembered one = Remembered(0, 1)
        cdef bint known = True
        cdef Answer *answer
        for place in range(count):
            arguments[place] = (<Node>PyTuple_GET_ITEM(given, place)).get(lane)
            if PyUnicode_CheckExact(arguments[place]):
                mix(&one, arguments[place])
            elif arguments[place] == NONE:
                one.hash = mixed(one.hash, 1)
                one.check = mixed(one.check, one.hash)
            else:
                known = False
        if not known:
            return self.hold(PyObject_Vectorcall(<PyObject *>self.function, arguments, count, NULL))
        one.check |= 1
        if self.answers == NULL:
            self.answers = <Answer *>calloc(ANSWERS, sizeof(Answer))
            if self.answers == NULL:
                raise MemoryError
        answer = &self.answers[one.hash & (ANSWERS - 1)]
        if answer.question.check != one.check or answer.question.hash != one.hash:
            value = PyObject_Vectorcall(<PyObject *>self.function, arguments, count, NULL)
            before = answer.value
            answer.question, answer.value = one, value
            Py_XDECREF(before)
        return answer.value


cdef inline int mix(Remembered *into, PyObject *text) except -1:
    """A text, beside the values before it."""
    into.hash = mixed(into.hash, <uint64_t>PyObject_Hash(text))
    into.check = mixed(into.check, into.hash ^ <uint64_t>PyUnicode_GET_LENGTH(text))
    return 0


cdef inline uint64_t mixed(uint64_t before, uint64_t more) noexcept:
    before = (before ^ more) * <uint64_t>0x9E3779B97F4A7C15ULL
    return before ^ (before >> 29)
