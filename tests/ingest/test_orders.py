"""Which sentences order something, and what the others are."""

from pathlib import Path

import pytest

from ingest.pipeline import read_notice
from tests.ingest.written import written

CORPUS = written(Path(__file__).parent / "orders.yml")
CASES = [
    (group["under"], sentence, wanted == "task")
    for group in CORPUS
    for wanted in ("task", "not")
    for sentence in group.get(wanted, ())
]
FRAME = """临江县安全生产委员会关于做好2025年安全生产工作的通知
临安委〔2025〕3号
各乡镇人民政府：
现将有关事项通知如下。
一、{under}
{sentence}
二、信息报送
县安委办每月通报一次。
临江县安全生产委员会
2025年3月8日
"""


def tasks_of(under: str, *sentences: str) -> list[str]:
    text = FRAME.format(under=under, sentence="\n".join(sentences))
    return [t.text for t in read_notice(text.encode(), "a.txt").tasks][:-1]


def test_the_corpus_is_whole() -> None:
    assert len(CASES) >= 170
    assert sum(is_task for *_, is_task in CASES) >= 60


@pytest.mark.parametrize(("under", "sentence", "is_task"), CASES, ids=[c[1] for c in CASES])
def test_sentence(under: str, sentence: str, is_task: bool) -> None:
    assert tasks_of(under, sentence) == ([sentence] if is_task else [])


@pytest.mark.parametrize(
    ("paragraph", "tasks"),
    [
        ("排查中还存在一些不足：一是部分企业台账不全；二是老旧管网跑冒滴漏时有发生；三是一名网格员看护十个小区。各镇要逐项整改。",
         ["各镇要逐项整改。"]),
        ("主要问题有：一是巡查走过场，问题查不准；二是沟渠旁人车混行。", []),
        ("排查中还存在一些不足：一是部分企业台账不全；二是要加密巡查。", ["二是要加密巡查。"]),
        ("突出问题整治：一是清理违建；二是拆除栅栏。", ["突出问题整治：一是清理违建；", "二是拆除栅栏。"]),
        ("针对存在的不足，抓好两件事：一是更换老化线路；二是加密夜间巡查。",
         ["针对存在的不足，抓好两件事：一是更换老化线路；", "二是加密夜间巡查。"]),
    ],
)  # fmt: skip
def test_the_members_of_a_list_are_what_its_first_is(paragraph: str, tasks: list[str]) -> None:
    assert tasks_of("有关情况和要求", paragraph) == tasks


@pytest.mark.parametrize(
    ("paragraph", "tasks"),
    [
        ("各镇请于5月底前报送以下材料：\n（1）《自查表》（附件1）；\n（2）责任体系相关材料：组织机构文件；建立到班组的责任体系图；\n（3）镇政府与企业签订的责任书。\n材料一式两份。\n各镇要开展检查。",
         ["各镇请于5月底前报送以下材料：", "各镇要开展检查。"]),
        ("各镇要做到：\n（1）建立台账；\n（2）清理通道。", ["各镇要做到：", "（1）建立台账；", "（2）清理通道。"]),
        ("各镇请于5月底前报送以下材料：\n（1）自查报告；\n（2）整改方案，每月更新一次。",
         ["各镇请于5月底前报送以下材料：", "（2）整改方案，每月更新一次。"]),
    ],
)  # fmt: skip
def test_papers_to_hand_in_order_nothing(paragraph: str, tasks: list[str]) -> None:
    assert tasks_of("有关要求", paragraph) == tasks
