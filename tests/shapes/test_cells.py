"""A row's text and its cell for deadlines say one thing, or the text says more."""

from __future__ import annotations

import pytest

from service.checking.notice_file import read_file, report_on
from shapes.check import Options

ROWS = "1,煤矿,开展瓦斯治理检查，不留死角,县应急局,2026年3月底前\n2,学校,开展宿舍用电检查，不留死角,县教育局,2026年4月底前\n3,燃气,{},县住建局,{}\n"


@pytest.mark.parametrize(
    ("text", "cell", "differs"),
    [
        ("开展管网检查，9月底前完成复核", "2026年6月底前", True),
        ("开展管网检查，6月底前完成复核", "2026年6月底前", False),
        ("开展管网检查，年底前完成复核", "2026年12月20日前", False),
        ("开展管网检查，6月底前完成全覆盖", "2026年9月底前", True),
        ("开展管网检查，6月底前完成第一轮", "2026年9月底前", False),
        ("开展管网检查，每月检查1次", "每季度", True),
        ("开展管网检查，每月检查1次", "每月", False),
        ("对2026年10月15日前建成的项目开展验收", "2026年6月底", False),
        ("开展验收，2026年10月15日前完成", "2026年6月底", True),
        ("制定整治方案（方案6月底前全面完成）", "2026年9月底", False),
        ("制定整治方案（6月底前全面完成）", "2026年9月底", True),
        ("组织企业落实每月自查制度", "每季度", False),
        ("组织企业每月自查", "每季度", False),
        ("落实每月自查制度", "每季度", False),
        ("每月开展安全检查", "每季度末月25日前报送", False),
        ("每月开展安全检查", "每季度", True),
        ("燃气企业每月检测1次，县住建局抽查", "每季度", False),
    ],
)
def test_text_and_cell(text: str, cell: str, differs: bool) -> None:
    table = f"孝义市2026年安全生产任务分工表,,,,\n序号,类别,工作任务,牵头单位,完成时限\n{ROWS.format(text, cell)}"
    found = report_on(read_file(table.encode(), "x.csv"), Options(profile="issued")).findings
    assert ("deadline-cell-differs" in {each.rule for each in found}) is differs
