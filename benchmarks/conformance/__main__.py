"""Runs the W3C test suites for SPARQL over HTTP against this service, the Oxigraph server, or both.

``python -m benchmarks.conformance --suite PATH --target anze --target oxigraph``, PATH being a
checkout of github.com/w3c/rdf-tests. Prints a table and each failure; ends with 1 if a result is not
the one that ``known.tsv`` lists."""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.conformance import report
from benchmarks.conformance.description import check_description
from benchmarks.conformance.evaluation import (
    check_query,
    check_query_syntax,
    check_update,
    check_update_syntax,
)
from benchmarks.conformance.exchange import check_exchange
from benchmarks.conformance.manifest import Case, read_cases
from benchmarks.conformance.report import Result
from benchmarks.conformance.targets import TARGETS, Target
from benchmarks.conformance.withdrawn import Prose

Check = Callable[[Target, Case], str]

#: What checks a test of each type.
CHECKS: dict[str, Check] = {
    "QueryEvaluationTest": check_query,
    "CSVResultFormatTest": check_query,
    "UpdateEvaluationTest": check_update,
    "PositiveSyntaxTest": check_query_syntax,
    "NegativeSyntaxTest": check_query_syntax,
    "PositiveSyntaxTest11": check_query_syntax,
    "NegativeSyntaxTest11": check_query_syntax,
    "PositiveUpdateSyntaxTest11": check_update_syntax,
    "NegativeUpdateSyntaxTest11": check_update_syntax,
    "ProtocolTest": check_exchange,
    "GraphStoreProtocolTest": check_exchange,
    "ServiceDescriptionTest": check_description,
}
#: Suites left out: they ask for reasoning in the query engine and for endpoints in other places.
LEFT_OUT = frozenset({"entailment", "federated query"})


def run(target: Target, cases: list[Case]) -> Iterator[Result]:
    """The result of every case, in order. An error in a check is a failure of the test."""
    prose = Prose(target)
    for case in cases:
        check = CHECKS[case.type]
        if case.suite == "graph store, withdrawn tests":
            check = lambda _, each: prose.check(each)  # noqa: E731
        try:
            why = check(target, case)
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
        yield Result(target.name, case.suite, case.id, case.title, why)


def main() -> int:
    given = _arguments()
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)  # odd literals are what tests are of
    settings = dict(each.split("=", 1) for each in given.set)
    cases = [
        case
        for case in read_cases(given.suite)
        if case.suite not in LEFT_OUT and any(part in case.id for part in given.only or [""])
    ]
    results: list[Result] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in given.target or ["anze"]:
            with TARGETS[name](Path(folder), settings if name == "anze" else {}) as target:
                results += run(target, cases)
    if given.out:
        rows = [asdict(each) for each in results]
        given.out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(report.counts(results), report.failures(results), sep="\n\n")
    odd = report.surprises(results)
    print("", *(odd or ["Every result is as listed in known.tsv."]), sep="\n")
    return 1 if odd else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.conformance",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--suite", type=Path, required=True, help="checkout of w3c/rdf-tests")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="repeatable")
    parser.add_argument("--only", action="append", help="tests whose name has this; repeatable")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of this service, as load_allow=http:",
    )
    parser.add_argument("--out", type=Path, help="all results as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
