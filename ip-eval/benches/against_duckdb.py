#!/usr/bin/env python3
"""Full aggregation of encoded reviews on one core: this crate beside DuckDB, same rows, same groups, one run.

Needs `pip install duckdb numpy` and a built example:
    cargo build --release -p ip-eval --example aggregate
    python3 ip-eval/benches/against_duckdb.py [ROWS] [TARGET_DIR]
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np

rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
target = Path(sys.argv[2] if len(sys.argv) > 2 else "target")

QUERY = """
    CREATE OR REPLACE TABLE cell AS
    SELECT day, point, matter, channel,
           count(*) FILTER (level = 0) AS n5, count(*) FILTER (level = 1) AS n4, count(*) FILTER (level = 2) AS n3,
           count(*) FILTER (level = 3) AS n2, count(*) FILTER (level = 4) AS n1
    FROM review GROUP BY ALL
"""


def compare(points, matters, channels):
    """Both sides on a year of reviews in the order of days; the fewer the combinations, the fuller the cells."""
    dice = np.random.default_rng(20260305)
    fields = [("day", "<u2"), ("point", "<u2"), ("matter", "<u2"), ("channel", "<u2"), ("level", "u1")]
    data = np.empty(rows, dtype=fields)
    data["day"] = np.arange(rows, dtype=np.int64) * 365 // rows
    data["point"] = dice.integers(0, points, rows)
    data["matter"] = dice.integers(0, matters, rows)
    data["channel"] = dice.integers(0, channels, rows)
    data["level"] = np.maximum(dice.integers(0, 40, rows), 35) - 35

    base = duckdb.connect()
    base.execute("SET threads = 1")
    columns = {name: np.ascontiguousarray(data[name]) for name in data.dtype.names}
    base.execute("CREATE TABLE review AS SELECT * FROM columns")
    theirs = []
    for _ in range(3):
        start = time.perf_counter()
        base.execute(QUERY)
        theirs.append(time.perf_counter() - start)
    total = "SELECT count(*), sum(n5 + n4 + n3 + n2 + n1)::BIGINT FROM cell"
    expected = base.execute(total).fetchone()
    base.close()

    with tempfile.NamedTemporaryFile() as file:
        data.tofile(file)
        file.flush()
        command = [target / "release/examples/aggregate", file.name]
        runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(3)]
    for _, *found in runs:
        assert tuple(map(int, found)) == expected, "the two sides disagree"
    ours, theirs = min(float(run[0]) for run in runs), min(theirs)
    print(f"{rows} rows, {expected[0]} cells, one core, best of three")
    print(f"  duckdb {duckdb.__version__}: {theirs:.3f} s, {rows / theirs / 1e6:.1f} M rows/s")
    print(f"  ip-eval: {ours:.3f} s, {rows / ours / 1e6:.1f} M rows/s, {theirs / ours:.2f} times as fast", flush=True)


compare(points=40, matters=7, channels=2)
compare(points=300, matters=100, channels=7)
