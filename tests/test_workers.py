"""Work in processes: in order, and what hangs, swallows memory or dies costs only itself."""

from __future__ import annotations

import os
import signal
import time

import pytest

from evalsheet import batch, inputs
from evalsheet.choice import Choice
from evalsheet.limits import MOST
from evalsheet.model import Unreadable
from evalsheet.workers import each
from samples.make_samples import FOLDER

SECONDS = 1.5


@pytest.fixture(autouse=True)
def little_memory(monkeypatch):
    monkeypatch.setitem(MOST, "memory", 200 << 20)


def work(task: str) -> str:
    if task == "hang":
        time.sleep(60)
    if task == "swallow":
        return str(len(bytearray(1 << 30)))
    if task == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "late":
        time.sleep(0.3)
    return f"{task} done"


def failed(task: str, error: Unreadable) -> str:
    return f"{task} {error.code}"


def test_answers_come_in_the_order_of_the_tasks():
    tasks = ["late", *(str(number) for number in range(200))]
    assert list(each(work, tasks, failed, 2, SECONDS)) == [f"{task} done" for task in tasks]


def test_a_bad_task_costs_only_itself():
    tasks = ["1", "hang", "2", "swallow", "3", "die", "4"]
    assert list(each(work, tasks, failed, 2, SECONDS)) == [
        "1 done", "hang FIL05", "2 done", "swallow FIL06", "3 done", "die FIL07", "4 done",
    ]  # fmt: skip


@pytest.mark.parametrize("together", [2, 3, 7, 20])
def test_a_bad_task_costs_only_itself_in_company_too(together):
    tasks = ["1", "hang", "2", "3", "swallow", "4", "5", "die", "6", "7"]
    assert list(each(work, tasks, failed, 2, SECONDS, together)) == [
        "1 done", "hang FIL05", "2 done", "3 done", "swallow FIL06", "4 done", "5 done", "die FIL07", "6 done", "7 done",
    ]  # fmt: skip


def test_together_tasks_have_more_than_the_time_of_one():
    assert list(each(work, ["late"] * 8, failed, 2, 1, 8)) == ["late done"] * 8


def test_tasks_are_taken_as_they_are_needed():
    taken = []

    def tasks():
        for number in range(10_000):
            taken.append(number)
            yield str(number)

    answers = each(work, tasks(), failed, 1, SECONDS)
    assert next(answers) == "0 done"
    assert len(taken) < 100
    answers.close()


def test_closing_kills_what_is_still_running():
    answers = each(work, ["1", "hang"], failed, 1, 60)
    assert next(answers) == "1 done"
    start = time.monotonic()
    answers.close()
    assert time.monotonic() - start < 10


def test_a_fault_of_the_work_itself_is_raised():
    with pytest.raises(ZeroDivisionError):
        list(each(_divide, [0], failed, 1, SECONDS))


def _divide(task: int) -> float:
    return 1 / task


def test_files_are_judged_in_workers_as_they_are_here():
    found = inputs.search([str(FOLDER)]).files
    options = batch.Options(wanted=Choice(("STR06", "FND03", "TOT05"), (), ()))
    assert list(batch.results(found, options, processes=2)) == list(batch.results(found, options))
