#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test: the engine's, those against the real programs, and
# Pester in real PowerShell. Ends with one line 'N passed, N failed, N skipped'.
#
#   ./test.sh                 everything but the long tests
#   ./test.sh engine          one or more of: engine interop pester
#   ./test.sh --long          the long tests too (half an hour more; also with names); what they
#                             measured is printed at the end, for docs/reliability.md
set -uo pipefail
root=$(cd "$(dirname "$0")" && pwd)
cd "$root" || exit 1
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
suites=()
long=false
for argument in "$@"; do
    case $argument in
        --long) long=true ;;
        engine | interop | pester) suites+=("$argument") ;;
        *)
            say "test.sh: '$argument' is neither --long nor one of engine, interop, pester."
            exit 2
            ;;
    esac
done
[ ${#suites[@]} -gt 0 ] || suites=(engine interop pester)
wants() { [[ " ${suites[*]} " == *" $1 "* ]]; }

results=$root/artifacts/test-results
measurements=$root/artifacts/reliability
passed=0 failed=0 skipped=0
skip_notes=()

# count FILE: adds the counters of a .trx file; a run that left no file counts as one failure.
count() {
    local counters total executed ok
    if [ ! -f "$1" ]; then
        say "FAILED: no results in $1: the test run itself broke."
        failed=$((failed + 1))
        return
    fi
    counters=$(grep -o '<Counters [^>]*>' "$1" | head -n 1)
    total=$(sed -n 's/.* total="\([0-9]*\)".*/\1/p' <<<"$counters")
    executed=$(sed -n 's/.* executed="\([0-9]*\)".*/\1/p' <<<"$counters")
    ok=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<<"$counters")
    passed=$((passed + ok))
    failed=$((failed + executed - ok))
    skipped=$((skipped + total - executed))
    while IFS= read -r name; do skip_notes+=("$name"); done < <(
        grep -o '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*>' "$1" | sed 's/.*testName="\([^"]*\)".*/\1/')
}

# A test that says nothing for this long hangs.
dotnet_options=(--filter 'Category!=Long' --blame-hang-timeout 5m)
pester_options=()
if $long; then
    dotnet_options=(--blame-hang-timeout 15m)
    pester_options=(-Long)
fi

run_dotnet_suite() {
    local project=$1 name
    name=$(basename "$project")
    say ""
    say "== $name"
    rm -f "$results/$name.trx"
    dotnet test "$project" -c Release --no-build --nologo "${dotnet_options[@]}" --blame-hang-dump-type none \
        --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=minimal" --results-directory "$results"
    local status=$?
    local before=$failed
    count "$results/$name.trx"
    # A crash of the test host fails the run without a failed test.
    if [ $status -ne 0 ] && [ $failed -eq $before ]; then failed=$((failed + 1)); fi
}

run_pester() {
    say ""
    say "== Pester"
    local tests
    tests=$(cat tests/Pester/*.Tests.ps1 | grep -cE "^[[:space:]]*It[[:space:]]")
    if [ -z "$pwsh" ]; then
        say "SKIPPED: no PowerShell 7.6 here and none to be had: $tests Pester tests did not run."
        skipped=$((skipped + tests))
        skip_notes+=("Pester: all $tests tests (no PowerShell 7.6 on this machine)")
        return
    fi
    if ! fetch_pester "$root"; then
        say "SKIPPED: Pester is not to be had: $tests tests did not run."
        skipped=$((skipped + tests))
        skip_notes+=("Pester: all $tests tests (no Pester to be had)")
        return
    fi
    rm -f "$results/pester.counts"
    "$pwsh" -NoProfile -NonInteractive -File tests/Pester/run.ps1 -CountsPath "$results/pester.counts" "${pester_options[@]}" </dev/null
    if [ ! -f "$results/pester.counts" ]; then
        say "FAILED: Pester left no counts: the run itself broke."
        failed=$((failed + 1))
        return
    fi
    local ok bad left
    read -r ok bad left <"$results/pester.counts"
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
    while IFS= read -r name; do skip_notes+=("Pester: $name"); done < <(tail -n +2 "$results/pester.counts")
}

require_dotnet
install_missing sshd=openssh-server ssh=openssh-client mosh-server=mosh tmux=tmux vim=vim less=less htop=htop ip=iproute2 infocmp=ncurses-bin fish=fish tcsh=tcsh bsd-csh=csh ksh=ksh mksh=mksh zsh=zsh /usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh=zsh-autosuggestions python3=python3 busybox=busybox nano=nano wine=wine faketime=faketime asciinema=asciinema pgrep=procps strace=strace readelf=binutils qemu-aarch64=qemu-user
# The executable for ARM is native code too, and tested.
[ "$(uname -m)" != x86_64 ] || install_arm_compiler
mkdir -p "$results"
rm -rf "$measurements"
./build.sh || { say "The build failed."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
# The projects of the solution, tests among them, as the suites run them. Pester needs the bad network only.
project=MoshPS.sln
wants engine || wants interop || project=tests/MoshPS.UdpRelay
dotnet build "$project" -c Release --nologo -v quiet || { say "The build failed."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# Tests of programs in terminals start PowerShell by its name.
pwsh=$(find_pwsh "$root") || pwsh=
if [[ $pwsh == "$root"/artifacts/* ]]; then PATH=$(dirname "$pwsh"):$PATH; fi

# What depends on a processor's instructions, as a program for ARM.
if wants interop && can_link aarch64-linux-gnu-gcc; then
    dotnet publish tests/MoshPS.MachineChecks -c Release -r linux-arm64 -o artifacts/machine-checks/linux-arm64 --nologo -v quiet \
        -p:CppCompilerAndLinker=aarch64-linux-gnu-gcc ||
        say "The checks of ARM's instructions could not be made: their tests are skipped."
fi

wants engine && run_dotnet_suite tests/MoshPS.Engine.Tests
wants interop && run_dotnet_suite tests/MoshPS.Interop.Tests
wants pester && run_pester

say ""
if [ ${#skip_notes[@]} -gt 0 ]; then
    say "Not run on this machine:"
    printf '  %s\n' "${skip_notes[@]}" >&2
fi
if $long; then
    # Each long test that measures something leaves a file of lines there.
    if [ -d "$measurements" ]; then
        say "Measured, for docs/reliability.md:"
        cat "$measurements"/*.md >&2
    fi
else
    say "Long tests are left out: ./test.sh --long"
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
