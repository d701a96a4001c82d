# Sourced by demo.sh, test.sh and bench.sh: finds what the scripts need and installs what is missing.
# shellcheck shell=bash

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# The runtime's console puts the keypad of the terminal it is started from into another mode, even where it prints
# nothing, and leaves it so. A dumb terminal has no keypad.
dotnet() { TERM=dumb command dotnet "$@"; }

require_dotnet() {
    type -P dotnet >/dev/null || die "the .NET 10 SDK is needed and 'dotnet' is not on PATH. Get it from https://dot.net/download, then run this again."
    dotnet --list-sdks 2>/dev/null | grep -qE '^(1[0-9]|[2-9][0-9])\.' || die "an SDK of .NET 10 or later is needed; 'dotnet --list-sdks' shows none. Get it from https://dot.net/download."
    # Programs that the SDK starts by itself, PowerShell among them, do not look for it on PATH.
    export DOTNET_ROOT=${DOTNET_ROOT:-$(dotnet --list-sdks | sed -n '$s/.*\[\(.*\)[/\\]sdk\]$/\1/p')}
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
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || say "apt-get could not update its lists."
    apt_install "${packages[@]}" && return 0
    # One package that is not to be had keeps apt from installing any.
    for program in "${packages[@]}"; do
        apt_install "$program" || say "apt-get could not install $program. What needs it is skipped or fails."
    done
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

# can_link COMPILER: whether there is this C compiler, with what it takes to make a program.
can_link() { echo 'int main(void) { return 0; }' | "$1" -x c -o /dev/null - >/dev/null 2>&1; }

# install_compiler: what executables of native code are linked with, unless it is there.
install_compiler() { can_link gcc || can_link clang || install_missing gcc=gcc /usr/include/stdio.h=libc6-dev; }

# install_arm_compiler: the same for 64-bit ARM.
install_arm_compiler() {
    can_link aarch64-linux-gnu-gcc || install_missing aarch64-linux-gnu-gcc=gcc-aarch64-linux-gnu /usr/aarch64-linux-gnu/include/stdio.h=libc6-dev-arm64-cross
}

# What the scripts install where there is none. Without a version, the tool's newest one would be taken, whole or not.
powershell_version=7.6.9

# find_pwsh ROOT: prints the PowerShell to use: the machine's own if it is 7.6 or later and works, else that of the .NET
# tool, which it installs under artifacts/.
find_pwsh() {
    local tools=$1/artifacts/tools pwsh
    for pwsh in "$(type -P pwsh)" "$tools/pwsh"; do
        if is_pwsh "$pwsh"; then
            printf '%s\n' "$pwsh"
            return 0
        fi
    done
    say "Installing PowerShell $powershell_version in artifacts/tools"
    rm -rf "$tools"
    dotnet tool install PowerShell --version "$powershell_version" --tool-path "$tools" >&2 </dev/null && is_pwsh "$tools/pwsh" || return 1
    printf '%s\n' "$tools/pwsh"
}

# With a cmdlet of a module: in a root without a mount of its own PowerShell starts, and finds none of its modules.
is_pwsh() {
    # shellcheck disable=SC2016 # for PowerShell
    [ -x "$1" ] && "$1" -NoProfile -NonInteractive -Command '$null = Get-Date; exit [int](-not $? -or $PSVersionTable.PSVersion -lt "7.6")' >/dev/null 2>&1 </dev/null
}

# fetch_pester ROOT: puts the version of Pester that the tests are written for under artifacts/modules.
fetch_pester() {
    dotnet msbuild "$1/scripts/pester.proj" -restore -nologo -v:quiet >&2
}
