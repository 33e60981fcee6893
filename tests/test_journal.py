"""A journal gives back what was written, goes on after a kill, and is of one run only."""

from __future__ import annotations

import os
import pickle

import pytest

from evalsheet import batch, inputs
from evalsheet.journal import Journal
from evalsheet.model import Result
from samples.make_samples import FOLDER

FILES = inputs.search([str(FOLDER)]).files[:6]
RESULTS = list(batch.results(FILES, batch.Options()))


def written(path, run="run", count=6) -> None:
    journal = Journal(path, run, resume=False)
    for result in RESULTS[:count]:
        journal.add(pickle.dumps(result))
    journal.close(finished=False)


def read(path, run="run") -> list[Result]:
    journal = Journal(path, run, resume=True)
    found = list(journal.done())
    journal.close(finished=False)
    return found


def test_what_was_written_is_there_again(tmp_path):
    path = str(tmp_path / "out.journal")
    written(path)
    assert read(path) == RESULTS
    assert read(path)[0].forms[0].form.profile is RESULTS[0].forms[0].form.profile


@pytest.mark.parametrize("cut", [1, 5, 40, 3000])
def test_what_a_kill_cut_off_is_dropped_and_written_again(tmp_path, cut):
    path = str(tmp_path / "out.journal")
    written(path)
    os.truncate(path, os.path.getsize(path) - cut)
    journal = Journal(path, "run", resume=True)
    assert list(journal.done()) == RESULTS[:5]
    journal.add(pickle.dumps(RESULTS[5]))
    journal.close(finished=False)
    assert read(path) == RESULTS


def test_the_journal_of_another_run_is_not_taken_for_this_one(tmp_path):
    path = str(tmp_path / "out.journal")
    written(path)
    assert read(path, "another run") == []
    assert read(path, "another run") == []


def test_a_finished_run_leaves_nothing(tmp_path):
    path = str(tmp_path / "out.journal")
    journal = Journal(path, "run", resume=False)
    journal.close(finished=True)
    assert list(tmp_path.iterdir()) == []


def test_a_journal_runs_nothing(tmp_path):
    path = str(tmp_path / "out.journal")
    journal = Journal(path, "run", resume=False)
    journal.add(b"cos\nsystem\n(S'touch gotcha'\ntR.")
    journal.close(finished=False)
    with pytest.raises(pickle.UnpicklingError):
        read(path)
