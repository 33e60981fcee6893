"""What is counted over the forms that count: by department, by level of indicators, by rule. Sums are exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from ..model import normal
from .rows import FormLine, Rest

ZERO = Decimal(0)
#: Lower edges of the classes of the score distribution, in points.
CLASSES = (0, 60, 70, 80, 90, 95, 100)
#: Reasons that are remembered of a level; of more the rare ones are dropped.
_MOST_REASONS = 50_000
_SHOWN_REASON = 60
#: Points of the chart of execution rate against score.
_MOST_POINTS = 3000


class Spread:
    """Numbers as they come: how many, mean, standard deviation (of all of them), lowest and highest."""

    def __init__(self) -> None:
        self.count, self._sum, self._squares = 0, ZERO, ZERO
        self.low: Decimal | None = None
        self.high: Decimal | None = None

    def add(self, value: Decimal | None) -> None:
        """Takes a number in; None is none."""
        if value is None:
            return
        self.count += 1
        self._sum += value
        self._squares += value * value
        self.low = value if self.low is None else min(self.low, value)
        self.high = value if self.high is None else max(self.high, value)

    @property
    def mean(self) -> Decimal | None:
        """The mean; None of no numbers."""
        return self._sum / self.count if self.count else None

    @property
    def deviation(self) -> Decimal | None:
        """The standard deviation of these numbers, not an estimate for others; None of no numbers."""
        if not self.count:
            return None
        return max(ZERO, self._squares / self.count - (self._sum / self.count) ** 2).sqrt()


class Money:
    """Sums of the three amounts; what is not filled in adds nothing."""

    def __init__(self) -> None:
        self.initial_budget = self.budget = self.executed = ZERO

    def add(self, line: FormLine) -> None:
        """Takes the amounts of a form in."""
        self.initial_budget += line.initial_budget or ZERO
        self.budget += line.budget or ZERO
        self.executed += line.executed or ZERO

    @property
    def rate(self) -> Decimal | None:
        """Executed by budget; None without a budget."""
        return self.executed / self.budget if self.budget else None


class Department:
    """What is counted of a department, and of all of them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.forms = self.full = self.faulty = self.fine = self.errors = self.warnings = self.hints = 0
        self.money, self.scores = Money(), Spread()
        self.grades: Counter[str] = Counter()

    def add(self, line: FormLine) -> None:
        """Takes a form in."""
        self.forms += 1
        self.full += line.full
        self.faulty += bool(line.errors)
        self.fine += not line.errors and not line.warnings
        self.errors += line.errors
        self.warnings += line.warnings
        self.hints += line.hints
        self.money.add(line)
        self.scores.add(line.score)
        self.grades[line.grade or ""] += 1


class Level:
    """What is counted of the indicators of a second level: points and what was lost, and why."""

    def __init__(self) -> None:
        self.rows = self.forms = self.missed = 0
        self.weight = self.score = ZERO
        self._last = ""
        self._reasons: Counter[str] = Counter()
        self._shown: dict[str, str] = {}

    def add(self, form: str, weight: Decimal, score: Decimal, reason: str | None = None) -> None:
        """Takes a scored row in that has both numbers."""
        self.rows += 1
        self.forms += form != self._last
        self._last = form
        self.weight += weight
        self.score += score
        if score < weight:
            self.missed += 1
            self._add_reason(reason)

    def _add_reason(self, reason: str | None) -> None:
        key = normal(reason or "")
        if not key:
            return
        self._reasons[key] += 1
        shown = " ".join((reason or "").split())
        self._shown[key] = min(self._shown.get(key, shown), shown)  # whatever the order in which they come
        self._forget_rare()

    def _forget_rare(self) -> None:
        if len(self._reasons) > _MOST_REASONS:
            self._reasons = Counter({one: count for one, count in self._reasons.items() if count > 1})
            self._shown = {one: self._shown[one] for one in self._reasons}

    def merge(self, other: Level) -> None:
        """Takes in what was counted of other forms."""
        self.rows += other.rows
        self.forms += other.forms
        self.missed += other.missed
        self.weight += other.weight
        self.score += other.score
        self._reasons.update(other._reasons)
        for key, shown in other._shown.items():
            self._shown[key] = min(self._shown.get(key, shown), shown)
        self._forget_rare()

    def reasons(self, most: int) -> list[tuple[str, int]]:
        """The commonest reasons for lost points, each with how often it was given."""
        ranked = sorted(self._reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        return [(_short(self._shown[key]), count) for key, count in islice(ranked, most)]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN_REASON else text[:_SHOWN_REASON] + "……"


class Details:
    """What is counted over the rows of forms and their findings. Those of other forms can be merged in, so that each
    part can be counted where it is."""

    def __init__(self) -> None:
        self.levels: dict[tuple[str, str], Level] = {}
        self.execution = Level()
        #: How often a rule found something, by code and level, and on how many forms.
        self.findings: Counter[tuple[str, str]] = Counter()
        self.forms: Counter[str] = Counter()

    def add(self, rest: Rest) -> None:
        """Takes in what belongs to a form."""
        for fund in rest.funds:  # execution is scored in its total
            if fund.kind == "total" and fund.weight is not None and fund.score is not None:
                self.execution.add(fund.form, fund.weight, fund.score)
        for row in rest.indicators:
            if row.scored and row.weight is not None and row.score is not None:
                self._level(row.level1 or "", row.level2 or "").add(row.form, row.weight, row.score, row.reason)
        self.add_findings([(one.code, one.level) for one in rest.findings if one.waived is None])

    def add_findings(self, found: Sequence[tuple[str, str]]) -> None:
        """Takes in the codes and levels of what was found on a form."""
        self.findings.update(found)
        self.forms.update({code for code, _ in found})

    def _level(self, *key: str) -> Level:
        return self.levels.setdefault(key, Level())  # type: ignore[arg-type]

    def merge(self, other: Details) -> None:
        """Takes in what was counted over other forms."""
        self.execution.merge(other.execution)
        for key, level in other.levels.items():
            self._level(*key).merge(level)
        self.findings.update(other.findings)
        self.forms.update(other.forms)


class Statistics:
    """All that is counted over the forms that count, which come by department."""

    def __init__(self, count: int, details: Details | None = None) -> None:
        """``count`` is how many forms are to come; ``details`` are those of all, if they are counted already."""
        self.whole = Department("")
        self.departments: list[Department] = []
        self._now = "\n"
        self.details, self._counted = details or Details(), details is not None
        self.classes: Counter[int] = Counter()
        self.points: list[tuple[Decimal, Decimal]] = []
        self._every = max(1, -(-count // _MOST_POINTS))

    @property
    def every(self) -> int:
        """Of how many forms one is a point of the chart."""
        return self._every

    def add(self, line: FormLine) -> bool:
        """Takes a form in; True if it is the first one of a department."""
        name = line.department or line.unit or ""
        begins = normal(name) != self._now
        if begins:
            self._now = normal(name)
            self.departments.append(Department(name))
        if line.budget and line.executed is not None and line.score is not None and not self.whole.forms % self._every:
            self.points.append((line.executed / line.budget, line.score))
        if line.score is not None:
            self.classes[max((edge for edge in CLASSES if line.score >= edge), default=0)] += 1
        for group in (self.departments[-1], self.whole):
            group.add(line)
        return begins

    def add_rest(self, rest: Rest) -> None:
        """Takes in what belongs to a form."""
        if not self._counted:
            self.details.add(rest)
