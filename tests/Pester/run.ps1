#!/usr/bin/env pwsh
# Runs the Pester tests of the cmdlets against the module as built. Writes 'passed failed skipped' to -CountsPath, and
# behind that the names of those that were skipped, one a line.
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
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$pester = Get-Item "$root/artifacts/modules/Pester/*/Pester.psd1" -ErrorAction Ignore
if (-not $pester) { throw 'Pester is not here. Run dotnet msbuild scripts/pester.proj -restore first.' }
Import-Module $pester.FullName
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
$skipped = @($result.Skipped | ForEach-Object ExpandedPath)
foreach ($name in $skipped) { Write-Host "SKIPPED: $name" }
if ($CountsPath) { @("$($result.PassedCount) $failed $($skipped.Count)") + $skipped | Set-Content $CountsPath }
exit [int]($failed -gt 0 -or $result.PassedCount -eq 0)
