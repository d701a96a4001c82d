BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"

    # The host's login records, as far as who prints them: this system may keep none.
    $programs = (New-Item -ItemType Directory "$TestDrive/bin").FullName
    $records = "$TestDrive/records"
    '' | Set-Content $records
    "#!/bin/sh`nexec cat '$records'" | Set-Content "$programs/who"
    chmod +x "$programs/who"

    $server = Start-TestSshServer -Environment @{ PATH = "${programs}:$env:PATH" }
    $connection = Get-TestConnection $server
    $login = @{} + $connection
    $login.Remove('Command')
    $manifest = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path

    # Others on this machine have sessions too: look at ours only.
    function Get-Remote([object[]]$Session, [hashtable]$Parameters = $login) {
        Get-MoshSession @Parameters | Where-Object ProcessId -In $Session.ServerProcessId
    }

    function Set-LoginRecord([object]$Session, [string]$From) {
        $terminal = (Get-Remote $Session).Terminal
        "root     $terminal        2026-11-22 09:21 ($From[$($Session.ServerProcessId)])" | Add-Content $records
    }

    function Wait-End([int]$Id) {
        $process = Get-Process -Id $Id -ErrorAction Ignore
        if ($process) { $process.WaitForExit(10000) | Should -BeTrue }
    }
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-TestSshServer $server
}

Describe 'Get-MoshSession -HostName' {
    BeforeAll {
        $attached = New-MoshSession @connection
        $detached = New-MoshSession @connection
        Set-LoginRecord $attached '192.0.2.7 via mosh '
        Set-LoginRecord $detached 'mosh '
    }

    AfterAll { Get-MoshSession | Stop-MoshSession }

    It 'tells what the host knows of a session' {
        $session = Get-Remote $attached
        $session | Should -BeOfType 'MoshPS.MoshRemoteSession'
        $session.HostName | Should -Be '127.0.0.1'
        $session.UserName | Should -Be ([Environment]::UserName)
        $session.UdpPort | Should -Be $attached.UdpPort
        $session.State | Should -Be 'Attached'
        $session.ClientAddress | Should -Be '192.0.2.7'
        $session.Terminal | Should -Match '^pts/\d+$'
        $session.Command | Should -Be 'bash --norc --noprofile'
        $session.Implementation | Should -Be 'Stock'
        [Math]::Abs(($session.StartTime - $attached.StartTime).TotalSeconds) | Should -BeLessThan 20
    }

    It 'tells attached from detached' {
        (Get-Remote $attached, $detached | Where-Object State -EQ Detached).ProcessId | Should -Be $detached.ServerProcessId
        (Get-Remote $detached).ClientAddress | Should -BeNullOrEmpty
    }

    It 'takes hosts from the pipeline, each once' {
        $more = @{} + $login
        $more.Remove('HostName')
        $name = "127.0.0.1:$($server.Port)"
        $name, $name | Get-MoshSession @more | Where-Object ProcessId -EQ $attached.ServerProcessId | Should -HaveCount 1
    }

    It 'reports a host that fails, and goes on with the others' {
        $many = @{} + $login
        $many.HostName = '127.0.0.1:1', "127.0.0.1:$($server.Port)", 'no-such-host.invalid', "$([Environment]::UserName)@127.0.0.1:$($server.Port)"
        $found = Get-MoshSession @many -ErrorVariable failed -ErrorAction SilentlyContinue | Where-Object ProcessId -EQ $attached.ServerProcessId
        $found.HostName | Sort-Object | Should -Be ($many.HostName[1, 3] | Sort-Object)
        $failed | Sort-Object { [string]$_.TargetObject } | ForEach-Object { "$($_.TargetObject) $($_.FullyQualifiedErrorId)" } | Should -Be @(
            '127.0.0.1:1 ConnectionRefused,MoshPS.Sessions.GetMoshSessionCommand'
            'no-such-host.invalid HostNameNotResolved,MoshPS.Sessions.GetMoshSessionCommand')
    }

    It 'refuses a pattern and says what to do instead' {
        Get-MoshSession -HostName 'web*' -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'InvalidHostName,MoshPS.Sessions.GetMoshSessionCommand'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'Where-Object HostName -like'
    }

    It 'asks for no key: a host that wants one is an error' {
        $locked = Get-TestConnection $server -KnownHosts known_hosts_empty
        $locked.Remove('Command')
        Get-MoshSession @locked -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HostKeyUnknown,*'
    }

    It 'has a table that fits into a console of 80 columns, and a list' {
        $text = Get-Remote $attached, $detached | Out-String -Width 79
        $text | Should -Match 'HostName\s+UserName\s+PID\s+UDP\s+State\s+Client\s+Started'
        $text | Should -Match "127\.0\.0\.1\s+\S+\s+$($attached.ServerProcessId)\s+$($attached.UdpPort)\s+Attached\s+192\.0\.2\.7\s+\d\d-\d\d \d\d:\d\d"
        (Get-Remote $attached | Format-List | Out-String) | Should -Match 'Command\s+: bash --norc'
    }

    It 'shows no connection settings' {
        (Get-Remote $attached | ConvertTo-Json -Depth 3) | Should -Not -Match 'user_key|known_hosts'
    }

    It 'stops within a second' {
        $hanging = Start-TestSshServer -Configuration 'ForceCommand sleep 60'
        try {
            $slow = Get-TestConnection $hanging
            $slow.Remove('Command')
            $shell = [powershell]::Create()
            $null = $shell.AddScript("param(`$c) Import-Module '$manifest'; Get-MoshSession @c").AddArgument($slow)
            $null = $shell.BeginInvoke()
            Start-Sleep -Seconds 3
            $time = Measure-Command { $shell.Stop() }
            $time.TotalSeconds | Should -BeLessThan 2
            $shell.Dispose()
        }
        finally { Stop-TestSshServer $hanging }
    }
}

Describe 'Stop-MoshSession on a host' {
    BeforeEach { $session = New-MoshSession @connection }
    AfterEach { Get-MoshSession | Stop-MoshSession -Force }

    It 'says with -WhatIf what would end, and ends nothing' {
        Set-LoginRecord $session 'mosh '
        Get-Remote $session | Where-Object State -EQ Detached | Stop-MoshSession -WhatIf
        Get-Remote $session | Should -HaveCount 1
        $session.State | Should -Be 'Connected'
    }

    It 'ends sessions from the pipeline, and tells their clients' {
        $other = New-MoshSession @connection
        Get-Remote $session, $other | Stop-MoshSession | Should -BeNullOrEmpty
        Wait-MoshSession $session, $other -Timeout 20 | Should -HaveCount 2
        $session.EndReason | Should -Be 'RemoteExit'
        Get-Remote $session, $other | Should -BeNullOrEmpty
    }

    It 'ends a session that no client has contacted, and hands it on with -PassThru' {
        $text = ssh -p $server.Port -i "$($server.Folder)/user_key" -o "UserKnownHostsFile=$($server.Folder)/known_hosts" 127.0.0.1 'LANG=C.UTF-8 mosh-server new -- sleep 100' 2>&1 | Out-String
        $id = [int][regex]::Match($text, 'pid = (\d+)').Groups[1].Value
        $remote = Get-MoshSession @login | Where-Object ProcessId -EQ $id
        $remote.State | Should -Be 'Waiting'
        Stop-MoshSession $remote -PassThru | Should -Be $remote
        Wait-End $id
    }

    It 'reports a session that was over already, and touches nothing' {
        $remote = Get-Remote $session
        Stop-MoshSession $remote
        Stop-MoshSession $remote -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'SessionNotFound,MoshPS.Sessions.StopMoshSessionCommand'
        $failed[0].TargetObject | Should -Be $remote
    }

    It 'kills with -Force a server that does not react' {
        $remote = Get-Remote $session
        kill -STOP $session.ServerProcessId
        Stop-MoshSession $remote -Force
        Get-Remote $session | Should -BeNullOrEmpty
        Wait-End $session.ServerProcessId
    }

    It 'reports a host that cannot be reached any more' {
        $gone = Start-TestSshServer
        $there = Get-TestConnection $gone
        $started = New-MoshSession @there
        $there.Remove('Command')
        $remote = Get-Remote $started $there
        Stop-Process -Id $gone.Process.Id -Force
        $gone.Process.WaitForExit()
        Stop-MoshSession $remote -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Be 'ConnectionRefused,MoshPS.Sessions.StopMoshSessionCommand'
        Stop-TestSshServer $gone
    }
}
