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
dice = np.random.default_rng(20260305)
data = np.empty(rows, dtype=[("day", "<u2"), ("point", "<u2"), ("matter", "<u2"), ("channel", "<u2"), ("level", "u1")])
data["day"] = np.arange(rows, dtype=np.int64) * 365 // rows
data["point"] = dice.integers(0, 300, rows)
data["matter"] = dice.integers(0, 100, rows)
data["channel"] = dice.integers(0, 7, rows)
data["level"] = np.maximum(dice.integers(0, 40, rows), 35) - 35

base = duckdb.connect()
base.execute("SET threads = 1")
columns = {name: np.ascontiguousarray(data[name]) for name in data.dtype.names}
base.execute("CREATE TABLE review AS SELECT * FROM columns")
query = """
    CREATE OR REPLACE TABLE cell AS
    SELECT day, point, matter, channel,
           count(*) FILTER (level = 0) AS n5, count(*) FILTER (level = 1) AS n4, count(*) FILTER (level = 2) AS n3,
           count(*) FILTER (level = 3) AS n2, count(*) FILTER (level = 4) AS n1
    FROM review GROUP BY ALL
"""
theirs = []
for _ in range(3):
    start = time.perf_counter()
    base.execute(query)
    theirs.append(time.perf_counter() - start)
cells, total = base.execute("SELECT count(*), sum(n5 + n4 + n3 + n2 + n1)::BIGINT FROM cell").fetchone()

with tempfile.NamedTemporaryFile() as file:
    data.tofile(file)
    file.flush()
    command = [target / "release/examples/aggregate", file.name]
    runs = [subprocess.run(command, check=True, capture_output=True, text=True).stdout.split() for _ in range(3)]
ours = [float(seconds) for seconds, _, _ in runs]
for _, our_cells, our_total in runs:
    assert (int(our_cells), int(our_total)) == (cells, total), "the two sides disagree"

print(f"{rows} rows, {cells} cells, one core, best of three")
print(f"duckdb {duckdb.__version__}: {min(theirs):.3f} s, {rows / min(theirs) / 1e6:.1f} M rows/s")
print(f"ip-eval: {min(ours):.3f} s, {rows / min(ours) / 1e6:.1f} M rows/s, {min(theirs) / min(ours):.2f} times as fast")
