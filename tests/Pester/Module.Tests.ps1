BeforeAll {
    Import-Module "$PSScriptRoot/PowerShell.psm1" -Force
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $manifestPath = "$root/MoshPS.psd1"
    Import-Module $manifestPath
}

Describe 'The module' {
    It 'has a valid manifest for PowerShell Core alone' {
        $manifest = Test-ModuleManifest $manifestPath
        $manifest.CompatiblePSEditions | Should -Be 'Core'
        $manifest.PowerShellVersion | Should -Be '7.6'
        $manifest.Tags | Should -Contain 'mosh'
    }

    It 'exports every cmdlet of the assembly and nothing else' {
        $assembly = (Get-Command Connect-Mosh).ImplementingType.Assembly
        $classes = $assembly.GetExportedTypes() | ForEach-Object {
            $attribute = $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
            if ($attribute) { '{0}-{1}' -f $attribute[0].VerbName, $attribute[0].NounName }
        }
        (Get-Command -Module MoshPS).Name | Sort-Object | Should -Be ($classes | Sort-Object)
    }

    It 'uses approved verbs' {
        $verbs = (Get-Verb).Verb
        (Get-Command -Module MoshPS).Verb | Where-Object { $_ -notin $verbs } | Should -BeNullOrEmpty
    }

    It 'declares what each cmdlet gives' {
        Get-Command -Module MoshPS | Where-Object { -not $_.OutputType } | Should -BeNullOrEmpty
    }

    It 'is two libraries, a format file and help' {
        (Get-ChildItem "$root/lib" -Recurse -File).Name | Sort-Object |
            Should -Be 'MoshPS.Cmdlets.dll', 'MoshPS.Engine.dll', 'MoshPS.format.ps1xml'
        (Get-ChildItem "$root/en-US" -File).Name | Sort-Object | Should -Be 'about_MoshPS.help.txt', 'MoshPS.Cmdlets.dll-Help.xml'
    }

    It 'loads only its two libraries' {
        $script = @"
            `$before = [AppDomain]::CurrentDomain.GetAssemblies().Location
            Import-Module '$manifestPath'
            `$null = Get-MoshSession
            # The runtime's own, which PowerShell as a .NET tool does not bring along, may be loaded at any time.
            `$runtime = [System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()
            [AppDomain]::CurrentDomain.GetAssemblies().Location | Where-Object { `$_ -notin `$before -and `$_ -notlike "`$PSHOME*" -and `$_ -notlike "`$runtime*" } | Split-Path -Leaf
"@
        Invoke-TestPowerShell -NoProfile -Command $script | Sort-Object | Should -Be 'MoshPS.Cmdlets.dll', 'MoshPS.Engine.dll'
    }

    It 'changes nothing that needs -WhatIf without it' {
        foreach ($name in 'New-MoshSession', 'Stop-MoshSession', 'Resize-MoshSession', 'Send-MoshInput', 'Invoke-MoshCommand', 'Start-MoshRecording', 'Stop-MoshRecording') {
            (Get-Command $name).Parameters.Keys | Should -Contain 'WhatIf' -Because $name
        }
    }
}

Describe 'The end of the module' {
    BeforeAll {
        $server = Start-TestSshServer
        $connection = Get-TestConnection $server

        function Wait-NoServerProcess([int]$Seconds) {
            $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
            do {
                $left = @(Get-TestServerProcess $server)
                if ($left.Count -eq 0) { return $true }
                Start-Sleep -Milliseconds 100
            } until ([datetime]::UtcNow -gt $deadline)
            return $false
        }
    }

    AfterAll { Stop-TestSshServer $server }

    It 'ends the sessions when the module is removed' {
        $session = New-MoshSession @connection
        @(Get-TestServerProcess $server).Count | Should -BeGreaterThan 0
        Remove-Module MoshPS
        try {
            Wait-NoServerProcess 20 | Should -BeTrue
            $session.State | Should -Be 'Closed'
        }
        finally {
            Import-Module $manifestPath
        }
    }

    It 'ends the sessions when PowerShell exits' {
        $json = $connection | ConvertTo-Json -Depth 4 -Compress
        $script = "Import-Module '$manifestPath'; `$c = '$json' | ConvertFrom-Json -AsHashtable; (New-MoshSession @c).State"
        Invoke-TestPowerShell -NoProfile -NonInteractive -Command $script | Should -Be 'Connected'
        Wait-NoServerProcess 20 | Should -BeTrue
    }

    It 'keeps the sessions while another runspace has the module' {
        $session = New-MoshSession @connection
        try {
            foreach ($end in 'Remove-Module MoshPS', '') {
                $other = [powershell]::Create()
                $null = $other.AddScript("Import-Module '$manifestPath'; (Get-MoshSession).Id; $end").Invoke()
                $other.Dispose()
                $session.State | Should -Be 'Connected'
            }
        }
        finally {
            Stop-MoshSession $session
        }
    }

    It 'ends the sessions when the last runspace with the module closes' {
        $script = {
            param($Manifest, $Json)
            $shell = [powershell]::Create()
            $null = $shell.AddScript({
                    param($Manifest, $Json)
                    Import-Module $Manifest
                    $connection = $Json | ConvertFrom-Json -AsHashtable
                    New-MoshSession @connection
                }).AddArgument($Manifest).AddArgument($Json)
            $session = $shell.Invoke()[0]
            [string]$session.State
            $shell.Dispose()
            [string]$session.State
        }
        $json = $connection | ConvertTo-Json -Depth 4 -Compress
        Invoke-TestPowerShell -NoProfile -NonInteractive -Command $script -args $manifestPath, $json | Should -Be 'Connected', 'Closed'
    }

    It 'shares the sessions between runspaces' {
        $session = New-MoshSession @connection
        try {
            $other = [powershell]::Create()
            $other.AddScript("Import-Module '$manifestPath'; (Get-MoshSession).Id").Invoke() | Should -Contain $session.Id
            $other.Dispose()
        }
        finally {
            Stop-MoshSession $session
        }
    }
}
