#!/usr/bin/env pwsh
# How long Import-Module takes in a warm shell: PowerShell has started, and has loaded and shown something before.
# Each sample is a process of its own, since a module loads only once into a process. Goal: under 200 ms.
[CmdletBinding()]
param([ValidateRange(1, 1000)][int]$Samples = 15)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$manifest = (Resolve-Path "$PSScriptRoot/../MoshPS.psd1").Path
Import-Module "$PSScriptRoot/../tests/Pester/PowerShell.psm1"
$script = {
    param($Manifest)
    Import-Module Microsoft.PowerShell.Utility, Microsoft.PowerShell.Management
    $null = Get-ChildItem | Out-String
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    Import-Module $Manifest
    $watch.Elapsed.TotalMilliseconds
}

$times = 1..$Samples | ForEach-Object { [double](Invoke-TestPowerShell -NoProfile -NonInteractive -Command $script -args $manifest) } | Sort-Object
[pscustomobject]@{
    Samples = $Samples
    Fastest = '{0:0} ms' -f $times[0]
    Median  = '{0:0} ms' -f $times[[int][math]::Floor(($Samples - 1) / 2)]
    Slowest = '{0:0} ms' -f $times[-1]
}
