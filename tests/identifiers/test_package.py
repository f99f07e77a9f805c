from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import ead.codelists
import ead.identifiers
from ead.identifiers import errors
from ead.identifiers._text import clean

MODULES = [
    f"{package.__name__}.{found.name}" for package in (ead.identifiers, ead.codelists) for found in pkgutil.iter_modules(package.__path__)
]
VERBS = {"compact", "format", "is_valid", "validate"}


@pytest.mark.parametrize("name", [*MODULES, "ead.codelists", "ead.identifiers"])
def test_examples_in_docstrings_are_true(name):
    """The examples in every module's documentation give what they show."""
    assert 0 == doctest.testmod(importlib.import_module(name)).failed


@pytest.mark.parametrize("name", sorted(set(ead.identifiers.__all__) - {"errors", "references"}))
def test_identifier_modules_have_the_same_verbs(name):
    """Every identifier module offers compact, validate, is_valid and format, and documents good and bad values."""
    module = getattr(ead.identifiers, name)
    assert set() == VERBS - set(module.__all__)
    assert ">>>" in module.__doc__


@pytest.mark.parametrize("package", [ead.identifiers, ead.codelists])
def test_listed_modules_exist_and_others_do_not(package):
    """Every public module is reachable as an attribute; anything else is an attribute error."""
    public = {found.name for found in pkgutil.iter_modules(package.__path__) if not found.name.startswith("_")}
    assert set() == public - set(package.__all__)
    assert all(package.__getattr__(name) for name in public)
    with pytest.raises(AttributeError, match="nonsense"):
        package.__getattr__("nonsense")


@pytest.mark.parametrize("error", ["InvalidChecksum", "InvalidComponent", "InvalidFormat", "InvalidLength"])
def test_errors_are_value_errors_with_a_general_message(error):
    """Each error is a value error and speaks in lower case without a full stop."""
    instance = getattr(errors, error)()
    assert isinstance(instance, errors.InvalidIdentifier)
    assert isinstance(instance, ValueError)
    assert str(instance) == str(instance).lower().rstrip(".")
    assert str(instance)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" ab-1.2 ", "AB12"),
        ("ab\N{NO-BREAK SPACE}1\N{EN DASH}2", "AB12"),
        ("\N{LATIN SMALL LETTER LONG S}1", "\N{LATIN SMALL LETTER LONG S}1"),
        ("\N{LATIN SMALL LETTER SHARP S}", "\N{LATIN SMALL LETTER SHARP S}"),
    ],
)
def test_cleaning_never_makes_ascii_of_foreign_letters(text, expected):
    """Separators and their look-alikes go; letters that upper-casing would make ASCII stay foreign."""
    assert expected == clean(text)
