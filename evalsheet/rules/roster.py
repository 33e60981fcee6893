"""What a roster or last year's forms say of those of a batch. These have no function; consolidation reports them."""

from __future__ import annotations

from . import add

add(
    "XFM02",
    "warning",
    {
        "missing": "名册里的“{project}”（{unit}）没有报表",
        "near": "名册里的“{project}”（{unit}）没有报表；名称相近的有“{near}”（{near_unit}）",
        "extra": "“{project}”（{unit}）不在名册里",
        "twice": "“{project}”（{unit}）在名册里有 {actual} 行",
    },
    {
        "missing": "the roster lists {project} ({unit}), of which there is no form",
        "near": "the roster lists {project} ({unit}), of which there is no form; {near} ({near_unit}) has a like name",
        "extra": "{project} ({unit}) is not on the roster",
        "twice": "{project} ({unit}) has {actual} rows on the roster",
    },
    {
        "missing": "请催报；已不实施的，请在名册里注明或删去",
        "near": "请核对是否同一项目，是的请统一名称；不会自动合并",
        "extra": "请核对项目名称和单位；确是名册漏列的，请补进名册",
        "twice": "请核对名册，重复的删去；确是两个项目的，请写明区别",
    },
    {
        "missing": "ask for it, or note on the roster that the project was dropped",
        "near": "check whether they are one project and write one name; they are never merged by themselves",
        "extra": "check project and unit, or add it to the roster",
        "twice": "remove the double row, or tell the two projects apart",
    },
    """名册与报表对不上。
    Roster and forms do not match.

    名册（--roster）里有而没有报表的是漏报，有报表而名册里没有的可能写错了名称，名册里重复的会算两遍。按项目代码，没有代码的按单位和
    项目名称对应，空格、全角半角、名称前的编码不计。名称相近的只列出来供核对，从不自动合并。

    A project of the roster (--roster) without a form was not filed; a form that is not on the roster may bear a wrong
    name; a project listed twice would count twice. They are matched by code, else by unit and name, whatever the blanks,
    the width of signs and the codes before names. Like names are offered and never merged.

    Source: 财政部门的年度自评工作通知：按项目清单逐一报送
    Certainty: published
    """,
)
add(
    "FND15",
    "warning",
    {
        "": "{name}与名册不符：表上 {actual} 万元，名册 {expected} 万元",
        "unit": "{name}与名册差一万倍：表上 {actual} 万元，名册 {expected} 万元",
    },
    {
        "": "{name} differs from the roster: {actual} on the form, {expected} listed (10,000 yuan)",
        "unit": "{name} differs from the roster by ten thousand: {actual} on the form, {expected} listed (10,000 yuan)",
    },
    {
        "": "请核对批复文件：表填错的退回改正，名册不对的更正名册",
        "unit": "多半是元与万元填错了，请核对表头的金额单位",
    },
    {
        "": "check against the approval: send the form back, or correct the roster",
        "unit": "yuan and 10,000 yuan are probably mixed up; check the unit that the form prints",
    },
    """金额与名册不符。
    An amount differs from the roster.

    名册里有预算数或执行数的，与表上资金总额比较，都换算成万元，位数少的一方四舍五入后相同就算相符。名册的栏只写“预算数”的，与年初
    预算数或全年预算数之一相同即可。

    Where the roster has a budget or an amount executed it is compared with the total of the form, both in 10,000 yuan
    and rounded to the decimals of the coarser one. A column that only says budget may be the initial or the final one.

    Source: 绩效评价中与预算批复、决算的核对
    Certainty: published
    """,
)
add(
    "XFM06",
    "warning",
    "{unit}各表的执行数合计 {actual} 万元，名册的合计是 {expected} 万元",
    "the forms of {unit} add up to {actual} executed, the roster says {expected} (10,000 yuan)",
    "请核对是否有漏报、重报的项目；名册的合计含基本支出或与别的单位共用项目的，不必处理",
    "check for projects that are missing or double; nothing to do where the total has basic expenditure or shared projects",
    """单位的执行数合计与名册不符。
    The amounts executed of a unit do not add up to the roster's total.

    名册里有单位合计行（项目名称处写“合计”“小计”）且有执行数的，与该单位计入的各表执行数之和比较。

    Where the roster has a row of totals for a unit (合计 or 小计 in place of a project) with an amount executed, the sum
    of the unit's forms that count is compared with it.

    Source: 目标表审核时的汇总核对
    Certainty: proposal
    """,
)
add(
    "XFM11",
    "hint",
    "“{name}”的指标值 {actual} 不到上年实际完成值 {expected} 的 {share}",
    "the target of {name}, {actual}, is below {share} of what was reached last year, {expected}",
    "请核对指标值是否定低了；任务确有减少的，请写明",
    "check whether the target is too low, or say why there is less to do",
    """指标值比上年实际完成的低很多。
    A target far below what was reached last year.

    用 --previous 给出上年数据集时，同一单位、同一项目、同名指标，本年指标值低于上年实际完成值的八成，提示一次。只比较单位相同的数，
    “不高于”一类的、成本、时间和越低越好的指标不比。

    With last year's dataset (--previous), for one unit, project and indicator: a target below four fifths of what was
    reached a year before. Only numbers of one unit are compared, and none that should be low: at most, costs, times.

    Source: 绩效目标审核中与往年完成情况的比较
    Certainty: proposal
    """,
)
