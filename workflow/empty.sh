#!/usr/bin/env bash
# What scheduling alone costs (docs/cluster.md): the workflow with 1,000 shards, or as many as the first argument says, of a program that does
# nothing but make its files. First on this machine, then submitted to a batch system that ends every job at once. Prints the time and memory of
# Snakemake; no other part of the tests runs it.
set -euo pipefail
shards=${1:-1000}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In place of modulode.
cat >"$work/nothing" <<'PROGRAM'
#!/bin/sh
if [ "$1" = inspect ]; then
  echo '{"forecast": {"memoryBytes": 1e8, "trainingSeconds": [1, 3], "fitBytes": 1e7, "fitSeconds": [1, 3], "readingSeconds": 1}}'
  exit
fi
command=$1
while [ "$1" != --out ]; do shift; done
case "$command" in
  prepare | table) : >"$2" ;;
  *)
    mkdir -p "$2"
    for name in edges.tsv metrics.json config.json log.txt modules.tsv modules.gmt predictions.tsv report.html run.modulode.json \
      fits.modulode.json seeds.tsv; do : >"$2/$name"; done
    ;;
esac
PROGRAM
# In place of sbatch: makes what the job would make, as its script says, and prints a number.
cat >"$work/submit" <<'PROGRAM'
#!/bin/sh
for last; do :; done
sed -n 's/^# properties = .*"output": \[\([^]]*\)\].*/\1/p' "$last" | tr -d '" ' | tr ',' '\n' | while read -r file; do
  mkdir -p "${file%/*}"
  "${0%/*}/nothing" inspect >"$file"
done
echo $$
PROGRAM
cat >"$work/status" <<'PROGRAM'
#!/bin/sh
echo success
PROGRAM
chmod +x "$work/nothing" "$work/submit" "$work/status"

: >"$work/screen.h5ad"
cat >"$work/config.yaml" <<CONF
out: results
command: $work/nothing
screens:
  screen:
    files: [screen.h5ad]
settings:
  default: ""
seeds: [7]
methods: []
fits: $shards
shards: $shards
threads: 1
CONF

measured() { # name [arguments]
  local name=$1
  shift
  rm -rf "$work/results" "$work/.snakemake"
  (cd "$work" && command time -f "%e s, processor %U + %S s, %M KB" -o "$work/used" \
    snakemake -s "$here/Snakefile" --configfile config.yaml "$@" >"$work/log" 2>&1) || {
    tail -n 20 "$work/log" >&2
    exit 1
  }
  echo "$name: $(cat "$work/used")"
}
echo "$shards shards"
measured "plan only" --dry-run --quiet
measured "on this machine" --cores 2 --quiet
# A real batch system is asked five times a second at most.
measured "submitted" --cluster "$work/submit" --cluster-status "$work/status" --jobs 200 --latency-wait 5 \
  --max-jobs-per-second 100 --max-status-checks-per-second 100 --default-resources mem_mb=2000 minutes=60 --quiet
[ "$(find "$work/results" -name fits.modulode.json | wc -l)" = "$shards" ] || { echo "not all shards were made" >&2; exit 1; }
