#!/bin/sh
# Plans a portfolio of fabricated rights with the release build, and says how long it took and how
# much memory: `bins/ip-tool/benches/portfolio.sh [RIGHTS]` (one million by default; GNU time).
set -eu
cd "$(dirname "$0")/../../.."
rights=${1:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --release --quiet -p ip-tool
tool=${CARGO_TARGET_DIR:-target}/release/ip-tool

awk -v rights="$rights" 'BEGIN {
    split("invention utility-model design", right, " ")
    split("none 85 70", reduction, " ")
    print "id,right,filingDate,grantYear,reduction,claims"
    for (n = 0; n < rights; n++) {
        granted = n % 10 ? n % 4 + 1 : ""
        printf "ZL%012d,%s,%04d-%02d-%02d,%s,%s,%d\n", n, right[n % 3 + 1],
            2014 + n % 11, int(n / 11) % 12 + 1, int(n / 132) % 28 + 1,
            granted, reduction[int(n / 3) % 3 + 1], n % 20 + 1
    }
}' > "$folder/rights.csv"
awk -F, 'NR > 1 {
    printf "{\"id\": \"%s\", \"right\": \"%s\", \"filingDate\": \"%s\"%s, \"reduction\": \"%s\", \"claims\": %s}\n",
        $1, $2, $3, $4 == "" ? "" : ", \"grantYear\": " $4, $5, $6
}' "$folder/rights.csv" > "$folder/rights.jsonl"

measure() {
    name=$1
    shift
    /usr/bin/time -f "%e s, %M KiB at most" -o "$folder/time" \
        "$tool" portfolio --today 2025-03-20 "$@" > "$folder/out"
    printf '%-36s %s\n' "$name" "$(cat "$folder/time")"
}

echo "$rights rights"
measure "CSV in, rows as JSON out" --input "$folder/rights.csv" --json
measure "JSON Lines in, JSON Lines out" --input "$folder/rights.jsonl" --jsonl
measure "CSV in, CSV out" --input "$folder/rights.csv" --csv
measure "CSV in, totals out" --input "$folder/rights.csv" --json --totals
measure "CSV in, totals and what if out" --input "$folder/rights.csv" --json --totals --if-reduction 85
measure "CSV in, spreadsheet out" --input "$folder/rights.csv" --xlsx "$folder/rights.xlsx"
