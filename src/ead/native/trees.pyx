# cython: language_level=3, boundscheck=False, wraparound=False
"""Twin of :mod:`ead.formats.xml_decode`: the record of an element of lxml that is as the field table asks.

It refuses (``None``) whatever is not plainly valid: another order, attributes, text between elements, elements in values, values without
the form of their field, groups without any field. The Python says then what is wrong, if anything is.

The tree is walked by functions that lxml offers to compiled modules (``etreepublic.pxd``). They are taken from its table of such functions
by name and signature, so neither its headers nor those of libxml2 are needed to build this module, and a release of lxml in which one of them
is another cannot be mistaken: then this module is not imported. Recursion follows the field table only.
"""

cimport cython
from cpython.pycapsule cimport PyCapsule_GetPointer
from cpython.ref cimport PyObject
from libc.stdlib cimport calloc, free

from ead.native.fields cimport (
    LISTED, LONGEST_REMEMBERED, REPEATED, SINGLE, Form, clear_form, fill_form, has_form, matches, out_of_cycles, recurring_text
)
from ead.native.words cimport Bytes, word_before

from lxml import etree

__all__ = ["TreeReader"]

cdef extern from "Python.h":
    bint PyUnicode_IS_ASCII(object text)
    void *PyUnicode_DATA(object text)
    Py_ssize_t PyUnicode_GET_LENGTH(object text)

cdef extern from *:
    """
    typedef struct _xmlNode Node;
    /* The public members of an element, as etreepublic.pxd tells them; one that is private stands behind. */
    typedef struct { PyObject_HEAD PyObject *document; Node *node; PyObject *tag; } Element;
    """
    ctypedef struct Node:
        pass
    ctypedef struct Element:
        Node *node

ctypedef Node *(*ToNode)(Node *) noexcept
ctypedef Node *(*ToChild)(Node *, Py_ssize_t) noexcept
ctypedef object (*ToText)(Node *)
ctypedef object (*ToList)(Node *, int)
ctypedef int (*IsTrue)(Node *) noexcept
ctypedef int (*HasName)(Node *, const char *, const char *) noexcept


cdef void *function(str name, const char *signature) except NULL:
    """A function that lxml offers; raises ImportError where it is not there or takes other things."""
    try:
        return PyCapsule_GetPointer(etree.__pyx_capi__[name], signature)
    except (AttributeError, KeyError, ValueError) as problem:
        raise ImportError(f"no function '{name}' of that kind in lxml") from problem


cdef ToNode next_element = <ToNode> function("nextElement", b"xmlNode *(xmlNode *)")
cdef ToChild find_child = <ToChild> function("findChildForwards", b"xmlNode *(xmlNode *, Py_ssize_t)")
cdef ToText text_of = <ToText> function("textOf", b"PyObject *(xmlNode *)")
cdef ToText tail_of = <ToText> function("tailOf", b"PyObject *(xmlNode *)")
cdef ToList attributes_of = <ToList> function("collectAttributes", b"PyObject *(xmlNode *, int)")
cdef IsTrue has_text = <IsTrue> function("hasText", b"int (xmlNode *)")
cdef IsTrue has_tail = <IsTrue> function("hasTail", b"int (xmlNode *)")
cdef HasName has_name = <HasName> function("tagMatches", b"int (xmlNode *, const xmlChar *, const xmlChar *)")
cdef object ELEMENT = etree._Element
if ELEMENT.__basicsize__ != sizeof(Element):
    raise ImportError("elements of lxml have other members")

cdef enum:
    NAMES = 1  # what attributes are asked for


cdef struct Member:
    Form form
    bint required
    const char *name
    PyObject *empty  # the record of a group with nothing in it
    Py_ssize_t size
    Member *members


cdef inline bint is_blank(object text) except -1:
    return text is None or not (<str> text).strip(" \t\r\n")


cdef object value_of(object text, Form *form):
    """The value that a text is, if it has the form of its field; else ``None``, and so for rare ones."""
    cdef Bytes at = <Bytes> PyUnicode_DATA(text)
    cdef Bytes end
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(text)
    cdef object value
    cdef bint faulty = False
    if not PyUnicode_IS_ASCII(text):
        return text if form.kind <= LISTED and length <= form.most else None
    end = at + length
    if not length or not has_form(at, end, form):
        return None
    if form.remembered == NULL or length > LONGEST_REMEMBERED:
        return text if matches(form, text) else None
    value = recurring_text(at, length, word_before(at, end), form, &faulty)
    return None if faulty else value


cdef bint has_attributes(Node *node) except -1:
    return bool(attributes_of(node, NAMES))


cdef object leaf_of(Node *node, Member *field, bint plain):
    """The value in an element, or ``None``."""
    cdef object text = text_of(node)
    if text is None or find_child(node, 0) != NULL or not (plain or not has_attributes(node)):
        return None
    return value_of(text, &field.form)


cdef list group_of(Node *node, Member *group, const char *namespace, bint plain, bint *found):
    """The record of a group, or ``None``; ``found`` is set when anything is in it."""
    cdef list record
    cdef Py_ssize_t place = 0
    cdef Node *child = find_child(node, 0)
    if (has_text(node) and not is_blank(text_of(node))) or not (plain or not has_attributes(node)):
        return None
    record = (<list> group.empty)[:]
    while child != NULL:
        while place < group.size and not has_name(child, namespace, group.members[place].name):
            place += 1
        if place == group.size or (has_tail(child) and not is_blank(tail_of(child))):
            return None
        if not put(record, place, child, &group.members[place], namespace, plain):
            return None
        found[0] = found[0] or record[place] is not None
        # What stands once is behind us, also where there was nothing in it.
        place += group.members[place].form.kind != REPEATED
        child = next_element(child)
    for place in range(group.size):
        if group.members[place].required and record[place] is None:
            return None
    return out_of_cycles(record)


cdef bint put(list record, Py_ssize_t place, Node *node, Member *member, const char *namespace, bint plain) except -1:
    """Put what an element holds into its place in the record, unless there is something wrong."""
    cdef object value
    cdef bint found = False
    if member.form.kind == REPEATED:
        value = group_of(node, member, namespace, plain, &found)
        # One without any field is valid for the XSD, and an empty field for the Python.
        if value is None or not found:
            return False
        if record[place]:
            (<list> record[place]).append(value)
        else:
            record[place] = out_of_cycles([value])
        return True
    if member.form.kind < SINGLE:
        record[place] = value = leaf_of(node, member, plain)
        return value is not None
    value = group_of(node, member, namespace, plain, &found)
    # An empty group is as good as none.
    record[place] = value if found else None
    return value is not None


@cython.final
@cython.no_gc_clear  # patterns and names are reached by pointers into what is kept
cdef class TreeReader:
    """Reads elements of one layout in one namespace. ``item`` is the table as :func:`ead.formats.item_reader.table_of` makes it."""

    cdef Member item
    cdef bytes namespace
    cdef list kept

    def __cinit__(self, tuple item not None, bytes namespace not None):
        self.namespace, self.kept = namespace, []
        self.fill(&self.item, item)

    def __dealloc__(self):
        clear(&self.item)

    cdef int fill(self, Member *member, tuple row) except -1:
        """Copy a row of the table, and those below it, into memory that :func:`clear` frees."""
        xml, kind, required, most, fraction, match, recurring, below = row
        empty = [() if inner[1] == "repeated" else None for inner in below]
        self.kept += (xml, empty)
        fill_form(&member.form, kind, most, fraction, match, recurring, self.kept)
        member.required, member.name, member.empty = required, <bytes> xml, <PyObject *> empty
        member.members = <Member *> calloc(len(below) + 1, sizeof(Member))
        if member.members == NULL:
            raise MemoryError
        member.size = len(below)
        for place, inner in enumerate(below):
            self.fill(&member.members[place], inner)
        return 0

    def read(self, element, bint plain=False):
        """The record of an element, or ``None`` when the Python must decide; ``plain`` promises that nothing in it has attributes."""
        cdef Node *node
        cdef bint found = False
        if type(element) is not ELEMENT:
            return None
        node = (<Element *> <PyObject *> element).node
        if node == NULL or not has_name(node, self.namespace, self.item.name):
            return None
        return group_of(node, &self.item, self.namespace, plain, &found)


cdef void clear(Member *member) noexcept:
    """Free what :meth:`TreeReader.fill` took."""
    cdef Py_ssize_t place
    if member.members != NULL:
        for place in range(member.size):
            clear(&member.members[place])
    free(member.members)
    clear_form(&member.form)
