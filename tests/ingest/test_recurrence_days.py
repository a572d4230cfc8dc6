"""On which days what recurs falls, in a corpus of phrases."""

from datetime import date

import pytest

from ingest.characters import normalise
from ingest.deadlines import Calendar
from ingest.finding import clause
from ingest.times import Times, find_times

#: Phrase, its words for the time, and of each recurrence months, days and days of the week.
SAID = [
    ("各乡镇每月25日前报送情况", "每月25日前", ["25"]),
    ("各乡镇每月的25日之前报送情况", "每月的25日之前", ["25"]),
    ("各乡镇于每月5日、15日前报送", "每月5日、15日前", ["5 15"]),
    ("每月5、15、25号报送", "每月5、15、25号", ["5 15 25"]),
    ("每月二十五日前报送", "每月二十五日前", ["25"]),
    ("按月于25日前报送", "按月于25日前", ["25"]),
    ("每月1日至5日开展检查", "每月1日至5日", ["5"]),
    ("每月底前报送总结", "每月底前", ["-1"]),
    ("每月月末报送总结", "每月月末", ["-1"]),
    ("每月最后一天汇总", "每月最后一天", ["-1"]),
    ("每月中旬、下旬各报送一次", "每月中旬、下旬", ["20 -1"]),
    ("每季度末月20日前报送", "每季度末月20日前", ["3,6,9,12 20"]),
    ("每季度最后一个月的20日前报送", "每季度最后一个月的20日前", ["3,6,9,12 20"]),
    ("每季度首月5日前报送", "每季度首月5日前", ["1,4,7,10 5"]),
    ("每季度第二个月召开例会", "每季度第二个月", ["2,5,8,11"]),
    ("每季度末20日前报送", "每季度末20日前", ["3,6,9,12 20"]),
    ("每季度末通报进展", "每季度末", ["3,6,9,12 -1"]),
    ("季度末通报进展", "季度末通报", ["3,6,9,12 -1"]),
    ("每季度25日前报送", "每季度25日前", ["25"]),
    ("每半年末报送总结", "每半年末", ["6,12 -1"]),
    ("每半年7月10日前报送", "每半年7月10日前", ["1,7 10"]),
    ("每半年6月20日、12月25日前报送", "每半年6月20日、12月25日前", ["6 20", "12 25"]),
    ("每年1月15日前报送上年总结", "每年1月15日前", ["1 15"]),
    ("每年3月7日–3月10日开展大检查", "每年3月7日–3月10日", ["3 10"]),
    ("每年6月20日、12月20日前报送", "每年6月20日、12月20日前", ["6,12 20"]),
    ("每年6月和12月底前报送总结", "每年6月和12月底前", ["6,12 -1"]),
    ("每年6月前完成预案修订", "每年6月前", ["5 -1"]),
    ("每年4月、10月各开展一次检查", "每年4月、10月", ["4,10"]),
    ("每年底前总结", "每年底前", ["12 -1"]),
    ("每年11月中旬开展宣传", "每年11月中旬", ["11 20"]),
    ("每周五报送信息", "每周五", ["FR"]),
    ("每周五17:00前报送信息", "每周五", ["FR"]),
    ("每周星期一报送信息", "每周星期一", ["MO"]),
    ("每周一、周三报送信息", "每周一、周三", ["MO,WE"]),
    ("每周一上午召开例会", "每周一", ["MO"]),
    ("每周一市安委办召开调度会", "每周一", ["MO"]),
    ("每周日市能源局开展排查", "每周日", ["SU"]),
    ("每周一、周四市城管局开展检查", "每周一、周四", ["MO,TH"]),
    ("每月5日市应急局报送情况", "每月5日", ["5"]),
    ("每周一至周五开展巡查", "每周一至周五", ["MO,TU,WE,TH,FR"]),
    ("每月第一个星期五召开例会", "每月第一个星期五", ["1FR"]),
    ("每月最后一个周五召开例会", "每月最后一个周五", ["-1FR"]),
    # no days, or none that can be told
    ("每周一调度、每月一通报", "每周", ["", ""]),
    ("每周一市级调度", "每周", [""]),
    ("每月第一周市文旅局开展检查", "每月第一周", [""]),
    ("每周末市消防支队开展检查", "每周末", [""]),
    ("每周三次巡查", "每周三次", [""]),
    ("每周两查", "每周两查", [""]),
    ("每周日常检查", "每周", [""]),
    ("每月训练8天以上", "每月训练8天以上", [""]),
    ("每月5日内报送", "每月", [""]),
    ("每月前5个工作日报送", "每月", [""]),
    ("每月1次检查", "每月1次", [""]),
    ("每年6月至9月加密巡查", "每年", [""]),
    ("每年5月、6月至9月加密巡查", "每年", [""]),
    ("自每年1月1日起执行", "每年", [""]),
    ("每季度第一个工作日报送台账", "每季度", [""]),
    ("每半年组织一次演练", "每半年组织一次", [""]),
    ("一月一调度", "一月一调度", [""]),
]


def read(text: str) -> Times:
    return find_times(clause(normalise(text, 0, len(text))), Calendar(2026, date(2026, 3, 9)))


def _list(values: tuple[int, ...] | tuple[str, ...], between: str = ",") -> str:
    return between.join(map(str, values))


@pytest.mark.parametrize(("phrase", "words", "days"), SAID, ids=[each[0] for each in SAID])
def test_days(phrase: str, words: str, days: list[str]) -> None:
    found = read(phrase).recurrences
    on = [(each.on.months, each.on.days, each.on.weekdays) for each in found]
    told = [f"{_list(months)} {_list(at, ' ')} {_list(week)}" for months, at, week in on]
    told = [" ".join(each.split()) for each in told]
    assert (found[0].mention.quote, told) == (words, days)


def test_each_day_and_its_absence_stand_in_the_corpus() -> None:
    assert len(SAID) == 59
    assert sum("" in days for *_, days in SAID) == 17


@pytest.mark.parametrize("phrase", ["每年6月20日、12月20日前报送", "每半年6月20日、12月20日前报送"])
def test_days_of_each_year_are_no_deadline_of_this_one(phrase: str) -> None:
    assert read(phrase).due == ()
