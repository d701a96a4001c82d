#!/usr/bin/env pwsh
# Runs the Pester tests of the cmdlets against the module as built. Writes 'passed failed skipped' to -CountsPath.
[CmdletBinding()]
param(
    [string]$CountsPath,
    # Only tests whose full name matches, with wildcards.
    [string]$FullName = '*',
    # Only these files, such as Console or *MoshSession.
    [string[]]$File = '*',
    # The tests with the tag Long too.
    [switch]$Long
)

$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.5
$root = (Resolve-Path "$PSScriptRoot/../..").Path
if (-not (Test-Path "$root/lib/MoshPS.Cmdlets.dll")) { throw 'The module is not built. Run ./build.sh (or ./build.ps1) first.' }

$configuration = New-PesterConfiguration
$configuration.Run.Path = @($File | ForEach-Object { Get-ChildItem $PSScriptRoot -Filter "$_.Tests.ps1" } | ForEach-Object FullName)
$configuration.Run.PassThru = $true
$configuration.Filter.FullName = $FullName
if (-not $Long) { $configuration.Filter.ExcludeTag = 'Long' }
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# Files that break before their first test count as failures too.
$failed = $result.FailedCount + $result.FailedContainersCount + $result.FailedBlocksCount
foreach ($test in $result.Skipped) { Write-Host "SKIPPED: $($test.ExpandedPath)" }
if ($CountsPath) { "$($result.PassedCount) $failed $($result.SkippedCount)" | Set-Content $CountsPath }
exit [int]($failed -gt 0 -or $result.PassedCount -eq 0)
