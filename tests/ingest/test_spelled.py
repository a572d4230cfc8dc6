"""Mechanisms said in their own words."""

import pytest

from ingest.spelled import _forms, find_spelled


def named(text: str) -> list[str]:
    return sorted({s.notation for s in find_spelled(text)})


def test_parts_in_any_order_are_the_mechanism() -> None:
    forms = _forms()
    assert len(forms) >= 30
    for form in forms:
        for parts in (form.parts, form.parts[::-1]):
            listed = "、".join(parts[:-1]) + "和" + parts[-1]
            found = list(find_spelled(f"要抓好{listed}等工作。"))
            whole = [f for f in forms if set(f.parts) == set(form.parts)]
            assert {s.notation for s in found} & {f.notation for f in whole}, form.notation
            assert any(s.start == 3 for s in found)


@pytest.mark.parametrize(
    ("text", "notations"),
    [
        ("坚持管行业必须管安全，管业务必须管安全，管生产必须管安全。", ["sanguan-sanbixu"]),
        ("按照管行业、管业务、管生产经营必须管安全的要求。", ["sanguan-sanbixu"]),
        ("开展安全宣传进家庭、进学校、进社区、进农村、进企业。", ["wujin"]),
        ("严查违章指挥、违章作业和违反劳动纪律行为。", ["sanwei"]),
        ("推广班线客车、旅游包车、危险货物运输车动态监控。", ["liangke-yiwei"]),
        ("盯紧班线客车、旅游包车、危险货物运输车、重型载货汽车。", ["liangke-yiwei-yihuo"]),
        ("安全设施同时设计、同时施工、同时投入生产和使用。", ["santongshi"]),
        ("构建风险分级管控和隐患排查治理双重预防机制。", ["shuangchong-yufang"]),
        ("落实管行业必须管安全。", []),
        ("在县、乡、村三级建立队伍。", []),
        ("推动安全知识进企业、进学校。", []),
        ("检查违章作业、超速行驶情况。", []),
    ],
)
def test_running_text(text: str, notations: list[str]) -> None:
    assert named(text) == notations
