"""The forms that are measured on are what they are said to be: different, correct, the same each time."""

from __future__ import annotations

import pytest

import evalsheet
from benchmarks import forms


@pytest.mark.parametrize("number", range(12))
def test_a_form_is_the_one_that_its_writer_would_have_written(number):
    data = forms.workbook(number)
    assert data == forms.workbook(number)
    (form,) = evalsheet.read(data)
    (grid,) = (one for at, one in enumerate(forms.grids(number + 1)) if at == number)
    make = forms.with_inline_strings if number % 2 else forms.with_shared_strings
    (slow,) = evalsheet.read(make(grid, typed=number % 3 == 0))
    assert form == slow
    assert not evalsheet.check(form)


def test_in_two_processes_too(tmp_path, monkeypatch):
    paths = forms.write(tmp_path / "one", 30)
    monkeypatch.setattr(forms, "_FEW", 10)
    assert [path.read_bytes() for path in forms.write(tmp_path / "two", 30)] == [path.read_bytes() for path in paths]
    assert len({path.read_bytes() for path in paths}) == 30


def test_blanks(tmp_path):
    (form,) = evalsheet.read(forms.write(tmp_path, 1, forms.BLANKS)[0])
    assert form.total.score.value is None
