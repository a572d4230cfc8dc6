"""The process that checks a draft: it reads the uploads and the built graph, and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from ontology.errors import AnzeError
from service.checking.companions import report_beside, superior_at_hand
from service.checking.corpus import Kept, graph_named, stored_peers
from service.checking.notice_file import NoticeFile, kept, material, read_file
from service.checking.uploads import PAGE, Files
from service.errors import BadRequest, ServiceError, UnknownName, Unprocessable, unprocessable
from service.jobs.frames import Head
from service.jobs.kinds import Handler, Options, Send
from service.jobs.sandbox import give_way
from service.store.layout import Snapshot
from service.store.sources import SPECIMEN
from shapes.check import BY_SIZE
from shapes.check import Options as CheckOptions
from shapes.policy import LocalRules
from shapes.records import Remark, Report
from shapes.report.beside import beside
from shapes.report.forms import BY_NAME
from shapes.report.returned import read_returned, to_verify, waivers_of, with_names, with_remarks
from shapes.rulebook import Words
from shapes.waivers import Waiver

_ON_PAGE = Words(
    "手头有的，在上面“上级的通知”里选。",
    " If you have one, choose it above as the superior’s notice.",
)


def prepare(options: Options) -> Handler:
    """Reports on notices, of texts of at most ``characters`` where the options have that. An order names its ``files`` (field and file name of each), the ``form`` of
    the report or ``PAGE``, ``profile``, ``lang``, the superior's notice ``above`` (IRI, "" for none), and the ``snapshot`` of the graph to stand beside ("" for none)."""
    most = options.get("characters")

    def check(head: Head, blobs: Sequence[bytes], send: Send) -> Head:
        named = zip(head["files"], blobs, strict=True)
        files = {field: (name, content) for (field, name), content in named}
        if "file" not in files:
            raise BadRequest(
                "没有通知：请选一个文件，或粘贴全文（程序：字段 file 或 text）。",
                "No notice: choose a file or paste the text (programs: the field file or text).",
            )
        _refuse_a_list(files["file"])
        notice = _read(files["file"], most)
        snapshot = snapshot_at(head["snapshot"])
        superior = _other(files, "superior", most) or _of_graph(snapshot, head["above"])
        previous = _other(files, "previous", most)
        remarks = _returned(files)
        options = _options(files, head, snapshot, remarks)
        how = _ON_PAGE if head["form"] == PAGE else Words("", "")
        report = report_beside(notice, options, snapshot, superior, previous, how)
        checked = with_remarks(report, remarks)
        if head["form"] == PAGE:
            at_hand = None if checked.superior else superior_at_hand(snapshot, notice.graph)
            send(orjson.dumps(_page(checked, notice.source, at_hand)))
        else:
            send(BY_NAME[head["form"]].make(with_names(checked), material(notice, head["lang"])))
        return {}

    return check


def load() -> None:
    """What every check needs: the first takes half a second less of a processor."""
    give_way()
    head = dict.fromkeys(("profile", "lang", "above", "snapshot"), "")
    check, told = prepare({}), list[bytes]()
    for form in (PAGE, "json"):
        whole = {**head, "files": [("file", "specimen.txt")], "form": form}
        check(whole, [SPECIMEN.encode()], told.append)


def snapshot_at(path: str) -> Snapshot | None:
    return Snapshot(Path(path).name, Path(path)) if path else None


def _page(checked: Report, source: str | None, at_hand: Kept | None) -> dict[str, Any]:
    """What a page shows: the report beside the text, what was written of its findings, and the superior's notice that
    the graph has where none was compared."""
    remarks = {one: asdict(each) for each in checked.remarks for one in each.ids}
    told = beside(checked, source)
    cards = [*told["whole"], *(card for line in told["lines"] for card in line["cards"])]
    anchors = {one: card["anchor"] for card in cards for one in card["findings"]}
    return {
        **told,
        "remarks": remarks,
        "to_verify": [
            {"anchor": anchors[each.id], "rule": each.rule, "section": each.where.section}
            for each in to_verify(checked)
        ],
        "at_hand": asdict(at_hand) if at_hand else None,
    }


def _options(
    files: Files, head: Head, snapshot: Snapshot | None, remarks: Sequence[Remark]
) -> CheckOptions:
    others = stored_peers(snapshot)
    waivers = (*_waivers(files), *waivers_of(remarks))
    return CheckOptions(head["profile"], _rules(files), waivers, others, BY_SIZE)


def _returned(files: Files) -> tuple[Remark, ...]:
    if "returned" not in files:
        return ()
    name, content = files["returned"]
    return read_returned(content, name)


def _refuse_a_list(file: tuple[str, bytes]) -> None:
    """A list of problems that comes back is no notice."""
    name, content = file
    if not name.lower().endswith(".xlsx"):
        return
    try:
        read_returned(content, name)
    except AnzeError:
        return
    raise Unprocessable(
        "这是带回的问题清单，不是通知：请把通知放在第一栏，把这份清单放到“填过的 Excel 清单，或解决过批注的 Word”。",
        "This is a list of problems that came back, not a notice: give the notice as `file` and this list as `returned`.",
        file=name,
    )


def _other(files: Files, field: str, most: int | None) -> NoticeFile | None:
    """The notice to compare with that was uploaded as ``field``."""
    return _read(files[field], most) if field in files else None


def _of_graph(snapshot: Snapshot | None, iri: str) -> NoticeFile | None:
    """The notice of the built graph that is asked for by its IRI."""
    if not iri:
        return None
    found = graph_named(snapshot, iri)
    if not found:
        raise UnknownName(
            f"图谱里没有编号为 {iri} 的通知；全部见 /notices。",
            f"The graph has no notice {iri}; all of them: /notices.",
            parameter="above",
            value=iri,
            did_you_mean=[],
        )
    return kept(found)


def _read(file: tuple[str, bytes], most: int | None) -> NoticeFile:
    name, content = file
    try:
        return read_file(content, name, most)
    except ServiceError:
        raise
    except AnzeError as error:
        raise unprocessable(error, file=name) from error


def _rules(files: Files) -> LocalRules | None:
    if "rules" not in files:
        return None
    from shapes.local_rules import (
        read_local_rules,
    )  # not at the top: few bring rules, and pydantic loads for long

    name, content = files["rules"]
    return read_local_rules(content.decode("utf-8", "replace"), name)


def _waivers(files: Files) -> tuple[Waiver, ...]:
    if "waivers" not in files:
        return ()
    from shapes.waiver_file import read_waivers

    name, content = files["waivers"]
    return read_waivers(content.decode("utf-8", "replace"), name)
