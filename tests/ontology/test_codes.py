"""The code lists are complete, well-formed and know what notices say."""

from __future__ import annotations

import re

import pytest

from ingest.export import HAZARDS, SECTORS
from ontology import codes

NOTATION = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def test_every_code_asked_for_exists() -> None:
    assert set(SECTORS) <= {code.notation for code in codes.sectors()}
    assert set(HAZARDS) <= {code.notation for code in codes.hazards()}


def test_counts() -> None:
    counts = {
        "sectors": len(codes.sectors()),
        "hazards": len(codes.hazards()),
        "measures": len(codes.measures()),
        "functions": len(codes.functions()),
        "mechanisms": len(codes.mechanisms()),
        "divisions": len(codes.divisions()),
        "levels": len(codes.accident_levels()),
        "kinds": len(codes.accident_kinds()),
    }
    assert counts["sectors"] >= 40
    assert counts["hazards"] >= 29
    assert counts["measures"] >= 28
    assert counts["functions"] >= 137
    assert counts["mechanisms"] >= 217
    assert 3200 < counts["divisions"] < 3300
    assert (counts["levels"], counts["kinds"]) == (4, 47)


@pytest.mark.parametrize("table", ["sectors", "hazards", "measures", "functions", "mechanisms"])
def test_rows_have_notation_and_both_labels(table: str) -> None:
    found = codes.rows(table)
    assert found
    assert all(NOTATION.fullmatch(row["notation"]) for row in found)
    assert all(row["zh"].strip() and row["en"].strip() for row in found)
    assert len({row["notation"] for row in found}) == len(found)
    assert len({row["zh"] for row in found}) == len(found)


def test_broader_points_into_the_same_list() -> None:
    looped = 0
    for found in (codes.sectors(), codes.hazards(), codes.measures(), codes.functions()):
        known = {code.notation for code in found}
        for code in found:
            looped += 1
            assert code.broader is None or code.broader in known, code.notation
    assert looped > 200


def test_sectors_have_offices_that_are_for_them() -> None:
    sectors = {code.notation for code in codes.sectors()}
    offices = {code.notation: code.group for code in codes.functions()}
    told = codes.rows("sector-offices")
    assert sectors - {row["sector"] for row in told} == {"other"}
    assert len({row["sector"] for row in told}) == len(told) >= 40
    for row in told:
        assert row["source"]
        assert {offices[each] for each in row["functions"].split("|")} <= {
            "department", "vertical", "party",
        }  # fmt: skip
    assert codes.sectors_of("education") == ("education",)
    assert codes.sectors_of("trade-union") == ()


def test_a_spelling_belongs_to_one_function() -> None:
    seen: dict[str, str] = {}
    for function in codes.functions():
        for name in set(function.spellings):
            assert seen.setdefault(name, function.notation) == function.notation, name
    assert seen["应急局"] == seen["应急管理局"] == "emergency-management"


def test_divisions_form_a_tree() -> None:
    found = {division.code: division for division in codes.divisions()}
    assert all(d.parent in found for d in found.values() if d.level != "province")
    assert found["141181"].name == "孝义市"
    assert found["141181"].parent == "141100"
    assert found["140502"].name == found["140302"].name == "城区"
    assert sum(d.level == "province" for d in found.values()) == 34


def test_mechanisms_use_known_kinds() -> None:
    kinds = {code.notation for code in codes.lists("mechanism-kind")}
    terms = {code.notation for code in codes.lists("term-kind")}
    assert len(kinds) == 14
    assert len(terms) == 9
    assert all(m.kind in kinds and m.term_kind in terms for m in codes.mechanisms())


def test_one_spelling_two_mechanisms_only_where_known() -> None:
    seen: dict[str, list[str]] = {}
    for mechanism in codes.mechanisms():
        for name in set(mechanism.spellings):
            seen.setdefault(name, []).append(mechanism.notation)
    shared = {name: found for name, found in seen.items() if len(found) > 1}
    assert shared == {"五到位": ["wudaowei-qiye", "wudaowei-yinhuan"]}


def test_instruments_are_found_by_short_name() -> None:
    names = {name: i.title for i in codes.instruments() for name in (i.title, *i.names)}
    assert names["安全生产法"] == "中华人民共和国安全生产法"
    assert names["八条硬措施"] == "关于防范遏制矿山领域重特大生产安全事故的硬措施"
    assert len({i.iri for i in codes.instruments()}) == len(codes.instruments())


def test_levels_keep_their_bounds() -> None:
    serious = next(level for level in codes.accident_levels() if level.notation == "serious")
    assert serious.deaths == (10, 30)
    assert serious.loss == (50_000_000, 100_000_000)


def test_short_names_count_outside_quotation_marks_only_where_listed() -> None:
    by_notation = {m.notation: m for m in codes.mechanisms()}
    assert "林长制" in by_notation["linzhangzhi"].unquoted
    assert "三违" not in by_notation["sanwei"].unquoted
    assert "三管三必须" in by_notation["sanguan-sanbixu"].unquoted
    assert all(set(m.plain) <= set(m.spellings) for m in by_notation.values())
