#!/usr/bin/env bash
# A sweep on a cluster of one node, with a task and the node's daemon killed on the way:   tests/slurm/run.sh < /dev/null
# Needs root, slurmctld, slurmd, the commands of Slurm, munge, and a Release build. Everything is on the loopback interface and in a
# temporary folder, and is stopped and removed at the end. It ends with "slurm: ... equal" and the code 0, or fails.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/artifacts/bin/HpCovSde.Cli/release/HpCovSde.Cli.dll
readonly tasks=8 host=$(hostname -s)
work=$(mktemp -d "${TMPDIR:-/tmp}/hpcovsde-slurm-XXXXXX")
chmod 755 "$work"
export SLURM_CONF=$work/slurm.conf
started=$SECONDS
port=$((20000 + 2 * ($$ % 10000)))

say() { echo "slurm: $*"; }
fail() { say "FAILED: $*"; exit 1; }

# Ends the process of a pid file, and waits until it has ended.
end() {
    local pid
    pid=$(cat "$1" 2> /dev/null) || return 0
    kill "-${2:-TERM}" "$pid" 2> /dev/null || true
    for _ in {1..50}; do kill -0 "$pid" 2> /dev/null || return 0; sleep 0.1; done
    kill -KILL "$pid" 2> /dev/null || true
}

clean_up() {
    local status=$?
    trap - EXIT
    if [ "$status" -ne 0 ]; then
        tail -n 20 "$work"/*.log "$work"/cluster/*.log 2> /dev/null || true
    fi
    scancel --user="$(id -un)" 2> /dev/null || true
    for _ in {1..50}; do [ -z "$(squeue --noheader 2> /dev/null)" ] && break; sleep 0.1; done
    for daemon in slurmd slurmctld munged; do end "$work/$daemon.pid"; done
    rm -rf "$work"
    exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

[ "$(id -u)" = 0 ] || fail "the daemons of Slurm need root"
for tool in munged slurmctld slurmd sbatch; do
    PATH=$PATH:/usr/sbin command -v "$tool" > /dev/null || fail "$tool is not installed"
done
[ -e "$program" ] || fail "there is no Release build"
PATH=$work/bin:$PATH:/usr/sbin
mkdir -p "$work"/{bin,state,spool,munge}
printf '#!/bin/sh\nexec dotnet "%s" "$@"\n' "$program" > "$work/bin/hpcovsde"
chmod 755 "$work/bin/hpcovsde"

# The node.
head -c 128 /dev/urandom > "$work/munge/key"
chmod 400 "$work/munge/key"
munged --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munged.pid" \
    --log-file="$work/munged.log" --seed-file="$work/munge/seed"
cat > "$SLURM_CONF" << CONF
ClusterName=hpcovsde
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CredType=cred/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0,requeue_delay=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=10
KillWait=2
MinJobAge=300
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=sweep Nodes=$host Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
CONF
slurmctld -f "$SLURM_CONF"
sleep 1
start_node() { slurmd -f "$SLURM_CONF" -N "$host"; }

# Waits for a condition.
await() {
    local what=$1 seconds=$2
    shift 2
    for ((i = 0; i < 5 * seconds; i++)); do "$@" && return; sleep 0.2; done
    squeue || true
    sinfo || true
    fail "$what: not within $seconds s"
}
is_idle() { sinfo --noheader --format=%t | grep -qx 'idle'; }
start_node
await "the node is up" 20 is_idle

# Each task takes about a second, some of which is the start of the runtime.
cat > "$work/spec.json" << 'SPEC'
{
  "model": { "cPlus": 0, "cMinus": [-0.5, -1], "width": "20:80:20", "depth": ["=width", "=2*width"] },
  "run": { "replicas": 20000, "step": 0.05, "recordEvery": 20 },
  "keep": { "quantiles": 5, "histogram": 5 }
}
SPEC
hpcovsde sweep run "$work/spec.json" --db "$work/single.db" --quiet > /dev/null
hpcovsde sweep export --db "$work/single.db" --out "$work/single.csv"
say "one process is done after $((SECONDS - started)) s"

hpcovsde sweep slurm "$work/spec.json" --folder "$work/cluster" --tasks "$tasks" --threads 1 > "$work/lines"
line() { grep -m1 -- "$1" "$work/lines" || fail "there is no line with $1"; }
eval "$(line 'sbatch --parsable '"'")"
state() { scontrol show job "$1" --oneliner 2> /dev/null | grep -o 'JobState=[A-Z_]*' | cut -d= -f2; }
is_running() { [ "$(state "$1")" = RUNNING ]; }
is_over() { [ -z "$(squeue --noheader --jobs "$job" 2> /dev/null)" ]; }

# Cancels a task that runs, then kills another one together with the daemon of its node.
await "task 1 runs" 30 is_running "${job}_1"
scancel "${job}_1"
say "task 1 was cancelled"
await "task 3 runs" 30 is_running "${job}_3"
mapfile -t processes < <(scontrol listpids "$(squeue --noheader --format=%A --jobs="${job}_3")" | awk 'NR > 1 && $1 > 0 { print $1 }')
[ "${#processes[@]}" -gt 0 ] || fail "task 3 has no processes"
end "$work/slurmd.pid" KILL
kill -KILL "${processes[@]}" 2> /dev/null || true
say "slurmd and ${#processes[@]} processes of task 3 were killed"
sleep 1
rm -f "$work/slurmd.pid"
start_node
await "the array ends" 60 is_over

# The tasks that are left, by the line that the command prints; then the merge.
left=$(eval "$(sed -n 's/.*--array=\$(\(.*\)) .*/\1/p' "$work/lines")")
[[ ,$left, == *,1,* ]] || fail "task 1 is not among the tasks that are left, '$left', although it was cancelled"
say "submits again: $left"
eval "$(line '--parsable --array=')"
if hpcovsde sweep --help | grep -q '^ *merge '; then
    merge=$(eval "$(line '--dependency=afterok')" | grep -o '[0-9]*$')
    merged() { [ "$(state "$merge")" = COMPLETED ] || { [ "$(state "$merge")" != FAILED ] && return 1; fail "the merge failed"; }; }
    await "the merge ends" 60 merged
    hpcovsde sweep export --db "$work/cluster/sweep.db" --out "$work/cluster.csv"
else
    await "the array ends" 60 is_over
    for ((i = 0; i < tasks; i++)); do
        hpcovsde sweep export --db "$work/cluster/part-$i.db" --out "$work/part-$i.csv"
    done
    cat "$work"/part-*.csv > "$work/cluster.csv"
fi

# Every line but for the columns of machine and clock, which are the last four; a part has lines of cells that wait for other parts.
results() { sed -E 's/(,[^,]*){4}$//' "$1" | grep -v ',waiting,' | sort -u; }
results "$work/single.csv" > "$work/expected"
results "$work/cluster.csv" > "$work/found"
cells=$(grep -c ',done,' "$work/expected") || fail "one process has no results"
diff "$work/expected" "$work/found" > "$work/difference" || { head "$work/difference"; fail "the cluster has other results"; }
say "$cells lines of results of $tasks tasks and of one process are equal ($((SECONDS - started)) s)"
