#!/usr/bin/env bash
# Trains an agent of eq_matching with several seeds and prints what it earns on held-out tracks, rendered: its own choice
# (greedy), the best of that and four draws of its policy (refined), the oracle, and both as shares of the oracle.
# The README's table is of the default agent on the demo corpus.
#
# Usage: packaging/measure-learning.sh [--algorithm NAME] [--env-steps N] [--set NAME=VALUE]… [--jobs N] [--corpus DIR]
#            [--pairs-per-track N] [--oracle-budget N] [--keep DIR] [--build DIR] [SEED…]
# Defaults: the study's default agent, as long as it needs; seeds 1 2 3; four pairs a track; one job. --keep leaves the
# runs and evaluations in DIR; results-table.py makes one table of several agents' DIRs.
set -euo pipefail
root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
build=$root/build
jobs=1
corpus=
keep=
train=()
judge=(--pairs-per-track 4)
while (($#)); do
    case $1 in
    -h | --help) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --algorithm | --env-steps | --set) train+=("$1" "$2"); shift 2 ;;
    --pairs-per-track | --oracle-budget) judge+=("$1" "$2"); shift 2 ;;
    --jobs) jobs=$2; shift 2 ;;
    --corpus) corpus=$2; shift 2 ;;
    --keep) keep=$2; shift 2 ;;
    --build) build=$2; shift 2 ;;
    -*) echo "measure-learning.sh: $1: unknown; see --help" >&2; exit 2 ;;
    *) break ;;
    esac
done
seeds=("$@")
cli=$build/bin/tonewright-cli
((${#seeds[@]})) || seeds=(1 2 3)
[[ -x $cli ]] || { echo "build first: packaging/run.sh --help" >&2; exit 1; }

if [[ -n $keep ]]; then
    mkdir -p "$keep"
    work=$keep
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
fi
if [[ -z $corpus ]]; then
    corpus=$work/demo
    [[ -d $corpus ]] || "$cli" demo-corpus --out "$corpus" --quiet
fi

one() {
    local seed=$1
    # CPU time: what it takes on an idle core, whatever else the machine is doing.
    local TIMEFORMAT='%U %S'
    { time "$cli" train eq_matching --corpus "$corpus" --out "$work/run$seed" --seed "$seed" "${train[@]}" \
        --quiet >"$work/$seed.log" 2>&1; } 2>"$work/$seed.time" || { cat "$work/$seed.log" >&2; return 1; }
    local seconds steps
    seconds=$(awk '{ printf "%d", $1 + $2 + 0.5 }' "$work/$seed.time")
    steps=$(tail -n 1 "$work/run$seed/metrics.csv" | cut -d, -f2)
    "$cli" evaluate "$work/run$seed" --corpus "$corpus" "${judge[@]}" --json "$work/$seed.json" --quiet >/dev/null
    mean() {
        local value
        value=$(sed -n "s/^ *\"$1\": \([-0-9.e]*\),\{0,1\}$/\1/p" "$work/$seed.json" | head -n 1)
        [[ -n $value ]] && printf '%.3f' "$value" || printf '%s' –
    }
    printf '| %s | %s | %s | %s | %s | %s | %s | %s | %d:%02d |\n' "$seed" "$(mean greedy_reward_mean)" \
        "$(mean refined_reward_mean)" "$(mean oracle_reward_mean)" "$(mean share_of_oracle)" \
        "$(mean inverse_reward_mean)" "$(mean random_reward_mean)" "$steps" $((seconds / 60)) $((seconds % 60)) \
        >"$work/$seed.row"
}

export LC_ALL=C OMP_WAIT_POLICY=passive
running=0
for seed in "${seeds[@]}"; do
    one "$seed" &
    ((++running < jobs)) || { wait -n; ((--running)) || true; }
done
wait
echo "| seed | greedy | best of 5 | oracle | greedy / oracle | true inverse | random | environment steps | CPU time of training |"
echo "|---|---|---|---|---|---|---|---|---|"
for seed in "${seeds[@]}"; do cat "$work/$seed.row"; done
