BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $server = Start-TestSshServer
    $connection = Get-TestConnection $server
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-TestSshServer $server
}

Describe 'Stop-MoshSession' {
    AfterEach { Get-MoshSession | Stop-MoshSession -Force }

    It 'ends a session on both sides and forgets it' {
        $session = New-MoshSession @connection
        Stop-MoshSession $session | Should -BeNullOrEmpty
        $session.State | Should -Be 'Closed'
        $session.EndReason | Should -Be 'ShutDown'
        Get-MoshSession | Should -BeNullOrEmpty
        # The server confirms first, and leaves then.
        $process = Get-Process -Id $session.ServerProcessId -ErrorAction Ignore
        if ($process) { $process.WaitForExit(5000) | Should -BeTrue }
    }

    It 'takes sessions from the pipeline, by number and by name' {
        1..3 | ForEach-Object { New-MoshSession @connection -Name "s$_" } | Out-Null
        Get-MoshSession s1 | Stop-MoshSession
        Stop-MoshSession -Name s2
        Stop-MoshSession (Get-MoshSession s3).Id
        Get-MoshSession | Should -BeNullOrEmpty
    }

    It 'ends all that match a pattern, several at once' {
        1..3 | ForEach-Object { New-MoshSession @connection -Name "s$_" } | Out-Null
        Stop-MoshSession s*
        Get-MoshSession | Should -BeNullOrEmpty
    }

    It 'hands on the sessions with -PassThru' {
        $session = New-MoshSession @connection
        $session | Stop-MoshSession -PassThru | Should -Be $session
    }

    It 'changes nothing with -WhatIf' {
        $session = New-MoshSession @connection
        Get-MoshSession | Stop-MoshSession -WhatIf
        $session.State | Should -Be 'Connected'
        Get-MoshSession | Should -Be $session
    }

    It 'ends at once with -Force, and leaves the server alone' {
        $session = New-MoshSession @connection
        $time = Measure-Command { Stop-MoshSession $session -Force }
        $time.TotalSeconds | Should -BeLessThan 1
        $session.EndReason | Should -Be 'Aborted'
        Get-MoshSession | Should -BeNullOrEmpty
        Get-Process -Id $session.ServerProcessId | Should -Not -BeNullOrEmpty
        Stop-Process -Id $session.ServerProcessId
    }

    It 'clears away a session that has ended by itself' {
        $session = New-MoshSession @connection
        Send-MoshInput $session -Line exit
        $session | Wait-MoshSession -Timeout 10 | Should -Be $session
        $session.EndReason | Should -Be 'RemoteExit'
        Get-MoshSession -State Closed | Should -Be $session
        Get-MoshSession -State Closed | Stop-MoshSession -WarningVariable warned
        Get-MoshSession | Should -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
    }

    It 'warns when the server does not confirm' {
        $session = New-MoshSession @connection
        Stop-Process -Id $session.ServerProcessId -Force
        Stop-MoshSession $session -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -Match 'did not confirm'
        Get-MoshSession | Should -BeNullOrEmpty
    }

    It 'reports a session that is not there' {
        Stop-MoshSession 4711 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'SessionNotFound,MoshPS.Sessions.StopMoshSessionCommand'
    }

    It 'asks with -Confirm, which fails where nobody can answer' {
        $session = New-MoshSession @connection
        $shell = [powershell]::Create()
        $manifest = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path
        $null = $shell.AddScript("Import-Module '$manifest'; Stop-MoshSession $($session.Id) -Confirm").Invoke()
        $shell.Streams.Error | Should -Match 'prompts the user'
        $shell.Dispose()
        $session.State | Should -Be 'Connected'
    }
}
