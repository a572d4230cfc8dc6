"""Reading stays linear: the CPU time of hostile texts at one size and at twice the size.

Run: python -m benchmarks.reading.hostile [--characters 60000] [--file-mb 5]

Prints one line a text; ends with 1 if a doubled text took more than three times as long, or the
file of brackets more than a minute.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import sys
import time

from ingest.errors import NotANotice, UnreadableDocument
from ingest.pipeline import notice_of
from ingest.read import read_document

FRAME = (
    "孝义市人民政府关于做好2026年安全生产工作的通知\n孝政发〔2026〕1号\n各乡镇人民政府：\n"
    "一、压实责任\n（一）落实责任。"
)
HEAPS = (
    "（", "）", "（）", "〔", "《", "《》", "“", "“”", '"', "1", "一", "、", "一、", "一、\n", "（一）", "1.", "①",
    "安全生产工作要求严格落实责任", "每", "每季度", "至少", "（责任单位：", "（市应急局负责）", "由", "由市应急局牵头",
    "2026年", "6月", "至", "和", "市应急局、", "市应急局", "以下均由", "煤矿领域：", "关于", "|", "#", "<", "a", "——",
    "开展安全排查整治工作，\n", "1.开展安全检查。\n", "一、甲\n（一）乙\n1.丙\n（1）丁。\n", "a\tb\n", "各部门，", "遏制", "组织",
    "1、事项{}\n", "一、事项{}……3\n", "第{}条 事项{}\n", "联系人：张三、", "a@b.", "（3月1日至", "1月、2月、", "管行业必须管安全、", "发生事故3起，", "各企业各学校", "首页>", "来源：", "甲市",
)  # fmt: skip
LIMIT, FLOOR = 3.0, 0.1


def heaped(heap: str, characters: int) -> str:
    """The heap over and over, some ``characters`` in all; {} is a number that is another each time."""
    return "".join(heap.replace("{}", str(n)) for n in range(characters // len(heap)))


def seconds(text: str) -> float:
    """CPU seconds from bytes to notice, or to the error that reading ends with."""
    started = time.process_time()
    with contextlib.suppress(UnreadableDocument, NotANotice):
        notice_of(read_document(text.encode(), "hostile.txt"))
    return time.process_time() - started


def ratio(heap: str, characters: int, runs: int = 3) -> tuple[float, float]:
    """Median seconds at ``characters``, and how much longer twice as many take."""
    once, twice = (
        statistics.median(seconds(FRAME + heaped(heap, size)) for _ in range(runs))
        for size in (characters, 2 * characters)
    )
    return once, twice / max(once, FLOOR)


def main() -> int:
    """1 if a text is slower than it may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=60_000)
    parser.add_argument("--file-mb", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    slow = 0
    for heap in HEAPS:
        once, times = ratio(heap, arguments.characters, arguments.runs)
        slow += times > LIMIT
        sys.stdout.write(f"{heap[:12]!r:<20}{once:8.2f} s  x{times:.1f}\n")
    for heap in ("（", "（）"):
        took = seconds(FRAME + heap * (arguments.file_mb * 1_000_000 // 3 // len(heap)))
        slow += took > 60
        sys.stdout.write(f"{arguments.file_mb} MB of {heap}: {took:.1f} s\n")
    return min(slow, 1)


if __name__ == "__main__":
    sys.exit(main())
