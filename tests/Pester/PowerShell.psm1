# How to start another PowerShell like the one that runs: the only place that knows. Whoever installed PowerShell as a
# .NET tool runs it as 'dotnet pwsh.dll', so that the program of this process is not always PowerShell.
Set-StrictMode -Version Latest

<#
.SYNOPSIS
The words that start a PowerShell of this version: its program, and what else comes before PowerShell's own arguments.
#>
function Get-TestPowerShell {
    [CmdletBinding()]
    [OutputType([string[]])]
    param()

    $program = [System.Environment]::ProcessPath
    if ((Split-Path $program -LeafBase) -eq 'dotnet') { return $program, (Join-Path $PSHOME pwsh.dll) }
    $program
}

<#
.SYNOPSIS
Runs a PowerShell of this version with these arguments and, if something is piped to it, that as its input.
#>
function Invoke-TestPowerShell {
    $program, $words = Get-TestPowerShell
    # One word alone would be splatted by its letters.
    $words = @($words)
    if ($MyInvocation.ExpectingInput) { $input | & $program @words @args } else { & $program @words @args }
}

Export-ModuleMember -Function *-Test*
