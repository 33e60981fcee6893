"""Numbers as they are seen."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsheet.readers.builtin_formats import BUILTIN
from evalsheet.readers.number_format import MAX_CODE, number, show, show_text

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("raw", "code", "text", "decimals"),
    [
        ("9.5", "General", "9.5", 1),
        ("10", "General", "10", 0),
        ("0", "General", "0", 0),
        ("-0.5", "General", "-0.5", 1),
        ("95.49999999999999", "General", "95.5", 1),
        ("0.95499999999999996", "General", "0.955", 3),
        ("0.3333333333333333", "General", "0.333333333", 9),
        ("66.66666666666667", "General", "66.66666667", 8),
        ("12345678901", "General", "12345678901", 0),
        ("123456789012", "General", "1.23457E+11", 0),
        ("0.0000001", "General", "1E-07", 7),
        ("999999999999", "General", "1E+12", 0),
        ("5", "@", "5", 0),
        ("9.5", "0", "10", 0),
        ("2.5", "0", "3", 0),
        ("0.125", "0.00", "0.13", 2),
        ("-0.125", "0.00", "-0.13", 2),
        ("10", "0.00", "10.00", 2),
        ("1234567.891", "#,##0.00", "1,234,567.89", 2),
        ("12", "#,##0", "12", 0),
        ("0.955", "0%", "96%", 2),
        ("0.955", "0.0%", "95.5%", 3),
        ("0.955", "0.00%", "95.50%", 4),
        ("1", "0.00%", "100.00%", 4),
        ("10", '0"分"', "10分", 0),
        ("10", "0\\分", "10分", 0),
        ("10", "0分", "10分", 0),
        ("9.5", 'General"分"', "9.5分", 1),
        ("9.5", 'G/通用格式"分"', "9.5分", 1),
        ("95.5", '0.0"%"', "95.5%", 1),
        ("89.8", '"约"0.0"万元"', "约89.8万元", 1),
        ("-5", "0.00_);(0.00)", "(5.00)", 2),
        ("5", "0.00_);(0.00)", "5.00 ", 2),
        ("-5", "0;[Red]0", "5", 0),
        ("0", '0;-0;"无"', "无", 0),
        ("0", "0;-0;;@", "", 0),
        ("5", ";;;", "", 0),
        ("1234.5", ACCOUNTING, " 1,234.50 ", 2),
        ("-1234.5", ACCOUNTING, " -1,234.50 ", 2),
        ("0", ACCOUNTING, " -   ", 0),
        ("5", "[$¥-804]0.00", "¥5.00", 2),
        ("5", "[$-804]0.00", "5.00", 2),
        ("5", "[DBNum1][$-804]General", "5", 0),
        ("100", '[>=100]"满"0;0.0', "满100", 0),
        ("99", '[>=100]"满"0;0.0', "99.0", 1),
        ("-5", "[<0]0.0;0", "5.0", 1),
        ("-5", "[>=100]0;0.0", "-5.0", 1),
        ("123456", "0.00E+00", "1.23E+05", 0),
        ("0.00123", "0.00E+00", "1.23E-03", 5),
        ("9.999", "0.00E+00", "1.00E+01", 1),
        ("123456", "##0.0E+0", "123.5E+3", 0),
        ("12", "???", " 12", 0),
        ("1.5", "0.0??", "1.5  ", 1),
        ("1.5", "0.0#", "1.5", 1),
        ("1.567", "0.0#", "1.57", 2),
        ("5", "#.#", "5.", 0),
        ("0.5", "#.#", ".5", 1),
        ("0", "#", "", 0),
        ("0.5", "# ?/?", "0.5", 1),
        ("13800001111", "000-0000-0000", "138-0000-1111", 0),
        ("7", "000", "007", 0),
        ("1234567", "0000,000", "1,234,567", 0),
        ("5", "nonsense", "5", 0),
        ("5", '"open', "open", 0),
        ("5", "0" * (MAX_CODE + 1), "5", 0),
        ("-3", "General;General", "3", 0),
        ("1e300", "0", "1" + "0" * 300, 0),
    ],
)
def test_text_and_decimals(raw: str, code: str, text: str, decimals: int) -> None:
    shown = show(raw, code)
    assert shown is not None
    assert (shown.text, shown.decimals) == (text, decimals)
    assert shown.value == number(raw)


@pytest.mark.parametrize(
    ("raw", "code", "value", "text", "decimals"),
    [
        ("12345", "0,", "12.345", "12", 0),
        ("1234567", "#,##0.0,", "1234.567", "1,234.6", 1),
        ("8980000", '0.0,,"百万"', "8.98", "9.0百万", 1),
    ],
)
def test_a_scaling_format_gives_the_scaled_value(raw: str, code: str, value: str, text: str, decimals: int) -> None:
    assert show(raw, code) == (Decimal(value), text, decimals)


@pytest.mark.parametrize(
    ("raw", "code", "value", "text"),
    [
        ("44926", "yyyy/m/d", datetime.date(2022, 12, 31), "2022/12/31"),
        ("44926", "yyyy\\-mm\\-dd", datetime.date(2022, 12, 31), "2022-12-31"),
        ("44926", "yyyy.mm", datetime.date(2022, 12, 31), "2022.12"),
        ("44926", 'yyyy"年"m"月"d"日";@', datetime.date(2022, 12, 31), "2022年12月31日"),
        ("44926", 'yyyy"年"m"月"', datetime.date(2022, 12, 31), "2022年12月"),
        ("44926", 'm"月"d"日"', datetime.date(2022, 12, 31), "12月31日"),
        ("44926", "[$-804]yyyy年m月", datetime.date(2022, 12, 31), "2022年12月"),
        ("44926", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", datetime.date(2022, 12, 31), "2022年12月31日"),
        ("44926", "d-mmm-yy", datetime.date(2022, 12, 31), "31-Dec-22"),
        ("44926", "mmmm dddd", datetime.date(2022, 12, 31), "December Saturday"),
        ("44926", "aaaa aaa", datetime.date(2022, 12, 31), "星期六 六"),
        ("44926", "e/m/d", datetime.date(2022, 12, 31), "2022/12/31"),
        ("44926.75", "yyyy/m/d h:mm", datetime.datetime(2022, 12, 31, 18, 0), "2022/12/31 18:00"),
        ("44926.75", "h:mm AM/PM", datetime.time(18, 0), "6:00 PM"),
        ("0.25", '上午/下午h"时"mm"分"', datetime.time(6, 0), "上午6时00分"),
        ("0.5", "h:mm", datetime.time(12, 0), "12:00"),
        ("0.520844907407407", "mm:ss", datetime.time(12, 30, 1), "30:01"),
        ("0.520844907407407", "mmss.0", datetime.time(12, 30, 1), "3001.0"),
        ("0.999999", "h:mm:ss", datetime.time(0, 0), "0:00:00"),
        ("1.5", "[h]:mm", "36:00", "36:00"),
        ("0.5", "[h]:mm:ss", datetime.time(12, 0), "12:00:00"),
        ("0", "yyyy/m/d", "1900/1/0", "1900/1/0"),
        ("60", "yyyy/m/d", "1900/2/29", "1900/2/29"),
        ("59", "yyyy/m/d", datetime.date(1900, 2, 28), "1900/2/28"),
        ("61", "yyyy/m/d", datetime.date(1900, 3, 1), "1900/3/1"),
        ("1", "yyyy/m/d", datetime.date(1900, 1, 1), "1900/1/1"),
        ("2958465", "yyyy/m/d", datetime.date(9999, 12, 31), "9999/12/31"),
    ],
)
def test_dates(raw: str, code: str, value: object, text: str) -> None:
    assert show(raw, code) == (value, text, None)


@pytest.mark.parametrize("raw", ["-1", "2958466", "1e300"])
def test_what_no_calendar_has_is_shown_as_general(raw: str) -> None:
    assert show(raw, "yyyy/m/d") == show(raw, "General")


def test_days_counted_from_1904() -> None:
    assert show("43464", "yyyy/m/d", True) == (datetime.date(2022, 12, 31), "2022/12/31", None)
    assert show("0", "yyyy/m/d", True) == (datetime.date(1904, 1, 1), "1904/1/1", None)


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        ("27 36 50 52 57", "2022年12月"),
        ("28 29 51 53 54 58", "12月31日"),
        ("30", "12/31/22"),
        ("31", "2022年12月31日"),
        ("32", "18时05分"),
        ("33", "18时05分09秒"),
        ("34 55", "下午6时05分"),
        ("35 56", "下午6时05分09秒"),
        ("14", "2022/12/31"),
        ("22", "2022/12/31 18:05"),
    ],
)
def test_built_in_dates_are_chinese(ids: str, text: str) -> None:
    for one in ids.split():
        shown = show("44926.7535763889", BUILTIN[one])
        assert shown is not None
        assert shown.text == text
        assert not isinstance(shown.value, Decimal)


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        ("优", "General", "优"),
        ("优", "0.00", "优"),
        ("优", "@", "优"),
        ("优", '@"级"', "优级"),
        ("优", '0;0;0;"<"@">"', "<优>"),
        ("优", ";;;", ""),
        ("优", '0;0;0;"无"', "无"),
        ("优", ACCOUNTING, " 优 "),
        ("优", "General;General;General;General", "优"),
    ],
)
def test_texts(text: str, code: str, shown: str) -> None:
    assert show_text(text, code) == shown


@pytest.mark.parametrize("raw", ["", "abc", "nan", "inf", "1_000", "0x10", "1e999", "１２", "--1", "1,000"])
def test_what_is_no_number(raw: str) -> None:
    assert show(raw, "0.00") is None


def test_a_number_is_taken_at_15_digits() -> None:
    assert number("0.1234567890123456789") == Decimal("0.123456789012346")
    assert number(" 5 ") == 5
    assert number("1.5E2") == 150


CODES = st.text(st.sampled_from('0#?.,%;@"\\_*[]E+-/ymdhsaGenral<>=$分年 '), max_size=30) | st.text(max_size=12)


@given(st.floats(allow_nan=False, allow_infinity=False), CODES, st.booleans())
def test_no_code_makes_it_fail(value: float, code: str, date1904: bool) -> None:
    shown = show(repr(value), code, date1904)
    assert shown is not None
    assert isinstance(shown.text, str)
    assert shown.decimals is None or shown.decimals >= 0
    assert isinstance(show_text("优", code), str)


@given(st.decimals(-(10**9), 10**9, allow_nan=False, places=4), st.integers(0, 4))
def test_the_text_is_the_value_rounded_half_up(value: Decimal, places: int) -> None:
    code = "0" + ("." + "0" * places if places else "")
    shown = show(str(value), code)
    assert shown is not None
    assert abs(Decimal(shown.text) - value) <= Decimal(1).scaleb(-places) / 2
    assert shown.decimals == places
