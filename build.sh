#!/usr/bin/env bash
# Builds everything: the executable out/moshps, and the module's files in lib/, where MoshPS.psd1 finds them.
# Needs the .NET 10 SDK. build.ps1 does the same in PowerShell.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
require_dotnet

rm -rf lib en-US
dotnet publish src/MoshPS.Cli -c Release --use-current-runtime --no-self-contained -o out -v quiet
dotnet publish src/MoshPS.Cmdlets -c Release -o lib -v quiet
# Get-Help looks for it beside MoshPS.psd1.
mv lib/en-US en-US

say "Built out/moshps, and the module: Import-Module ./MoshPS.psd1"
