"""The nouns of evalsheet: what travels from the file to the finding.

Everything here is a frozen value without behaviour of its own beyond saying where it stands. Money is in 万元,
rates are fractions (0.955 for 95.5 %), scores and weights are points; all of them are ``Decimal``.
"""

from .entries import (
    NOTHING,
    NUMBERS,
    Field,
    FirstLevel,
    FormRow,
    FundRow,
    Goal,
    Indicator,
    Subtotal,
    Total,
    entries,
    record,
)
from .finding import Change, Checked, Finding, Member, Result, Waiver
from .form import Doubt, Fact, Form, identity
from .grid import Cell, Grid, Problem, Unreadable, Where, column_letters
from .labels import Labels, Words, bare, normal
from .outline import Outline, Points
from .profile import Profile
from .report import Report
from .traits import Measured, Traits

__all__ = [
    "NOTHING",
    "NUMBERS",
    "Cell",
    "Change",
    "Checked",
    "Doubt",
    "Fact",
    "Field",
    "Finding",
    "FirstLevel",
    "Form",
    "FormRow",
    "FundRow",
    "Goal",
    "Grid",
    "Indicator",
    "Labels",
    "Measured",
    "Member",
    "Outline",
    "Points",
    "Problem",
    "Profile",
    "Report",
    "Result",
    "Subtotal",
    "Total",
    "Traits",
    "Unreadable",
    "Waiver",
    "Where",
    "Words",
    "bare",
    "column_letters",
    "entries",
    "identity",
    "normal",
    "record",
]
