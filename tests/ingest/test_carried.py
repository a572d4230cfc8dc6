"""Subjects that go on, and where they end."""

import pytest

from ingest.pipeline import read_notice

FRAME = """临江县安全生产委员会关于做好2025年安全生产工作的通知
临安委〔2025〕3号
各乡镇人民政府：
现将有关事项通知如下。
一、重点任务
{body}
临江县安全生产委员会
2025年3月8日
"""


def owners(*lines: str) -> list[list[tuple[str, str]]]:
    notice = read_notice(FRAME.format(body="\n".join(lines)).encode(), "a.txt")
    return [[(o.name, o.basis) for o in t.owners] for t in notice.tasks]


OWN = [("县应急局", "subject")]
CHARGED = [("县商务局", "carried"), ("县应急局", "carried")]
CARRIED = [("县应急局", "carried")]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["（一）检查。县应急局要开展检查。要建立台账。"], [OWN, CARRIED]),
        (["（一）检查。县应急局要开展检查；每周通报进展。"], [OWN, [*CARRIED]]),
        (["（一）检查。县应急局要开展检查。督促企业整改。"], [OWN, CARRIED]),
        (["（一）检查。县应急局要抓好三件事：一是摸底；二是淘汰旧瓶。"], [OWN, CARRIED]),
        (
            ["（一）检查。县应急局要做到：", "1.遇大风停止作业。", "2.每日点名。"],
            [OWN, CARRIED, CARRIED],
        ),
        (["（一）检查。县应急局要开展检查。检查期间要轻车简从。"], [OWN, CARRIED]),
        (["（一）检查。县应急局要开展检查。", "（二）总结。要报送总结。"], [OWN, []]),
        (["（一）检查。县应急局要开展检查。请于5月底前报送总结。"], [OWN, []]),
        (["（一）检查。县应急局要开展检查。对拒不整改的，依法处罚。"], [OWN, []]),
        (["（一）检查。县应急局要开展检查。设施完好率达到100%。"], [OWN, []]),
        (["（一）检查。县应急局要开展检查。评分低于60分的企业，一年内不得投标。"], [OWN, []]),
        (
            ["（一）检查。县应急局要开展检查，主要负责人带队督查。要建立台账。"],
            [[*OWN, ("主要负责人", "subject")], CARRIED],
        ),
        (["（一）检查。县应急局要开展检查。考核奖惩上，取消评先资格。"], [OWN, []]),
        (["（一）检查。一是县应急局要开展检查。二是车间和仓库，严禁住人。"], [OWN, []]),
        (
            ["（一）检查。县应急局要开展检查。建立台账。（责任单位：县住建局）"],
            [[("县住建局", "note"), *OWN], [("县住建局", "note")]],
        ),
        (
            ["（一）检查。县应急局要开展检查。县住建局要开展排查。还要组织演练。"],
            [OWN, [("县住建局", "subject")], [("县住建局", "carried")]],
        ),
        (["（一）检查。完善预案，县应急局要每月抽查一次。要建立台账。"], [OWN, []]),
        (
            ["（一）检查。灌装作业应当静置。定期清洗烟道。由县商务局牵头，县应急局配合。"],
            [[*CHARGED], [*CHARGED], [("县商务局", "subject"), ("县应急局", "subject")]],
        ),
        (
            ["（一）检查。县水务公司负责。先通风、后下井。", "（二）总结。要报送总结。"],
            [[("县水务公司", "subject")], [("县水务公司", "carried")], []],
        ),
        (
            ["（一）检查。每月检查通风。县煤业公司安全部落实。"],
            [[("县煤业公司安全部", "carried")], [("县煤业公司安全部", "subject")]],
        ),
        (
            ["（一）检查。县应急局要开展检查。由县商务局负责。"],
            [OWN, [("县商务局", "subject")]],
        ),
        (
            [
                "（一）检查。每月检查通风。",
                "县应急局：每月检查一次；5日内印发纪要。监察员每周报告。",
            ],
            [[], OWN, CARRIED, [("监察员", "subject"), *CARRIED]],
        ),
        (
            ["（一）检查。每月检查通风。", "县应急局：每月检查一次。县住建局每周排查一次。"],
            [[], OWN, [("县住建局", "subject")]],
        ),
        (["（一）检查。完善预案；县应急局随时待命；修订补偿办法。"], [[], OWN, []]),
        (
            ["（一）检查。灌装作业应当静置。由县商务局负责，9月底前完成。"],
            [[("县商务局", "carried")], [("县商务局", "subject")]],
        ),
        (
            ["（一）检查。灌装作业应当静置。由县商务局负责，每月联合检查一次。"],
            [[], [("县商务局", "subject")]],
        ),
        (
            ["（一）检查。灌装作业应当静置。由县商务局负责，企业自行检查。"],
            [[("县商务局", "carried")], [("县商务局", "subject"), ("企业", "subject")]],
        ),
    ],
    ids=lambda v: v[0][5:30] if isinstance(v[0], str) else "",
)
def test_subjects(lines: list[str], expected: list[list[tuple[str, str]]]) -> None:
    assert owners(*lines) == expected


def test_those_whom_the_heading_of_a_part_tells_to_act_go_on() -> None:
    found = owners(
        "每月总结。",
        "二、县应急局要守住底线。一是每月检查。二是建立台账。",
        "三、信息报送。每月报送总结。请按时报送。",
    )
    assert found == [[], [*CARRIED], [*CARRIED], [], []]
