#!/bin/sh
# Runs two chains of tests side by side: `side-by-side.sh CHAIN CHAIN`, each a line for the shell. The first is shown as it goes, the second when it
# has ended, so that their lines do not mix. Fails where either fails, once both are over.
output=$(mktemp)
trap 'rm -f "$output"' EXIT
sh -c "$2" > "$output" 2>&1 &
second=$!
sh -c "$1"
first_code=$?
wait "$second"
second_code=$?
cat "$output"
[ "$first_code" -eq 0 ] && [ "$second_code" -eq 0 ]
