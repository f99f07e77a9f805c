# A part of columnar.pyx. Numbers, as integers of so many places.

cdef class Fixed(Node):
    """A number of the code itself."""

    cdef object value
    cdef long long amount

    def __init__(self, value, long long amount, int scale):
        self.value, self.amount, self.scale = value, amount, scale

    cdef PyObject *get(self, int lane) except NULL:
        return <PyObject *>self.value

    cdef int number(self, int lane, long long *into) except -1:
        into[0] = self.amount
        return 1


cdef class Arithmetic(Node):
    """``+``, ``-``, ``*`` and ``%`` of two numbers. ``whole`` makes the object."""

    cdef Node left, right, whole
    cdef int sign
    cdef long long raise_left, raise_right

    def __init__(self, str sign, Node left not None, Node right not None, Node whole not None):
        self.sign = ord(sign)
        self.left, self.right, self.whole = left, right, whole
        scale = left.scale + right.scale if sign == "*" else max(left.scale, right.scale)
        self.raise_left = 1 if sign == "*" else 10 ** (scale - left.scale)
        self.raise_right = 1 if sign == "*" else 10 ** (scale - right.scale)
        self.scale = scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int truth(self, int lane) except -1:
        cdef long long value
        return self.number(lane, &value) and value != 0

    cdef int number(self, int lane, long long *into) except -1:
        cdef long long left = 0, right = 0
        if not self.left.number(lane, &left) or not self.right.number(lane, &right):
            raise Doubt
        if too_large_product(left, self.raise_left, &left) or too_large_product(right, self.raise_right, &right):
            raise Doubt
        if self.sign == c'*':
            if too_large_product(left, right, into):
                raise Doubt
        elif self.sign == c'%':
            # The remainder of a Decimal has the sign of the dividend, as in C; that of an integer has not.
            if right <= 0 or left < 0:
                raise Doubt
            into[0] = left % right
        elif too_large_sum(left, right if self.sign == c'+' else -right, into):
            raise Doubt
        return 1


cdef class Order(Question):
    """A comparison of two numbers."""

    cdef Node left, right
    cdef int operator
    cdef long long raise_left, raise_right

    def __init__(self, str operator, Node left not None, Node right not None):
        scale = max(left.scale, right.scale)
        self.operator = {"<": Py_LT, "<=": Py_LE, "==": Py_EQ, "!=": Py_NE, ">": Py_GT, ">=": Py_GE}[operator]
        self.left, self.right = left, right
        self.raise_left, self.raise_right = 10 ** (scale - left.scale), 10 ** (scale - right.scale)

    cdef int filter(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        for at in range(count):
            if Order.truth(self, lanes[at]):
                lanes[kept] = lanes[at]
                kept += 1
        return kept

    cdef int truth(self, int lane) except -1:
        cdef long long left = 0, right = 0
        cdef int is_left = self.left.number(lane, &left), is_right = self.right.number(lane, &right)
        if not is_left or not is_right:
            if self.operator == Py_EQ:
                return is_left == is_right
            if self.operator == Py_NE:
                return is_left != is_right
            raise Doubt
        if too_large_product(left, self.raise_left, &left) or too_large_product(right, self.raise_right, &right):
            raise Doubt
        if self.operator == Py_LT:
            return left < right
        if self.operator == Py_LE:
            return left <= right
        if self.operator == Py_EQ:
            return left == right
        if self.operator == Py_NE:
            return left != right
        if self.operator == Py_GT:
            return left > right
        return left >= right


cdef class Absolute(Node):
    """``abs`` of a number. ``whole`` makes the object."""

    cdef Node item, whole

    def __init__(self, Node item not None, Node whole not None):
        self.item, self.whole, self.scale = item, whole, item.scale

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int number(self, int lane, long long *into) except -1:
        if not self.item.number(lane, into):
            raise Doubt
        into[0] = abs(into[0])
        return 1


cdef class Among(Question):
    """Whether a number is one of a few."""

    cdef Node item
    cdef long long few[MOST_ARGUMENTS]
    cdef int count

    def __init__(self, Node item not None, amounts):
        self.item = item
        for amount in amounts:
            if self.count == MOST_ARGUMENTS:
                raise Doubt
            self.few[self.count] = amount
            self.count += 1

    cdef int truth(self, int lane) except -1:
        cdef long long amount
        cdef int place
        if not self.item.number(lane, &amount):
            raise Doubt
        for place in range(self.count):
            if self.few[place] == amount:
                return 1
        return 0


cdef class Exact(Node):
    """An object as a number of six places: those of the code come again and again, so the last ones are kept."""

    cdef Node item
    cdef PyObject *objects[FEW]
    cdef long long amounts[FEW]

    def __init__(self, Node item not None):
        self.item, self.scale = item, MOST_PLACES

    def __dealloc__(self):
        cdef int at
        for at in range(FEW):
            Py_XDECREF(self.objects[at])

    cdef PyObject *get(self, int lane) except NULL:
        return self.item.get(lane)

    cdef int truth(self, int lane) except -1:
        return self.item.truth(lane)

    cdef int absent(self, int lane) except -1:
        return self.item.absent(lane)

    cdef int number(self, int lane, long long *into) except -1:
        cdef PyObject *value = self.item.get(lane)
        cdef int at = (<size_t>value >> 4) % FEW
        cdef PyObject *before
        if value == NONE:
            return 0
        if self.objects[at] != value:
            self.amounts[at] = as_number(<object>value)
            before = self.objects[at]
            Py_INCREF(value)
            self.objects[at] = value
            Py_XDECREF(before)
        into[0] = self.amounts[at]
        return 1


cdef long long as_number(value) except? -1:
    """A number of at most fifteen digits and six places, as an integer."""
    if type(value) is not Decimal and type(value) is not int:
        raise Doubt
    exact = Decimal(value)
    # Beyond that the arithmetic of decimals rounds.
    if len(exact.as_tuple().digits) > MOST_CHARACTERS + MOST_PLACES:
        raise Doubt
    scaled = exact.scaleb(MOST_PLACES)
    if not scaled.is_finite() or scaled != scaled.to_integral_value() or abs(scaled) >= 10**17:
        raise Doubt
    return int(scaled)


cdef inline int two_digits(const unsigned char *at) noexcept:
    """The number of two digits; far beyond all others where they are none."""
    return 10 * (at[0] - c'0') + (at[1] - c'0') if c'0' <= at[0] <= c'9' and c'0' <= at[1] <= c'9' else 1000


cdef long day_number_of(PyObject *text) noexcept:
    """The proleptic ordinal of the day in ``2026-11-15T17:15:50``; 0 for another form, and for a day or time that there is not."""
    cdef const unsigned char *at
    cdef int century, year, month, day, days
    if not PyUnicode_CheckExact(text) or not PyUnicode_IS_COMPACT_ASCII(text) or PyUnicode_GET_LENGTH(text) != 19:
        return 0
    at = <const unsigned char *>PyUnicode_DATA(text)
    if at[4] != c'-' or at[7] != c'-' or at[10] != c'T' or at[13] != c':' or at[16] != c':':
        return 0
    century, year, month, day = two_digits(at), two_digits(at + 2), two_digits(at + 5), two_digits(at + 8)
    if century > 99 or year > 99 or not 1 <= month <= 12 or two_digits(at + 11) > 23 or two_digits(at + 14) > 59 or two_digits(at + 17) > 59:
        return 0
    year += 100 * century
    days = DAYS_OF_MONTH[month - 1] + (month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    if year == 0 or not 1 <= day <= days:
        return 0
    day += DAYS_BEFORE[month - 1] + (month > 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    year -= 1
    return 365 * year + year // 4 - year // 100 + year // 400 + day


cdef int *DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
cdef int *DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]


cdef class DayNumber(Node):
    """``moment.toordinal()``: out of the text where that has the usual form. ``whole`` makes the object."""

    cdef Moment moment
    cdef Node whole

    def __init__(self, Moment moment not None, Node whole not None):
        self.level, self.moment, self.whole, self.scale = moment.level, moment, whole, 0

    cdef PyObject *get(self, int lane) except NULL:
        return self.whole.get(lane)

    cdef int number(self, int lane, long long *into) except -1:
        into[0] = day_number_of(self.moment.text.get(lane))
        if into[0] == 0:
            into[0] = <object>self.whole.get(lane)
        return 1


cdef class Length(Node):
    cdef Node item

    def __init__(self, Node item not None):
        self.item = item
        self.scale = 0

    cdef PyObject *get(self, int lane) except NULL:
        cdef object length = self.item.length(lane)
        Py_INCREF(<PyObject *>length)
        return self.hold(<PyObject *>length)

    cdef int truth(self, int lane) except -1:
        return self.item.length(lane) != 0

    cdef int absent(self, int lane) except -1:
        return 0

    cdef int number(self, int lane, long long *into) except -1:
        into[0] = self.item.length(lane)
        return 1
