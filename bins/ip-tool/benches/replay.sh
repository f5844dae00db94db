#!/bin/sh
# Replays licence cases with the release build, seven commands each, and says how long it took and how much memory:
# `bins/ip-tool/benches/replay.sh [CASES]` (a million by default, ten million events and more; GNU time).
set -eu
cd "$(dirname "$0")/../../.."
cases=${1:-1000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cargo build --release --quiet -p ip-tool
tool=${CARGO_TARGET_DIR:-target}/release/ip-tool

# Cases are made as they are read, and answers are thrown away: neither fits a small disk.
make_cases() {
    awk -v cases="$1" 'BEGIN {
        clerk = "\"by\": {\"desk\": \"clerk\", \"account\": \"account:clerk\"}, "
        reviewer = "\"by\": {\"desk\": \"reviewer\", \"account\": \"account:reviewer\"}, "
        for (n = 1; n <= cases; n++) {
            day = sprintf("2026-11-%02dT", n % 5 + 2)
            printf "{\"matter\": \"cn.patent.agency-licence\", \"commands\": ["
            printf "{\"at\": \"%s09:00:00+08:00\", \"by\": {\"desk\": \"applicant\"}, \"do\": \"submit\", \"number\": \"case:%d\", ", day, n
            printf "\"matter\": \"cn.patent.agency-licence\", \"applicant\": \"party:1\", \"channel\": \"online\", "
            printf "\"materials\": [\"agency-licence-application\", \"articles-or-partnership-agreement\", \"partner-qualification-proof\", \"premises-proof\"]}, "
            printf "{\"at\": \"%s09:30:00+08:00\", %s\"do\": \"receive\"}, ", day, clerk
            printf "{\"at\": \"%s10:00:00+08:00\", %s\"do\": \"accept\"}, ", day, clerk
            printf "{\"at\": \"2026-11-09T10:00:00+08:00\", %s\"do\": \"assign\", \"reviewer\": \"account:reviewer\"}, ", reviewer
            printf "{\"at\": \"2026-11-10T10:00:00+08:00\", %s\"do\": \"start-special\", \"kind\": \"expert-review\", \"notice\": \"doc:7\", \"needs\": {\"n\": 5, \"unit\": \"working-day\"}}, ", reviewer
            printf "{\"at\": \"2026-11-12T10:00:00+08:00\", %s\"do\": \"end-special\", \"result\": \"doc:8\"}, ", reviewer
            printf "{\"at\": \"2026-11-13T10:00:00+08:00\", %s\"do\": \"decide\", \"verdict\": \"granted\"}", reviewer
            print "]}"
        }
    }'
}

events=$(make_cases 1 | "$tool" case replay --jsonl | grep -o '"events":[0-9]*' | tail -1 | tr -dc 0-9)
refused=$(make_cases 1 | "$tool" case replay --jsonl | grep -o '"guard"' | wc -l)
echo "$cases cases, $events events each, $refused commands of each refused"
make_cases "$cases" |
    /usr/bin/time -f "%e s (%U s processor), %M KiB at most" "$tool" case replay --jsonl > /dev/null
