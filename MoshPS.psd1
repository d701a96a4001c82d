@{
    RootModule           = 'lib/MoshPS.Cmdlets.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f1c0f57-5a5b-4a0b-9d3e-0c6c2f7a9d41'
    Author               = 'The MoshPS developers'
    Copyright            = 'Copyright (c) The MoshPS developers. MIT licence.'
    Description          = 'Terminal sessions that survive sleep, roaming and bad networks, as objects on the pipeline: a mosh client for PowerShell.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('lib/MoshPS.format.ps1xml')
    CmdletsToExport      = @(
        'Connect-Mosh'
        'Enter-MoshSession'
        'Get-MoshScreen'
        'Get-MoshSession'
        'Invoke-MoshCommand'
        'New-MoshSession'
        'Resize-MoshSession'
        'Send-MoshInput'
        'Show-MoshRecording'
        'Start-MoshRecording'
        'Stop-MoshRecording'
        'Stop-MoshSession'
        'Wait-MoshSession'
        'Watch-MoshSession'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('mosh', 'ssh', 'terminal', 'remote', 'session', 'roaming', 'UDP', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
