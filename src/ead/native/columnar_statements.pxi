# A part of columnar.pyx. What is done in lanes: rules are asked, one by one or behind a condition.

cdef class Statement:
    """What is done in lanes of one kind; ``lanes`` may be changed."""

    cdef int level

    cdef int run(self, short *lanes, int count) except -1:
        raise Doubt


cdef tuple statements(items):
    """The same for statements."""
    cdef Statement node
    cdef list made = []
    for node in items:
        if node is None:
            raise TypeError("no statement")
        made.append(node)
    return tuple(made)


cdef int run_all(tuple body, const short *lanes, int count) except -1:
    cdef PyObject *items = <PyObject *>body
    cdef short own[MOST_LANES]
    cdef Py_ssize_t place
    for place in range(PyTuple_GET_SIZE(items)):
        copy(own, lanes, count)
        (<Statement>PyTuple_GET_ITEM(items, place)).run(own, count)
    return 0


cdef int hold_back(int level, int lane) except -1:
    fired[level][lane] = 1
    held_back[owners[level][lane]] = 1
    return 0


cdef int say(int level, int lane, rule, PyObject *hit) except -1:
    """Takes note of a hit, with the path of what was looked at."""
    cdef list lanes = <list>said_in[level], said
    cdef tuple path = ()
    if level == PARTY:
        path = ("addressee" if lane & 1 else "sender",)
    elif level == PIECE:
        path = ("contents", lane - first_piece[owners[PIECE][lane]])
    said = lanes[lane]
    if said is None:
        said = lanes[lane] = []
    said.append((rule, <object>hit, path))
    fired[level][lane] = 1
    spoken_of[owners[level][lane]] = 1
    return 0


cdef int kept_by(Node condition, int level, short *lanes, int count, bint of_rules) except -1:
    """The lanes in which the condition holds. Where it cannot be told, the item is held back.

    A condition that stands before rules (``of_rules``) may want what an item with bad fields does not have: there, each rule is asked for
    itself.
    """
    cdef short own[MOST_LANES]
    cdef int at, kept = 0
    cdef bint holds
    copy(own, lanes, count)
    try:
        return condition.truth(lanes[0]) if count == 1 else condition.filter(lanes, count)
    except Exception:
        pass
    for at in range(count):
        try:
            holds = condition.truth(own[at])
        except Exception:
            holds = of_rules and bad_in[level][own[at]] != NULL
            if not holds:
                hold_back(level, own[at])
        if holds:
            lanes[kept] = own[at]
            kept += 1
    return kept


cdef class Ask(Statement):
    """A rule: where its condition holds, it is called.

    Of a lane with bad fields it is not asked if it rests on one (``reads``, or ``None`` for a rule that minds none), nor without what the
    structure of sound items is ``certain`` to give it; and there is no telling where one that is ``doubtful`` is bad.
    """

    cdef Node condition, call
    cdef object rule, reads, doubtful
    cdef tuple certain
    cdef dict minded

    def __init__(self, int level, Node condition not None, Node call not None, rule, reads=None, doubtful=None, tuple certain=()):
        self.level, self.condition, self.call, self.rule = level, condition, call, rule
        self.reads, self.doubtful, self.certain, self.minded = reads, doubtful, nodes(certain), {}

    cdef int run(self, short *lanes, int count) except -1:
        cdef PyObject *hit
        cdef int at
        if any_bad:
            count = self.without_bad(lanes, count)
        for at in range(kept_by(self.condition, self.level, lanes, count, False)):
            try:
                hit = self.call.get(lanes[at])
                if hit != NONE:
                    say(self.level, lanes[at], self.rule, hit)
            except Exception:
                hold_back(self.level, lanes[at])
        return 0

    cdef int without_bad(self, short *lanes, int count) except -1:
        cdef int at, kept = 0
        for at in range(count):
            try:
                if bad_in[self.level][lanes[at]] == NULL or self.is_to_be_asked(lanes[at]):
                    lanes[kept] = lanes[at]
                    kept += 1
            except Exception:
                hold_back(self.level, lanes[at])
        return kept

    cdef bint is_to_be_asked(self, int lane) except -1:
        cdef Node node
        cdef object bad = <object>bad_in[self.level][lane]
        if self.reads is not None:
            # The same fields are bad again and again.
            asked = self.minded.get(bad)
            if asked is None:
                if len(self.minded) >= MOST_DAYS:
                    self.minded.clear()
                asked = self.minded[bad] = self.reads.isdisjoint(bad)
            if not asked:
                return False
        elif self.doubtful and not self.doubtful.isdisjoint(bad):
            raise Doubt
        for node in self.certain:
            if node.absent(lane):
                return False
        return True


cdef class If(Statement):
    cdef Node condition
    cdef tuple body

    def __init__(self, int level, Node condition not None, body):
        self.level, self.condition, self.body = level, condition, statements(body)

    cdef int run(self, short *lanes, int count) except -1:
        count = kept_by(self.condition, self.level, lanes, count, True)
        if count:
            run_all(self.body, lanes, count)
        return 0


cdef class Recalling(Statement):
    """Rules that need not be asked of what is known; values for which they had nothing to say are ``recalled`` from then on.

    ``unsure`` are nodes that have to be ``None`` for that.
    """

    cdef Node condition
    cdef tuple body, unsure
    cdef Recalled recalled

    def __init__(self, int level, Node condition not None, body, unsure, Recalled recalled not None):
        self.level, self.condition, self.body = level, condition, statements(body)
        self.unsure, self.recalled = nodes(unsure), recalled

    cdef int run(self, short *lanes, int count) except -1:
        cdef int at
        count = kept_by(self.condition, self.level, lanes, count, True)
        if not count:
            return 0
        for at in range(count):
            fired[self.level][lanes[at]] = 0
        run_all(self.body, lanes, count)
        for at in range(count):
            try:
                # Where fields are bad, rules that rest on them were not asked.
                if bad_in[self.level][lanes[at]] == NULL and not fired[self.level][lanes[at]] and self.is_sure(lanes[at]):
                    self.recalled.remember(lanes[at])
            except Exception:
                hold_back(self.level, lanes[at])
        return 0

    cdef bint is_sure(self, int lane) except -1:
        cdef Node node
        for node in self.unsure:
            if not node.absent(lane):
                return False
        return True
