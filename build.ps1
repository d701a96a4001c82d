#!/usr/bin/env pwsh
# Builds everything: the executable out/moshps, the same as single files that need no .NET in out/linux-x64 and
# out/win-x64, and the module's files in lib/, where MoshPS.psd1 finds them. Needs the .NET 10 SDK. build.sh does the
# same in bash.
[CmdletBinding()]
param(
    # The systems to make single files for, such as linux-arm64.
    [string[]] $SingleFileRid = @('linux-x64', 'win-x64')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$env:DOTNET_CLI_TELEMETRY_OPTOUT = 1
$env:DOTNET_NOLOGO = 1

function Test-Sdk {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) { return $false }
    [bool](dotnet --list-sdks | Where-Object { [int]$_.Split('.')[0] -ge 10 })
}

if (-not (Test-Sdk)) {
    throw "The .NET 10 SDK is needed, and 'dotnet' of that version is not on PATH. Get it from https://dot.net/download, then run this again."
}

Push-Location $PSScriptRoot
try {
    # A process that has the module loaded holds its DLLs on Windows.
    Remove-Item lib -Recurse -Force -ErrorAction Ignore
    if (Test-Path lib/MoshPS.Cmdlets.dll) { throw 'A PowerShell process has the module loaded. Close it, then run this again.' }
    $env:SingleFileRids = $SingleFileRid -join ';'
    dotnet msbuild scripts/publish.proj -restore -nologo -v:quiet
}
finally {
    Pop-Location
}

Write-Host "Built out/moshps, single files in $(($SingleFileRid | ForEach-Object { "out/$_" }) -join ' and '), and the module: Import-Module ./MoshPS.psd1"
