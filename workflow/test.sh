#!/usr/bin/env bash
# The example of docs/cluster.md on this machine and through a Slurm of one node, with a killed job and a restarted node daemon; then a wrong
# configuration, a missing file, a full disk, and a start after a part was lost. Ends with "workflow: N passed" or the first failure; exits with 77
# where it was skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
[ -x "$root/lib/bin.js" ] || (cd "$root" && npm run package)

missing() { for tool in snakemake slurmctld slurmd sbatch munged; do command -v "$tool" >/dev/null || return 0; done; return 1; }
if missing && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing snakemake, slurm-wlm and munge."
  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends snakemake slurm-wlm munge) >/dev/null 2>&1 || true
fi
if missing || [ "$(id -u)" != 0 ]; then
  echo "workflow: skipped (needs snakemake, slurm-wlm and munge, and root to start the daemons of Slurm)"
  exit 77
fi

work=$(mktemp -d)
node=$(hostname -s)
export SLURM_CONF="$work/slurm.conf"
stop_slurm() {
  for name in slurmd slurmctld munged; do [ ! -s "$work/$name.pid" ] || kill "$(cat "$work/$name.pid")" 2>/dev/null || true; done
}
trap 'stop_slurm; umount "$work/full" 2>/dev/null || true; rm -rf "$work"' EXIT
passed=0
ok() { passed=$((passed + 1)); echo "  ok: $1"; }
fail() { echo "workflow: FAILED: $1" >&2; [ -z "${2:-}" ] || tail -n 40 "$2" >&2; exit 1; }

modulode="node $root/lib/bin.js"
$modulode simulate --genes 10 --cells 30 --controls 150 --seed 1 --out "$work/screen.h5ad" >/dev/null
config() { # folder
  mkdir -p "$1"
  ln -s "$root/public" "$1/public"
  ln -s "$work/screen.h5ad" "$1/screen.h5ad"
  sed "s#^command: .*#command: $modulode#; s#--steps 60#--steps 40#" "$here/example.yaml" >"$1/config.yaml"
}
start() { # folder profile [arguments]
  local folder=$1 profile=$2
  shift 2
  (cd "$folder" && snakemake -s "$here/Snakefile" --configfile config.yaml --profile "$here/profiles/$profile" "$@")
}
results() { # folder: checksums of every table that has no times
  (cd "$1/results" && find . \( -name '*.tsv' -o -name '*.gmt' -o -name metrics.json \) -print0 | sort -z | xargs -0 sha256sum)
}

echo "On this machine"
config "$work/local"
start "$work/local" local >"$work/local.log" 2>&1 || fail "the example" "$work/local.log"
[ "$(wc -l <"$work/local/results/table.tsv")" = 9 ] || fail "the table has not the effects of two screens and six runs"
ok "the example: the effects of two screens and six runs in one table"
results "$work/local" >"$work/first.sums"

echo "Through Slurm"
mkdir -p "$work/state" "$work/spool" "$work/munge"
head -c 1024 /dev/urandom >"$work/munge/key"
chmod 755 "$work" && chmod 400 "$work/munge/key" && chown -R munge "$work/munge"
start_slurm() {
  setpriv --reuid=munge --regid=munge --clear-groups munged --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
    --pid-file="$work/munge/munged.pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" || return 1
  cp "$work/munge/munged.pid" "$work/munged.pid"
  slurmctld -f "$SLURM_CONF" || return 1
  slurmd -f "$SLURM_CONF" || return 1
  for _ in $(seq 60); do
    [ "$(sinfo -h -o %t 2>/dev/null)" != idle ] || return 0
    sleep 1
  done
  return 1
}
cat >"$SLURM_CONF" <<CONF
ClusterName=modulode
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=26817
SlurmdPort=26818
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
SlurmUser=root
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=batch_sched_delay=0,sched_interval=1
ReturnToService=2
MpiDefault=none
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/^MemTotal:/ {print int($2 / 1024) - 100}' /proc/meminfo) State=UNKNOWN
PartitionName=main Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
through_slurm() {
  config "$work/slurm"
  start "$work/slurm" slurm --latency-wait 5 >"$work/slurm.log" 2>&1 &
  flow=$!
  # The first training is killed, and the node daemon restarted.
  for _ in $(seq 240); do
    job=$(squeue -h -t RUNNING -n modulode-run -o %i | head -n 1)
    [ -z "$job" ] || break
    kill -0 $flow 2>/dev/null || fail "ended before a training began" "$work/slurm.log"
    sleep 0.5
  done
  scancel --signal=KILL --full "$job" || true
  kill "$(cat "$work/slurmd.pid")"
  sleep 2
  slurmd -f "$SLURM_CONF"
  wait $flow || fail "the example through Slurm" "$work/slurm.log"
  if grep -q "Trying to restart job" "$work/slurm.log"; then
    ok "the example, with a killed job and a restarted node daemon"
  else
    echo "  skipped: a killed job (it had ended before)"
  fi
  diff <(results "$work/local") <(results "$work/slurm") >"$work/diff.log" || fail "other bytes than on one machine" "$work/diff.log"
  ok "the bytes of every table and ensemble are those of one machine"
}
if start_slurm; then through_slurm; else echo "  skipped: Slurm (its daemons do not start on this machine)"; fi
stop_slurm

echo "What goes wrong"
refused() { # name pattern [arguments]
  local name=$1 pattern=$2
  shift 2
  if start "$work/local" local "$@" >"$work/refused.log" 2>&1; then fail "$name was accepted"; fi
  grep -q "$pattern" "$work/refused.log" || fail "$name: no sentence with “$pattern”" "$work/refused.log"
  ok "$name"
}
cp "$work/local/config.yaml" "$work/good.yaml"
sed -i 's/^seeds: .*/seeds: [seven]/' "$work/local/config.yaml"
refused "a wrong configuration is named" "'seven' is not of type 'integer'"
sed 's#screen.h5ad#absent.h5ad#; s#^out: .*#out: elsewhere#' "$work/good.yaml" >"$work/local/config.yaml"
refused "a missing file is named" "absent.h5ad"
cp "$work/good.yaml" "$work/local/config.yaml"
mkdir "$work/full"
if mount -t tmpfs -o size=1400k tmpfs "$work/full" 2>/dev/null; then
  sed "s#^out: .*#out: $work/full/results#" "$work/good.yaml" >"$work/local/config.yaml"
  refused "a full disk is told" "ENOSPC" --restart-times 0
  [ -s "$work/full/results/demo/forecast.json" ] || fail "a full disk took what was finished"
  ok "what was finished on the full disk is kept"
  cp "$work/good.yaml" "$work/local/config.yaml"
else
  echo "  skipped: a full disk (no file system can be mounted here)"
fi

rm "$work/local/results/demo/short/seed-8/confident/edges.tsv" "$work/local/results/table.html"
start "$work/local" local >"$work/again.log" 2>&1 || fail "a start after a part was lost" "$work/again.log"
[ "$(grep -cE '^(local)?rule ' "$work/again.log")" = 3 ] || fail "more than what was missing was done" "$work/again.log"
diff "$work/first.sums" <(results "$work/local") >/dev/null || fail "other bytes after a part was made again"
ok "a further start does only what is missing"
echo "workflow: $passed passed"
