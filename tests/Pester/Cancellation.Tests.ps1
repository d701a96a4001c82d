BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $server = Start-TestSshServer
    $connection = Get-TestConnection $server
    $session = New-MoshSession @connection
    $manifest = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-TestSshServer $server
}

Describe 'Stopping a pipeline' {
    It 'ends <Name> within a second' -TestCases @(
        @{ Name = 'Wait-MoshSession'; Script = { Wait-MoshSession $session } }
        @{ Name = 'Wait-MoshSession -Pattern'; Script = { Wait-MoshSession $session -Pattern never } }
        @{ Name = 'Wait-MoshSession -Quiet'; Script = { Wait-MoshSession $session -Quiet 60 } }
        @{ Name = 'Watch-MoshSession'; Script = { Watch-MoshSession -Interval 60 } }
        @{ Name = 'Invoke-MoshCommand'; Script = { Invoke-MoshCommand -Session $session 'sleep 60' } }
        @{ Name = 'New-MoshSession'; Script = { New-MoshSession @connection -ServerPath 'sleep 60;' } }
        @{ Name = 'New-MoshSession for many'; Script = { $c = @{} + $connection; $c.HostName = @('127.0.0.1') * 8; New-MoshSession @c -ServerPath 'sleep 60;' -ThrottleLimit 4 } }
    ) {
        $shell = [powershell]::Create()
        $shell.Runspace.SessionStateProxy.SetVariable('session', $session)
        $shell.Runspace.SessionStateProxy.SetVariable('connection', $connection)
        $null = $shell.AddScript("Import-Module '$manifest'; $Script")
        $running = $shell.BeginInvoke()
        Start-Sleep -Milliseconds 1500
        $running.IsCompleted | Should -BeFalse -Because "$($shell.Streams.Error.ReadAll())"
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        $shell.Dispose()
        Send-MoshInput $session -Key Ctrl+C
    }

    It 'leaves the session alone' {
        $session.State | Should -Be 'Connected'
        (Invoke-MoshCommand -Session $session 'echo alive' -Timeout 10).Output | Should -Be 'alive'
    }

    It 'ends ssh and the server that New-MoshSession had started' {
        $left = @(Get-TestServerProcess $server)
        $shell = [powershell]::Create()
        $shell.Runspace.SessionStateProxy.SetVariable('connection', $connection)
        $blocked = (Get-RelayedServerPath (Join-Path $server.Folder 'stopped')) -replace '--front', '--front --loss 100'
        $null = $shell.AddScript("Import-Module '$manifest'; New-MoshSession @connection -ServerPath '$blocked'")
        $null = $shell.BeginInvoke()
        Start-Sleep -Seconds 2
        $shell.Stop()
        $shell.Dispose()
        (Get-MoshSession).Id | Should -Be $session.Id
        # ssh is gone; the server, which hears nothing, leaves by itself after a minute (it was never contacted).
        Get-Process ssh -ErrorAction Ignore | Where-Object { $_.Parent.Id -eq $PID } | Should -BeNullOrEmpty
    }

    It 'ends when the next command has enough' {
        $many = @{} + $connection
        $many.HostName = @('127.0.0.1') * 3
        New-MoshSession @many | Select-Object -First 1 | Should -HaveCount 1
        Get-MoshSession | Where-Object Id -NE $session.Id | Stop-MoshSession
    }
}
