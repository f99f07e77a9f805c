# A part of columnar.pyx. What is either true or false, and what is chosen by that.

cdef class Longer(Question):
    """``text is not None and len(text) > most``."""

    cdef Node item
    cdef Py_ssize_t most

    def __init__(self, Node item not None, Py_ssize_t most):
        self.item, self.most = item, most

    cdef int truth(self, int lane) except -1:
        cdef PyObject *text = self.item.get(lane)
        if text == NONE:
            return 0
        return (PyUnicode_GET_LENGTH(text) if PyUnicode_CheckExact(text) else PyObject_Size(text)) > self.most


cdef class IsNone(Question):
    cdef Node item
    cdef Field field
    cdef bint negated

    def __init__(self, Node item not None, bint negated):
        self.item, self.negated = item, negated
        self.field = item if isinstance(item, Field) else None

    cdef int truth(self, int lane) except -1:
        return self.item.absent(lane) != self.negated

    cdef int filter(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        cdef PyObject ***all_rows
        cdef Py_ssize_t place
        cdef Node item = self.item
        cdef bint negated = self.negated
        if self.field is not None:
            all_rows, place = rows[self.field.level], self.field.place
            for at in range(count):
                if (all_rows[lanes[at]][place] == NONE) != negated:
                    lanes[kept] = lanes[at]
                    kept += 1
            return kept
        for at in range(count):
            if item.absent(lanes[at]) != negated:
                lanes[kept] = lanes[at]
                kept += 1
        return kept


cdef class Same(Question):
    """``is``."""

    cdef Node left, right
    cdef bint negated

    def __init__(self, Node left not None, Node right not None, bint negated):
        self.left, self.right, self.negated = left, right, negated

    cdef int truth(self, int lane) except -1:
        return (self.left.get(lane) == self.right.get(lane)) != self.negated


cdef class Equal(Question):
    cdef Node left, right
    cdef Field field
    cdef PyObject *constant
    cdef bint negated

    def __init__(self, Node left not None, Node right not None, bint negated):
        self.left, self.right, self.negated = left, right, negated
        self.field = left if isinstance(left, Field) else None
        self.constant = <PyObject *>(<Constant>right).value if isinstance(right, Constant) else NULL

    cdef int truth(self, int lane) except -1:
        cdef PyObject *left = self.left.get(lane)
        return is_equal(left, self.constant if self.constant != NULL else self.right.get(lane)) != self.negated

    cdef int filter(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        cdef PyObject ***all_rows
        if self.field is None or self.constant == NULL:
            return Question.filter(self, lanes, count)
        all_rows = rows[self.field.level]
        for at in range(count):
            if is_equal(all_rows[lanes[at]][self.field.place], self.constant) != self.negated:
                lanes[kept] = lanes[at]
                kept += 1
        return kept


cdef class Compared(Question):
    """A comparison that the objects decide."""

    cdef Node left, right
    cdef int operator

    def __init__(self, str operator, Node left not None, Node right not None):
        self.operator = {"<": Py_LT, "<=": Py_LE, ">": Py_GT, ">=": Py_GE}[operator]
        self.left, self.right = left, right

    cdef int truth(self, int lane) except -1:
        return PyObject_RichCompareBool(self.left.get(lane), self.right.get(lane), self.operator)


cdef class Within(Question):
    """``in``."""

    cdef Node left, right
    cdef bint negated, of_set

    def __init__(self, Node left not None, Node right not None, bint negated):
        self.left, self.right, self.negated = left, right, negated
        self.of_set = isinstance(right, Constant) and isinstance((<Constant>right).value, (set, frozenset))

    cdef int truth(self, int lane) except -1:
        cdef PyObject *item = self.left.get(lane)
        cdef PyObject *items = self.right.get(lane)
        return (PySet_Contains(items, item) if self.of_set else PySequence_Contains(items, item)) != self.negated


cdef class WithinWords(Question):
    """``in`` a constant that holds nothing but texts of a few ASCII characters: codes, mostly. They are looked up as numbers."""

    cdef Node left
    cdef Field field
    cdef object words
    cdef bint negated
    cdef uint64_t *slots
    cdef int shift

    def __init__(self, Node left not None, words not None, bint negated):
        cdef Py_ssize_t room = 4
        cdef uint64_t one
        self.left, self.words, self.negated = left, words, negated
        self.field = left if isinstance(left, Field) else None
        self.shift = 62
        while room < 4 * len(words):
            room *= 2
            self.shift -= 1
        self.slots = <uint64_t *>calloc(room, sizeof(uint64_t))
        if self.slots == NULL:
            raise MemoryError
        for word in words:
            one = packed(<PyObject *>word) if type(word) is str else 0
            if not one:
                raise ValueError("not a word of a few ASCII characters")
            self.slot_of(one)[0] = one

    def __dealloc__(self):
        free(self.slots)

    cdef inline uint64_t *slot_of(self, uint64_t one) noexcept:
        """The slot of a word, or the empty one for it; three in four are empty."""
        cdef uint64_t mask = (<uint64_t>1 << (64 - self.shift)) - 1
        cdef uint64_t place = one * <uint64_t>0x9E3779B97F4A7C15 >> self.shift
        while self.slots[place] and self.slots[place] != one:
            place = (place + 1) & mask
        return &self.slots[place]

    cdef inline int holds(self, PyObject *item) except -1:
        cdef uint64_t one
        if item == NONE:
            return 0
        if not PyUnicode_CheckExact(item):
            return PySequence_Contains(<PyObject *>self.words, item)
        one = packed(item)
        return one != 0 and self.slot_of(one)[0] == one

    cdef int truth(self, int lane) except -1:
        return self.holds(self.left.get(lane)) != self.negated

    cdef int filter(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        cdef PyObject ***all_rows
        if self.field is None:
            return Question.filter(self, lanes, count)
        all_rows = rows[self.field.level]
        for at in range(count):
            if self.holds(all_rows[lanes[at]][self.field.place]) != self.negated:
                lanes[kept] = lanes[at]
                kept += 1
        return kept


cdef class WithinValues(Question):
    """``in`` a display of expressions: the value is compared with one after the other."""

    cdef Node left
    cdef tuple values
    cdef bint negated

    def __init__(self, Node left not None, tuple values, bint negated):
        self.left, self.values, self.negated = left, nodes(values), negated

    cdef int truth(self, int lane) except -1:
        cdef PyObject *item = self.left.get(lane)
        cdef PyObject *values = <PyObject *>self.values
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(values)):
            if is_equal(item, (<Node>PyTuple_GET_ITEM(values, place)).get(lane)):
                return not self.negated
        return self.negated


cdef int without(short *lanes, int count, const short *others, int other_count) noexcept:
    """Takes lanes out of others; how many are left."""
    cdef char marked[MOST_LANES]
    cdef int at, kept = 0
    if other_count == 0:
        return count
    for at in range(count):
        marked[lanes[at]] = 0
    for at in range(other_count):
        marked[others[at]] = 1
    for at in range(count):
        if not marked[lanes[at]]:
            lanes[kept] = lanes[at]
            kept += 1
    return kept


cdef class Not(Question):
    cdef Node item

    def __init__(self, Node item not None):
        self.item = item

    cdef int truth(self, int lane) except -1:
        return not self.item.truth(lane)

    cdef int filter(self, short *lanes, int count) except -1:
        cdef short own[MOST_LANES]
        if count == 1:
            return not self.item.truth(lanes[0])
        memcpy(own, lanes, count * sizeof(short))
        return without(lanes, count, own, self.item.filter(own, count))


cdef class And(Node):
    cdef tuple items

    def __init__(self, tuple items):
        self.items = nodes(items)

    cdef PyObject *get(self, int lane) except NULL:
        cdef Node item
        cdef PyObject *value = NONE
        for item in self.items:
            value = item.get(lane)
            if not is_true(value):
                break
        return value

    cdef int truth(self, int lane) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(items)):
            if not (<Node>PyTuple_GET_ITEM(items, place)).truth(lane):
                return 0
        return 1

    cdef int filter(self, short *lanes, int count) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(items)):
            if count == 1:
                count = (<Node>PyTuple_GET_ITEM(items, place)).truth(lanes[0])
            elif count:
                count = (<Node>PyTuple_GET_ITEM(items, place)).filter(lanes, count)
            else:
                break
        return count


cdef class Or(Node):
    cdef tuple items

    def __init__(self, tuple items):
        self.items = nodes(items)

    cdef PyObject *get(self, int lane) except NULL:
        cdef Node item
        cdef PyObject *value = NONE
        for item in self.items:
            value = item.get(lane)
            if is_true(value):
                break
        return value

    cdef int truth(self, int lane) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef Py_ssize_t place
        for place in range(PyTuple_GET_SIZE(items)):
            if (<Node>PyTuple_GET_ITEM(items, place)).truth(lane):
                return 1
        return 0

    cdef int filter(self, short *lanes, int count) except -1:
        cdef PyObject *items = <PyObject *>self.items
        cdef short open[MOST_LANES]
        cdef short own[MOST_LANES]
        cdef int kept = 0, found, left = count
        cdef Py_ssize_t place
        if count == 1:
            return self.truth(lanes[0])
        memcpy(open, lanes, count * sizeof(short))
        for place in range(PyTuple_GET_SIZE(items)):
            if left == 0:
                break
            memcpy(own, open, left * sizeof(short))
            found = (<Node>PyTuple_GET_ITEM(items, place)).filter(own, left)
            memcpy(lanes + kept, own, found * sizeof(short))
            kept += found
            left = without(open, left, own, found)
        return kept


cdef class Choice(Node):
    """``then if condition else otherwise``."""

    cdef Node condition, then, otherwise

    def __init__(self, Node condition not None, Node then not None, Node otherwise not None):
        self.condition, self.then, self.otherwise = condition, then, otherwise
        if isinstance(otherwise, Constant) and (<Constant>otherwise).value is None:
            self.scale = then.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.then.get(lane) if self.condition.truth(lane) else self.otherwise.get(lane)

    cdef int truth(self, int lane) except -1:
        return self.then.truth(lane) if self.condition.truth(lane) else self.otherwise.truth(lane)

    cdef int absent(self, int lane) except -1:
        return self.then.absent(lane) if self.condition.truth(lane) else self.otherwise.absent(lane)

    cdef int number(self, int lane, long long *into) except -1:
        if self.scale < 0:
            raise Doubt
        return self.then.number(lane, into) if self.condition.truth(lane) else 0
