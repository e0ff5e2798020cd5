#!/usr/bin/env bash
# run.sh BUILD_DIR [NAME...]: the benchmarks of this folder, or those named, on a release build.
# A name stands for those that begin with it and a dash, too.
#
# Each NAME.py prints its figures; nothing is asserted. Where the project's peers are beside it
# (../shared/peers, or $TOCSIN_PEERS), their floors run in the same rotation as ours.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
all=(start-up import notify notify-throttle notify-urgent notify-runners notify-mail plan on-call escalate
  analyze outlooks forecast train-prices extract scrape scrape-load sla-arithmetic sla-check tickets)
build=$(realpath "${1:?usage: run.sh BUILD_DIR [NAME...]}")
shift
(($#)) || set -- "${all[@]}"

# PROGRAM SOURCE-OR-FLAG...
compile() {
  local program=$build/bench/$1 input
  for input in "${@:2}"; do
    [[ -f $input && ! $program -nt $input ]] || continue
    "${CXX:-c++}" -std=c++20 -O2 -o "$program" "${@:2}"
    return
  done
}

mkdir -p "$build/bench"
compile sample "$here/sample.cc"
compile sink "$here/sink.cc"
# shellcheck disable=SC2046
compile parse_page "$here/parse_page.cc" $(pkg-config --cflags --libs libxml-2.0)
compile row_changes "$here/row_changes.cc" -lsqlite3
lib=$here/../../lib
compile sla_arithmetic "$here/sla_arithmetic.cc" "$lib"/sla/{interval,calendar,working_time}.cc \
  "$lib"/base/{time,zone}.cc -I"$lib" -lfmt -ldate-tz
compile on_call "$here/on_call.cc" "$lib"/escalate/{week_hours,rotation,on_call}.cc \
  "$lib"/base/{time,zone}.cc -I"$lib" -lfmt -ldate-tz
# What learns the combination's table, where that is asked for.
if [[ -n ${M3_TRAIN:-} ]]; then
  # shellcheck disable=SC2046
  compile train_forecast "$here/train_forecast.cc" "$lib"/forecast/{,models/}*.cc \
    "$build"/lib/libtocsin_{model,base}.a -I"$lib" $(pkg-config --cflags eigen3) -lfmt -ldate-tz \
    -lsodium -ldl
fi

# What trains the boosted model that ships, where that is asked for.
if [[ " $* " == *" train-prices "* ]]; then
  # shellcheck disable=SC2046
  compile train_prices "$here/train_prices.cc" "$here"/../support/market.cc \
    "$build"/lib/libtocsin_{analyze,alert,store,model,base}.a "$build"/libtocsin_models.a \
    -I"$lib" -I"$here/.." -lfmt -ldate-tz -lsodium -ldl
fi

export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
names=()
for asked; do
  before=${#names[@]}
  for known in "${all[@]}"; do
    [[ $known == "$asked" || $known == "$asked"-* ]] && names+=("$known")
  done
  if ((${#names[@]} == before)); then
    printf 'no benchmark %s; there are: %s\n' "$asked" "${all[*]}" >&2
    exit 64
  fi
done
for name in "${names[@]}"; do
  printf '\n== %s (load %s)\n' "$name" "$(cut -d' ' -f1 /proc/loadavg)"
  python3 "$here/$name.py" "$build"
done
