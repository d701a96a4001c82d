#!/usr/bin/env bash
# Builds everything: the executable as one file for each of some systems, in out/linux-x64, out/linux-arm64 and
# out/win-x64, out/moshps for this machine, and the module's files in lib/, where MoshPS.psd1 finds them. Needs the .NET
# 10 SDK; for executables of native code it installs a C compiler, for this machine, where it can. build.ps1 does the
# same in PowerShell.
#
#   ./build.sh                                               all of it
#   SingleFileRids='linux-x64;osx-arm64' ./build.sh          with the executables for other systems
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
require_dotnet
if [ "$(uname)" = Linux ]; then
    install_compiler
fi

dotnet msbuild scripts/publish.proj -nologo -v:minimal

say "Built out/moshps, out/*/moshps for other systems, and the module: Import-Module ./MoshPS.psd1"
