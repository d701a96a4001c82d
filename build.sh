#!/usr/bin/env bash
# Builds everything: the executable out/moshps, the same as single files that need no .NET in out/linux-x64 and
# out/win-x64, and the module's files in lib/, where MoshPS.psd1 finds them. Needs the .NET 10 SDK. build.ps1 does the
# same in PowerShell.
#
#   ./build.sh                                               all of it
#   SingleFileRids='linux-arm64;osx-arm64' ./build.sh        with the single files for other systems
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
require_dotnet

export SingleFileRids=${SingleFileRids:-linux-x64;win-x64}
dotnet msbuild scripts/publish.proj -restore -nologo -v:quiet

say "Built out/moshps, single files in out/${SingleFileRids//;/ and out/}, and the module: Import-Module ./MoshPS.psd1"
