# Sourced by demo.sh, test.sh and bench.sh: finds what the scripts need and installs what is missing.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

require_dotnet() {
    command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed and 'dotnet' is not on PATH. Get it from https://dot.net/download, then run this again."
    dotnet --list-sdks 2>/dev/null | grep -qE '^(1[0-9]|[2-9][0-9])\.' || die "an SDK of .NET 10 or later is needed; 'dotnet --list-sdks' shows none. Get it from https://dot.net/download."
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; elif command -v sudo >/dev/null 2>&1; then sudo -n "$@"; else return 1; fi
}

# install_missing PROGRAM=PACKAGE...: installs, with apt, the packages whose program (or file, by its full path) is not there.
# Where apt or the right to use it is missing, says what to install and goes on: whoever needs it, skips or fails.
install_missing() {
    local pair program packages=()
    for pair in "$@"; do
        program=${pair%%=*}
        command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] || [ -f "$program" ] || packages+=("${pair#*=}")
    done
    [ ${#packages[@]} -eq 0 ] && return 0
    say "Installing: ${packages[*]}"
    if ! command -v apt-get >/dev/null 2>&1; then
        say "No apt-get here. Please install these yourself: ${packages[*]}"
        return 0
    fi
    { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
      as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "${packages[@]}"; } >/dev/null ||
        say "apt-get could not install all of: ${packages[*]}. What needs them is skipped or fails."
}

# find_pwsh: prints the PowerShell to use, 7.6 or later; installs it as a .NET tool under artifacts/ where it can.
find_pwsh() {
    local tools=$1/artifacts/tools
    if command -v pwsh >/dev/null 2>&1; then
        command -v pwsh
    elif [ -x "$tools/pwsh" ]; then
        printf '%s\n' "$tools/pwsh"
    elif dotnet tool install PowerShell --tool-path "$tools" >/dev/null 2>&1; then
        printf '%s\n' "$tools/pwsh"
    else
        return 1
    fi
}
