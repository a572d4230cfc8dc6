"""The runner of small cases tells a right reading from a wrong one."""

from __future__ import annotations

import pytest

from benchmarks.reading.cases import differences, read

TEXT = """临江县安全生产委员会关于做好2025年安全生产工作的通知
临安委〔2025〕3号
各乡镇人民政府：
现将有关事项通知如下。
一、重点任务
（一）培训。县应急局每季度至少组织2次培训。
临江县安全生产委员会
2025年3月8日
"""
TASK = {
    "text": "县应急局每季度至少组织2次培训。",
    "owners": [{"name": "县应急局", "role": "responsible", "basis": "subject"}],
    "recurrences": [{"period": "P3M", "min": 2}],
    "due": [],
}


@pytest.mark.parametrize(
    ("expect", "wrong"),
    [
        ({"tasks": [TASK], "notice": {"doc_number": "临安委〔2025〕3号"}}, 0),
        ({"tasks": [{**TASK, "owners": []}]}, 1),
        ({"tasks": [TASK, TASK]}, 1),
        ({"notice": {"plan_year": 2024}}, 1),
        ({"refused": True}, 1),
        ({"either": [{"refused": True}, {"tasks": [TASK]}]}, 0),
        ({"issues_present": ["deadline-before-notice"]}, 1),
        ({"owner_names_absent": ["县应急局"]}, 1),
    ],
)
def test_differences(expect: dict[str, object], wrong: int) -> None:
    found = differences(read({"id": "one", "text": TEXT}), expect)
    assert len(found) == wrong, found
