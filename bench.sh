#!/usr/bin/env bash
# Installs what is missing, builds for release, and measures against stock programs and libraries.
# Prints one Markdown table with ratios (above 1: MoshPS is better), and the published file that each figure is of:
# lib/MoshPS.Engine.dll or out/moshps. Takes some minutes; keep the machine idle.
#
#   ./bench.sh                everything
#   ./bench.sh crypto         one or more of: crypto compression terminal session connect server prediction typing network
#
# prediction types recorded traces over simulated links, and compares with stock's rules of prediction (half a minute);
# typing types recorded traces into both mosh clients over links with delay and loss (3 minutes); network types into both
# and into ssh over the networks of the mosh paper (3 minutes), for which it needs root: network namespaces and TUN devices.
# MOSHPS_TYPING_DETAILS=FOLDER writes there how long each key took. MOSHPS=FILE measures another executable than out/moshps.
set -uo pipefail
root=$(cd "$(dirname "$0")" && pwd)
cd "$root" || exit 1
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
require_dotnet
install_missing openssl=openssl sshd=openssh-server ssh=openssh-client mosh-server=mosh vim=vim less=less ip=iproute2
project=benchmarks/MoshPS.Benchmarks
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet build "$project" -c Release --nologo -v quiet >"$log" 2>&1 || { cat "$log" >&2; die "the build failed."; }
./build.sh >"$log" 2>&1 || { cat "$log" >&2; die "the build failed."; }
# The engine as users get it, in the place of the one that was built with the benchmarks.
cp lib/MoshPS.Engine.dll "$project/bin/Release/net10.0/"
dotnet "$project/bin/Release/net10.0/MoshPS.Benchmarks.dll" "$@"
