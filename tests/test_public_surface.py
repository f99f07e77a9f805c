"""What users may import, and what importing costs."""

from __future__ import annotations

import subprocess
import sys
import types

import pytest

import ead


def natural(name: str) -> tuple[bool, bool, str, int]:
    """Constants, then classes, then functions; numbers in names by their value, as ruff sorts them."""
    stem = name.rstrip("0123456789")
    return (not name.isupper(), name[0].islower() or name[0] == "_", stem, int(name[len(stem) :] or 0))


def test_every_public_name_can_be_imported() -> None:
    """``__all__`` is sorted, complete, and each name leads somewhere."""
    assert sorted(ead.__all__, key=natural) == ead.__all__
    for name in ead.__all__:
        assert getattr(ead, name) is not None
    assert set(ead.__all__) <= set(dir(ead))


def test_an_unknown_name_is_an_attribute_error() -> None:
    """Lazy loading does not swallow typing errors."""
    with pytest.raises(AttributeError, match="no attribute 'valdate'"):
        _ = ead.valdate  # type: ignore[attr-defined]


def test_identifier_modules_have_the_stdnum_verbs() -> None:
    """``ead.s10`` and its siblings validate, test and format."""
    for name in ("s10", "s8", "s9", "impc", "hs", "eori", "ioss", "gtin", "mrn"):
        module = getattr(ead, name)
        assert isinstance(module, types.ModuleType)
        for verb in ("compact", "validate", "is_valid", "format"):
            assert callable(getattr(module, verb)), (name, verb)


@pytest.mark.parametrize(
    ("code", "unwanted"),
    [
        ("import ead", {"lxml", "pydantic", "click", "rich", "xmlschema", "typing"}),
        ("import ead; ead.s10.is_valid('LX806576725TW')", {"lxml", "pydantic", "click", "rich", "xmlschema"}),
        (
            "import ead; ead.Validator().validate(b'<x/>')",
            {"pydantic", "click", "rich", "xmlschema", "phonenumbers", "ftfy", "email_validator"},
        ),
    ],
)
def test_imports_are_lazy(code: str, unwanted: set[str]) -> None:
    """Heavy packages are imported only where they are used."""
    probe = f"import sys; before = set(sys.modules); {code}; print(' '.join(set(sys.modules) - before))"
    loaded = set(subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split())
    assert set() == unwanted & loaded
