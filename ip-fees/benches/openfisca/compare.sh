#!/bin/sh
# The annuity schedule in this crate and in OpenFisca, in one go: answers a second of one core, and
# how many times more. OpenFisca is installed into a folder of its own: `compare.sh [FOLDER]`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${TMPDIR:-/tmp}/openfisca-venv}

[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check 'openfisca-core==46.*'
cd "$here/../.."
cargo bench --quiet -p ip-fees --bench openfisca --no-run

export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
{
    "$folder/bin/python" "$here/compare.py" | sed 's/^/theirs /'
    cargo bench --quiet -p ip-fees --bench openfisca | sed 's/^/ours /'
} | awk '
    { rate[$1, $2] = $3; sum[$1, $2] = $4; print }
    function ratio(title, ours, theirs) {
        if (sum["ours", ours] != sum["theirs", theirs]) { print title ": the sums differ"; bad = 1 }
        printf "%-44s %12d / %10d = %.1f\n", title, rate["ours", ours], rate["theirs", theirs],
            rate["ours", ours] / rate["theirs", theirs]
    }
    END {
        print ""
        ratio("seven-bracket scale, column", "scale", "scale")
        ratio("whole table with reductions, column", "table", "table")
        ratio("one case, explained", "single", "single")
        ratio("one case, explained, JSON to JSON", "single-json", "single")
        exit bad
    }'
