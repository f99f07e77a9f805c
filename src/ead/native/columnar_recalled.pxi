# A part of columnar.pyx. What recurs: whether a combination of values is among those of which there was nothing to say, and what a function
# answered when it was asked before. Texts are known by Python's hash of 64 bits, whose key is drawn anew for each process, and by their
# length.

cdef enum:
    FIRST_ROOM = 64  # a power of two
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


cdef class Recalled(Question):
    """``(value, ...) in quiet``, where most combinations have been met before: what was found in the set once is found again without a
    tuple to ask it with, and without a look at the texts, which lie all over the memory. A set from which something was taken away is
    asked for all of it again.

    Values other than texts are known by where they are, so they are held.
    """

    cdef Display values
    cdef object quiet
    cdef bint negated
    cdef Remembered *slots
    cdef Py_ssize_t room, used, size
    cdef list held

    def __init__(self, Display values not None, quiet, bint negated):
        if not isinstance(quiet, set) or len(values.items) > FEW:
            raise Doubt
        self.values, self.quiet, self.negated, self.held = values, quiet, negated, []

    def __dealloc__(self):
        free(self.slots)

    cdef int empty(self) except -1:
        free(self.slots)
        self.slots, self.room, self.used, self.size = NULL, 0, 0, 0
        self.held.clear()
        return 0

    cdef int truth(self, int lane) except -1:
        cdef PyObject *others[FEW]
        cdef int known, held = 0
        cdef Remembered one = self.combination(lane, others, &held)
        if PySet_GET_SIZE(<PyObject *>self.quiet) < self.size:
            self.empty()
        if self.room and self.slot_of(one).check:
            return not self.negated
        # Asked once more, a call may make another object.
        kept = [<object>others[place] for place in range(held)]
        known = PySet_Contains(<PyObject *>self.quiet, self.values.get(lane))
        # Equal objects that are made anew each time would fill it.
        if known and self.used <= PySet_GET_SIZE(<PyObject *>self.quiet):
            self.remember(one)
            self.held += kept
        return known != self.negated

    cdef int filter(self, short *lanes, int count) except -1:
        cdef Remembered seen[MOST_ITEMS]
        cdef PyObject *others[FEW]
        cdef int at, held, kept = 0
        cdef bint all_known = self.room and count <= MOST_ITEMS and PySet_GET_SIZE(<PyObject *>self.quiet) >= self.size
        if all_known:
            # All slots are on their way through the caches before the first is looked at.
            for at in range(count):
                held = 0
                seen[at] = self.combination(lanes[at], others, &held)
                fetch(&self.slots[seen[at].hash & (self.room - 1)])
        for at in range(count):
            # Whoever is asked may make an object where one stood that another combination was known by.
            all_known = all_known and self.slot_of(seen[at]).check
            if (not self.negated) if all_known else self.truth(lanes[at]):
                lanes[kept] = lanes[at]
                kept += 1
        return kept

    cdef inline Remembered combination(self, int lane, PyObject **others, int *held) except *:
        """What the values of a lane are known by; those that are no texts are ``others``."""
        cdef PyObject *items = <PyObject *>self.values.items
        cdef Py_ssize_t place
        cdef PyObject *found
        cdef Remembered one = Remembered(0, 1)
        for place in range(PyTuple_GET_SIZE(items)):
            found = (<Node>PyTuple_GET_ITEM(items, place)).get(lane)
            if PyUnicode_CheckExact(found):
                mix(&one, found)
            else:
                one.hash = mixed(one.hash, <uint64_t>found >> 4)
                one.check = mixed(one.check, one.hash)
                others[held[0]] = found
                held[0] += 1
        one.check |= 1
        return one

    cdef Remembered *slot_of(self, Remembered one) noexcept:
        """The slot of a combination, or the empty one for it; some are always empty."""
        cdef Py_ssize_t mask = self.room - 1
        cdef Py_ssize_t place = one.hash & mask
        while self.slots[place].check and (self.slots[place].hash != one.hash or self.slots[place].check != one.check):
            place = (place + 1) & mask
        return &self.slots[place]

    cdef int remember(self, Remembered one) except -1:
        """Put a combination that is not there into its slot."""
        cdef Remembered *slots = self.slots
        cdef Py_ssize_t place, room = self.room
        if 2 * self.used >= room:
            self.slots = <Remembered *>calloc(max(FIRST_ROOM, 2 * room), sizeof(Remembered))
            if self.slots == NULL:
                self.slots = slots
                raise MemoryError
            self.room = max(FIRST_ROOM, 2 * room)
            for place in range(room):
                if slots[place].check:
                    self.slot_of(slots[place])[0] = slots[place]
            free(slots)
        self.slot_of(one)[0] = one
        self.used += 1
        self.size = PySet_GET_SIZE(<PyObject *>self.quiet)
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
