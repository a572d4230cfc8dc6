"""Benchmarks over an archive say what they take."""

from __future__ import annotations

from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["alignment", "beside", "graph", "union"])
def test_a_benchmark_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        import_module(f"benchmarks.{name}").main(["--help"])
    assert ended.value.code == 0
    assert f"usage: python -m benchmarks.{name}" in capsys.readouterr().out
