#!/usr/bin/env pwsh
# Builds everything: the executable as one file for each of some systems, in out/linux-x64, out/linux-arm64 and
# out/win-x64, out/moshps for this machine, and the module's files in lib/, where MoshPS.psd1 finds them. Needs the .NET
# 10 SDK; for executables of native code it installs a C compiler, for this machine, where it can. build.sh does the
# same in bash.
[CmdletBinding()]
param(
    # The systems to make executables for, such as osx-arm64.
    [string[]] $SingleFileRid = @('linux-x64', 'linux-arm64', 'win-x64')
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
    if ($IsLinux -and (Get-Command bash -CommandType Application -ErrorAction Ignore)) {
        bash -c '. scripts/prerequisites.sh; install_compiler'
    }
    $env:SingleFileRids = $SingleFileRid -join ';'
    dotnet msbuild scripts/publish.proj -nologo -v:minimal
}
finally {
    Pop-Location
}

Write-Host "Built out/moshps, out/*/moshps for other systems, and the module: Import-Module ./MoshPS.psd1"
