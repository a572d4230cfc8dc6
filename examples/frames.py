"""Tasks and queries as frames: .venv/bin/python examples/frames.py [http://127.0.0.1:8377]

With pandas or polars installed they are theirs, else lists of dicts."""

import sys

from service.client import Client, Refused, Unfit, Unreachable

base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8377"
with Client(base) as anze:
    try:
        tasks = anze.frame("tasks", due_from="2026-10-01", due_to="2026-10-31", sort="due")
        counts = anze.query_frame(
            """SELECT ?place (COUNT(?task) AS ?tasks) WHERE {
                 ?task a az:Task ; az:notice/az:jurisdiction/skos:prefLabel ?place
                 FILTER(LANG(?place) = "zh") } GROUP BY ?place ORDER BY DESC(?tasks) ?place"""
        )
    except (Refused, Unreachable, Unfit) as error:
        sys.exit(str(error))
print(tasks)
print(counts)
