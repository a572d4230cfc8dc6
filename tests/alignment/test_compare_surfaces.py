"""``anze compare`` and ``/compare``."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from ontology.ids import ONTOLOGY
from tests.service.conftest import FEW, LVLIANG, XIAOYI, Server, small
from tests.service.test_cli import anze
from tests.shared import own_copy

NOTICES = Path(__file__).parents[2] / "data" / "notices"
PAIR = {"first": "141100-2025-draft-0a0a0a0a", "second": "141181-2026-xiaozhengfa-1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(own_copy(tmp_path_factory, small(tmp_path_factory)), **FEW).wait()
    yield running
    running.stop()


def test_files_on_the_command_line(tmp_path: Path) -> None:
    files = [str(NOTICES / f"{name}.txt") for name in ("datong-2026", "xiaoyi-2026")]
    shown = anze("compare", *files)
    assert shown.returncode == 0, shown.stderr
    assert "98 项职责" in shown.stdout
    assert "只后者写明" in shown.stdout
    assert "更高" not in shown.stdout, "what one alone writes makes it none"
    made = json.loads(anze("compare", *files, "-f", "json").stdout)
    assert made["relation"] == "peers", "大同 and 孝义, neither above the other"
    assert "采纳" not in json.dumps(made, ensure_ascii=False)
    assert len(made["items"]) == sum(made["counts"].values())
    table = tmp_path / "compare.xlsx"
    assert anze("compare", *files, "-f", "xlsx", "-o", str(table)).returncode == 0
    sheet = openpyxl.load_workbook(table)["表"]
    assert sheet.max_row == len(made["items"]) + 1


def test_files_to_print_and_to_load() -> None:
    files = [str(NOTICES / f"{name}.txt") for name in ("lvliang-2025", "xiaoyi-2026")]
    page = anze("compare", *files, "-f", "html").stdout
    assert "@media print" in page
    for words in ("按条款", "按行业领域", "逐字相同的文字", "煤矿", "至少完成一处"):
        assert words in page
    store = ox.Store()
    store.load(anze("compare", *files, "-f", "ttl").stdout.encode(), ox.RdfFormat.TURTLE)
    counted = [
        len(list(store.quads_for_pattern(None, ox.NamedNode(ONTOLOGY + name), None)))
        for name in ("alignedFrom", "sectionFrom")
    ]
    assert counted[0] >= 15
    assert counted[1] == 3


def test_several_files(tmp_path: Path) -> None:
    files = [
        str(NOTICES / f"{name}.txt") for name in ("lvliang-2025", "xiaoyi-2026", "datong-2026")
    ]
    shown = anze("compare", *files)
    assert shown.returncode == 0, shown.stderr
    assert "下级通知" in shown.stdout
    assert "不是同一地方" not in shown.stderr
    years = anze("compare", *files, "--years", "-f", "json")
    assert "不是同一地方" in years.stderr
    made = json.loads(years.stdout)
    assert made["kind"] == "years"
    assert [each["year"] for each in made["notices"]] == [2025, 2026, 2026]
    table = tmp_path / "several.xlsx"
    assert anze("compare", *files, "-f", "xlsx", "-o", str(table)).returncode == 0
    sheet = openpyxl.load_workbook(table)["表"]
    assert sheet["A1"].value == "条款"
    assert sheet.max_column == 1 + len(files)


def test_what_cannot_be_compared_is_told(tmp_path: Path) -> None:
    gone = anze("compare", "nothing.txt", str(NOTICES / "xiaoyi-2026.txt"), data=tmp_path)
    assert gone.returncode == 2
    assert "nothing.txt" in gone.stderr
    assert "Traceback" not in gone.stderr
    loose = anze(
        "compare",
        *(str(NOTICES / f"{n}.txt") for n in ("datong-2026", "xiaoyi-2026")),
        "-f",
        "xlsx",
    )
    assert loose.returncode == 2
    assert "-o" in loose.stderr


def test_two_notices_over_http(server: Server) -> None:
    made = server.http.get("/compare", params={**PAIR, "format": "json"}).json()
    assert (made["first"]["id"], made["second"]["id"]) == (LVLIANG, XIAOYI)
    assert made["first"]["duties"] == 1
    assert made["second"]["duties"] == 3
    assert len(made["items"]) == 1 + made["counts"]["only-here"]
    page = server.http.get("/compare", params=PAIR, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert made["summary"][0] in page.text
    book = server.http.get("/compare", params={**PAIR, "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["表"]
    assert sheet.max_row == len(made["items"]) + 1


def test_the_other_side_is_chosen_where_it_is_known(server: Server) -> None:
    """孝义2026 beside 吕梁2025, its city's; 吕梁2025 has neither a superior nor a year before."""
    asked = {"second": PAIR["second"], "format": "json"}
    made = server.http.get("/compare", params=asked).json()
    assert (made["first"]["id"], made["second"]["id"]) == (LVLIANG, XIAOYI)
    alone = server.http.get("/compare", params={"second": PAIR["first"], "format": "json"})
    assert alone.status_code == 400
    page = server.http.get(
        "/compare", params={"second": PAIR["first"]}, headers={"Accept": "text/html"}
    )
    assert page.status_code == 200
    assert "selected" in page.text


def test_what_comes_nearest_stands_beside_what_has_no_counterpart(tmp_path: Path) -> None:
    files = [str(NOTICES / f"{name}.txt") for name in ("lvliang-2025", "xiaoyi-2026")]
    made = json.loads(anze("compare", *files, "-f", "json").stdout)
    near = [row for row in made["items"] if row["near"]]
    assert len(near) > 40
    assert all(not (row["first_id"] and row["second_id"]) for row in near)
    words = near[0]["near"][0]["text"]
    assert words in anze("compare", *files, "-f", "html").stdout
    assert words[:8] in anze("compare", *files, "--all").stdout.replace("\n", "")
    table = tmp_path / "near.xlsx"
    assert anze("compare", *files, "-f", "xlsx", "-o", str(table)).returncode == 0
    heads, *rows = openpyxl.load_workbook(table)["表"].iter_rows(values_only=True)
    column = heads.index("最相近的（未必对应）")
    assert words in rows[made["items"].index(near[0])][column]
    assert "未找到对应（可能换了说法）" in made["summary"][0]


@pytest.mark.parametrize(
    ("params", "status", "words"),
    [
        ({"first": PAIR["first"], "second": PAIR["first"]}, 400, "同一份"),
        ({"first": PAIR["first"]}, 400, "second"),
        ({"first": "无此通知", "second": PAIR["second"]}, 404, "无此通知"),
        ({**PAIR, "third": "x"}, 400, "third"),
    ],
)
def test_faults_are_told(server: Server, params: dict[str, str], status: int, words: str) -> None:
    answer = server.http.get("/compare", params={**params, "format": "json"})
    assert answer.status_code == status
    assert words in answer.text


def test_a_superior_and_its_subordinates_over_http(server: Server) -> None:
    asked = {"notice": PAIR["first"]}
    made = server.http.get("/compare/subordinates", params={**asked, "format": "json"}).json()
    assert made["kind"] == "subordinates"
    assert made["notices"][0]["id"] == LVLIANG
    assert XIAOYI in {each["id"] for each in made["notices"][1:]}
    assert len(made["items"]) == made["notices"][0]["duties"]
    assert all(len(row["cells"]) == len(made["notices"]) for row in made["items"])
    page = server.http.get("/compare/subordinates", params=asked, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert made["summary"][0] in page.text
    turtle = server.http.get("/compare", params={**PAIR, "format": "ttl"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    none = server.http.get(
        "/compare/subordinates", params={"notice": PAIR["second"], "format": "json"}
    )
    assert none.status_code == 400
    assert "下级" in none.text


def test_one_place_needs_two_years(server: Server) -> None:
    answer = server.http.get("/compare/years", params={"place": "孝义市", "format": "json"})
    assert answer.status_code == 400
    told = answer.json()
    assert "孝义市的通知只有 2026 年的一份" in told["detail"]
    assert "notices of Xiaoyi City the graph has one, of 2026" in told["detail_en"]
    assert told["notices"] == [XIAOYI]
    assert all(XIAOYI.rsplit("/", 1)[-1] in told[name] for name in ("detail", "detail_en"))
    by_code = server.http.get("/compare/years", params={"place": "141181", "format": "json"})
    assert by_code.json()["detail"] == told["detail"]
    nothing = server.http.get("/compare/years", params={"place": "山西省", "format": "json"}).json()
    assert "山西省的通知一份也没有" in nothing["detail"]
    assert server.http.get("/compare/years", params={"place": "无此地"}).status_code == 404


def test_the_page_offers_every_notice(server: Server) -> None:
    page = server.http.get("/compare", headers={"Accept": "text/html"}).text
    assert page.count('<option value="141') == 6
