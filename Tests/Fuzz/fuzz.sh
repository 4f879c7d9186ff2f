#!/bin/sh
# sh fuzz.sh PROGRAM FOLDER SECONDS [PARSER…]
#
# Fuzzes each parser (all unless told) for SECONDS, as many side by side as there are cores, from
# and into FOLDER/corpus. What crashes, hangs, leaks or needs too much memory is kept in FOLDER/found,
# and makes this fail; `FUZZ_PARSER=… PROGRAM FILE` runs it again. SIGMOID_TEST_SEED gives the same
# random numbers again, of which libFuzzer takes 32 bits; what it makes of them depends on the corpus.
set -eu
# A crash is libFuzzer's to report.
export SWIFT_BACKTRACE=enable=no
program=$1 folder=$2 seconds=$3
shift 3
mkdir -p "$folder/found" "$folder/log"
all=$("$program" seeds "$folder/corpus")

fuzz='
parser=$3 found=$1/found/$3- log=$1/log/$3
rm -rf "$1/smaller/$parser"
mkdir -p "$1/smaller/$parser"
status=0
# Inputs that add nothing are left out first: a corpus grows with every run.
FUZZ_PARSER=$parser "$0" -merge=1 -max_len=4096 -rss_limit_mb=1024 -timeout=10 \
  -artifact_prefix="$found" "$1/smaller/$parser" "$1/corpus/$parser" >"$log" 2>&1 \
  && rm -rf "$1/corpus/$parser" && mv "$1/smaller/$parser" "$1/corpus/$parser" || status=$?
FUZZ_PARSER=$parser "$0" ${SIGMOID_TEST_SEED:+"-seed=$SIGMOID_TEST_SEED"} \
  -max_total_time="$2" -max_len=4096 -rss_limit_mb=1024 -timeout=10 \
  -print_final_stats=1 -artifact_prefix="$found" "$1/corpus/$parser" >>"$log" 2>&1 || status=$?
tries=$(sed -n "s/stat::number_of_executed_units: *//p" "$log" | tail -1)
seed=$(sed -n "s/^INFO: Seed: //p" "$log" | tail -1)
edges=$(sed -n "s/.* cov: \([0-9]*\) .*/\1/p" "$log" | tail -1)
echo "$parser: seed ${seed:-?}, ${tries:-0} inputs, ${edges:-0} edges, $(ls "$1/corpus/$parser" | wc -l) kept, exit $status"
[ "$status" = 0 ] || { tail -40 "$log" >&2; exit 1; }
'
status=0
rm -f "$folder"/log/*
# shellcheck disable=SC2086  # The names are words.
printf '%s\n' ${@:-$all} \
  | xargs -P "$(nproc)" -I {} sh -c "$fuzz" "$program" "$folder" "$seconds" {} || status=1
awk '/stat::number_of_executed_units/ { tried += $2 } END { print tried + 0 " inputs tried" }' \
  "$folder"/log/*
exit $status
