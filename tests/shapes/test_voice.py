"""What was copied from another office's document is told, what speaks of another place or of a bureau of its own is not."""

from __future__ import annotations

import pytest

from tests.shapes.drafted import told


@pytest.mark.parametrize(
    ("issuer", "sentence", "copied"),
    [
        ("孝义市人民政府", "各乡镇每月检查1次，推动全省安全生产形势持续稳定。", True),
        ("孝义市人民政府", "各乡镇每月检查1次，推动全市安全生产形势持续稳定。", False),
        ("交口县人民政府", "各乡镇每月检查1次，确保全市安全生产形势持续稳定。", True),
        ("交口县人民政府", "各乡镇每月检查1次，贯彻落实全市安全生产工作会议精神。", False),
        ("交口县人民政府", "各乡镇每月检查1次，为全市安全生产形势稳定作出贡献。", False),
        ("晋城市城区人民政府", "全市各企业要把安全放在首位，每月自查1次。", True),
        ("晋城市城区人民政府", "全区各企业要把安全放在首位，每月自查1次。", False),
        ("吕梁市人民政府", "各县（市、区）要在6月底前检查1次。", False),
        ("交口县人民政府", "各县（市、区）要在6月底前检查1次。", True),
        ("交口县人民政府", "按照《各县（市、区）考核办法》每月检查1次。", False),
        ("陇南市人民政府", "各县（市、区）要在6月底前检查1次。", True),
        ("陇南市人民政府", "各县（区）要在6月底前检查1次。", False),
        ("孝义市人民政府", "各市（州）安委会每季度检查1次。", True),
    ],
)
def test_words_of_another_tier(issuer: str, sentence: str, copied: bool) -> None:
    assert ("wording-other-tier" in told(sentence, issuer=issuer)) is copied


@pytest.mark.parametrize(
    ("issuer", "sentence", "copied"),
    [
        ("孝义市人民政府", "我局将每月检查1次。", True),
        ("孝义市应急管理局", "我局将每月检查1次。", False),
        ("孝义市安全生产委员会", "我委将每月检查1次。", False),
        ("孝义市安全生产委员会办公室", "我局要每月检查1次。", True),
    ],
)
def test_a_bureau_that_speaks_of_itself(issuer: str, sentence: str, copied: bool) -> None:
    assert ("wording-other-voice" in told(sentence, issuer=issuer)) is copied
