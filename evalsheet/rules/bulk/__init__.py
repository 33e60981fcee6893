"""The rules over many forms (XFM): what is seen only when the forms of a batch lie side by side.

Such a rule takes the `Index` of a batch and yields what forms it is about, and values. One signal accuses nobody: the
texts ask to check, and what is ordinary for one form is said of a unit or of the whole batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...model import Checked, Finding, Profile, Where
from .. import RULES, Rule, Texts, Wanted, add, is_run, level_of, plain
from .extract import identity, traits, who
from .index import Index

__all__ = ["Index", "Shared", "batch_rule", "check", "codes", "identity", "who", "with_traits"]


class Shared(NamedTuple):
    """What a rule over many forms says: values, and the numbers of the forms, none where it is about no single ones."""

    values: Mapping[str, Any]
    forms: Sequence[int] = ()
    #: As in `Problem`.
    level: str | None = None
    variant: str = ""


OverBatch = Callable[[Index, Profile], Iterator[Shared]]


def batch_rule(
    code: str, *, level: str, zh: Texts, en: Texts, do_zh: Texts, do_en: Texts, fix: str = "no"
) -> Callable[[OverBatch], OverBatch]:
    """Registers a rule over many forms, as `rule` does one over a form.

    The examples on its page are batches: ``‖`` stands between the forms, ``×5`` behind one for five of that kind.
    """

    def register(function: OverBatch) -> OverBatch:
        add(code, level, zh, en, do_zh, do_en, function.__doc__ or "", fix=fix, together=function)
        return function

    return register


def with_traits(forms: tuple[Checked, ...]) -> tuple[Checked, ...]:
    """The forms of a file with what there is to compare in them; hidden ones do not count beside visible ones."""
    visible = any(not one.outline.hidden for one in forms)
    return tuple(one if one.outline.hidden and visible else _with_traits(one) for one in forms)


def _with_traits(checked: Checked) -> Checked:
    form = checked.form
    try:
        return Checked(checked.outline, checked.findings, traits(form), checked.kept)
    except Exception as error:  # a fault of ours must not cost what was found on the form
        return replace(checked, findings=(*checked.findings, failed("XFM", error, form.where)))


def codes(wanted: Wanted | None, levels: Mapping[str, str]) -> list[str]:
    """The codes of the rules over many forms that are to be run."""
    return [code for code, one in RULES.items() if one.together is not None and is_run(code, wanted, levels)]


def check(index: Index, chosen: Sequence[str], profile: Profile, levels: Mapping[str, str]) -> Iterator[Finding]:
    """What the rules with the ``chosen`` codes find in a batch of two forms or more, by code and in input order.

    A rule that fails itself becomes FIL90 and costs only what it would have found.
    """
    if index.count < 2 or not chosen:
        return
    try:
        index.finish()
    except Exception as error:  # as a disk that is full
        yield failed(chosen[0], error)
        return
    for code in chosen:
        try:
            yield from [
                _finding(RULES[code], one, index, profile, levels) for one in _found(RULES[code], index, profile)
            ]
        except Exception as error:
            yield failed(code, error)


def failed(code: str, error: Exception, where: Where | None = None) -> Finding:
    """The finding that a rule could not be run."""
    return Finding("FIL90", "error", where, {"rule": code, "error": f"{type(error).__name__}: {error}"})


def _found(one: Rule, index: Index, profile: Profile) -> Iterator[Shared]:
    assert one.together is not None
    return one.together(index, profile)


def _finding(one: Rule, shared: Shared, index: Index, profile: Profile, levels: Mapping[str, str]) -> Finding:
    level = level_of(one, shared.level, levels)
    most = int(profile.thresholds["listed_forms"])
    values = {key: plain(value) for key, value in shared.values.items()}
    return Finding(one.code, level, None, values, shared.variant, members=index.members(sorted(shared.forms)[:most]))


from . import copies, figures, projects  # noqa: E402, F401 - they register their rules
