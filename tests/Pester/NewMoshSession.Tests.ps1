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

Describe 'New-MoshSession' {
    AfterEach { Get-MoshSession | Stop-MoshSession }

    It 'gives a live session with its properties' {
        $session = New-MoshSession @connection
        $session | Should -BeOfType MoshPS.MoshSession
        $session.State | Should -Be 'Connected'
        $session.Name | Should -Be "Mosh$($session.Id)"
        $session.HostName | Should -Be '127.0.0.1'
        $session.Address | Should -Be ([ipaddress]::Loopback)
        $session.UdpPort | Should -BeGreaterThan 60000
        $session.Columns, $session.Rows | Should -Be 80, 24
        $session.ServerVersion | Should -Match '^1\.'
        Get-Process -Id $session.ServerProcessId | ForEach-Object ProcessName | Should -Be 'mosh-server'
        ([datetime]::Now - $session.StartTime).TotalSeconds | Should -BeLessThan 30
        $session.SinceLastContact.TotalSeconds | Should -BeLessThan 7
        $session.BytesReceived | Should -BeGreaterThan 0
        $session.DatagramsSent | Should -BeGreaterThan 0
        $session.EndReason | Should -BeNullOrEmpty
        $null = Wait-MoshSession $session -Quiet 1 -Timeout 20
        $session.RoundTripTime.TotalMilliseconds | Should -BeGreaterThan 0
        $session.LossEstimate | Should -BeLessThan 0.5
    }

    It 'takes size, name and UDP port' {
        $session = New-MoshSession @connection -Name web -Columns 132 -Rows 43 -UdpPort 61010:61020
        $session.Name | Should -Be 'web'
        $session.UdpPort | Should -BeIn (61010..61020)
        (Get-MoshScreen $session).Columns | Should -Be 132
        (Invoke-MoshCommand -Session $session 'stty size').Output | Should -Be '43 132'
    }

    It 'runs the login shell when no command is given' {
        $login = Get-TestConnection $server -LoginShell
        $session = New-MoshSession @login
        (Invoke-MoshCommand -Session $session 'echo $0').Output | Should -Match '^-'
    }

    It 'connects several hosts at once, names in their order' {
        $one = @{} + $connection
        $one.HostName = '127.0.0.1', "localhost:$($server.Port)"
        $one.Options.StrictHostKeyChecking = 'no'
        $sessions = New-MoshSession @one -Name first, second -ThrottleLimit 2
        $sessions.Count | Should -Be 2
        ($sessions | Where-Object HostName -EQ '127.0.0.1').Name | Should -Be 'first'
        ($sessions | Where-Object HostName -EQ 'localhost').Name | Should -Be 'second'
    }

    It 'takes hosts, and objects with a HostName, from the pipeline' {
        $rest = @{} + $connection
        $rest.Remove('HostName')
        $rest.Remove('Port')
        $sessions = @("127.0.0.1:$($server.Port)" | New-MoshSession @rest)
        $sessions += [pscustomobject]@{ HostName = '127.0.0.1'; Port = $server.Port } | New-MoshSession @rest
        $sessions.State | Should -Be 'Connected', 'Connected'
    }

    It 'does nothing with -WhatIf' {
        New-MoshSession @connection -WhatIf | Should -BeNullOrEmpty
        Get-MoshSession | Should -BeNullOrEmpty
    }

    It 'leaves no trace of the key or the server in verbose output' {
        $all = New-MoshSession @connection -Verbose *>&1
        $text = $all | Out-String
        $text | Should -Not -Match 'MOSH CONNECT'
        $text | Should -Not -Match '\b[A-Za-z0-9+/]{22}\b'
    }
}

Describe 'Errors of New-MoshSession' {
    It 'are by host, and do not stop the others' {
        $both = @{} + $connection
        $both.HostName = 'no-such-host.invalid', '127.0.0.1'
        $sessions = New-MoshSession @both -ErrorVariable failed -ErrorAction SilentlyContinue
        $sessions.HostName | Should -Be '127.0.0.1'
        $failed.Count | Should -Be 1
        $failed[0].TargetObject | Should -Be 'no-such-host.invalid'
        $sessions | Stop-MoshSession
    }

    It 'say what to do' {
        New-MoshSession @connection -ServerPath /no/such/mosh-server -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failed[0].Exception.Message | Should -Not -BeNullOrEmpty
    }

    It '<Id> when <When>' -TestCases @(
        @{ Id = 'HostNameNotResolved'; Category = 'ObjectNotFound'; When = 'the name cannot be resolved'; Change = @{ HostName = 'no-such-host.invalid' } }
        @{ Id = 'ConnectionRefused'; Category = 'ConnectionError'; When = 'nothing listens'; Change = @{ Port = 1 } }
        @{ Id = 'HostKeyUnknown'; Category = 'SecurityError'; When = 'the host key is not known'; KnownHosts = 'known_hosts_empty' }
        @{ Id = 'HostKeyChanged'; Category = 'SecurityError'; When = 'the host key has changed'; KnownHosts = 'known_hosts_changed' }
        @{ Id = 'AuthenticationFailed'; Category = 'AuthenticationError'; When = 'the key is not accepted'; Key = 'other_key' }
        @{ Id = 'ServerNotFound'; Category = 'NotInstalled'; When = 'there is no mosh-server'; Change = @{ ServerPath = '/no/such/mosh-server' } }
        @{ Id = 'UdpBlocked'; Category = 'ConnectionError'; When = 'no datagram comes back'; Change = @{ ServerPath = 'BLOCKED'; ConnectTimeout = 2 } }
        @{ Id = 'SshClientMissing'; Category = 'NotInstalled'; When = 'there is no ssh'; Change = @{ SshPath = '/no/such/ssh' } }
        @{ Id = 'KeyFileNotFound'; Category = 'ObjectNotFound'; When = 'there is no key file'; Key = 'no_such_key' }
        @{ Id = 'UdpPortUnavailable'; Category = 'ResourceUnavailable'; When = 'the UDP port is taken'; Change = @{ UdpPort = 'TAKEN' } }
        @{ Id = 'SshTimeout'; Category = 'OperationTimeout'; When = 'the host does not answer'; Change = @{ Port = 'SILENT'; ConnectTimeout = 1 } }
        @{ Id = 'InvalidHostName'; Category = 'InvalidArgument'; When = 'the host is an option of ssh'; Change = @{ HostName = '-oProxyCommand=true' } }
        @{ Id = 'InvalidHostName'; Category = 'InvalidArgument'; When = 'the host holds a blank'; Change = @{ HostName = 'a b' } }
        @{ Id = 'InvalidHostName'; Category = 'InvalidArgument'; When = 'the host is a command of a shell'; Change = @{ HostName = 'host;id' } }
        @{ Id = 'InvalidUserName'; Category = 'InvalidArgument'; When = 'the user is an option of ssh'; Change = @{ UserName = '-oX' } }
        @{ Id = 'InvalidUserName'; Category = 'InvalidArgument'; When = 'the user has two lines'; Change = @{ UserName = "a`nb" } }
        @{ Id = 'InvalidSshOption'; Category = 'InvalidArgument'; When = 'the name of an ssh option holds a blank'; Change = @{ Options = @{ 'Foo bar' = 'x' } } }
        @{ Id = 'InvalidSshOption'; Category = 'InvalidArgument'; When = 'the value of an ssh option has two lines'; Change = @{ Options = @{ Foo = "x`nProxyCommand=id" } } }
        @{ Id = 'InvalidServerCommand'; Category = 'InvalidArgument'; When = 'the server is an option'; Change = @{ ServerPath = '-x' } }
        @{ Id = 'InvalidServerCommand'; Category = 'InvalidArgument'; When = 'the server has two lines'; Change = @{ ServerPath = "mosh-server`nid" } }
        @{ Id = 'InvalidSshCommand'; Category = 'InvalidArgument'; When = 'ssh has two lines'; Change = @{ SshPath = "ssh`nid" } }
        @{ Id = 'InvalidCommand'; Category = 'InvalidArgument'; When = 'the command holds a zero character'; Change = @{ Command = "a`0b" } }
        @{ Id = 'InvalidUdpPort'; Category = 'InvalidArgument'; When = 'the UDP port is none'; Change = @{ UdpPort = '60010-60000' } }
    ) {
        $parameters = Get-TestConnection $server
        if ($KnownHosts) { $parameters = Get-TestConnection $server -KnownHosts $KnownHosts }
        if ($Key) { $parameters.KeyFilePath = Join-Path $server.Folder $Key }
        foreach ($name in $Change.Keys) { $parameters[$name] = $Change[$name] }
        if ($parameters.ServerPath -eq 'BLOCKED') {
            $parameters.ServerPath = (Get-RelayedServerPath (Join-Path $server.Folder 'blocked')) -replace '--front', '--front --loss 100'
        }

        $socket = $null
        if ($parameters.UdpPort -eq 'TAKEN') {
            $socket = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([ipaddress]::Any, 0))
            $parameters.UdpPort = $socket.Client.LocalEndPoint.Port
        }
        if ($parameters.Port -eq 'SILENT') {
            $socket = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $socket.Start()
            $parameters.Port = $socket.LocalEndpoint.Port
        }

        try { New-MoshSession @parameters -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty }
        finally { ${socket}?.Dispose() }
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,MoshPS.Sessions.NewMoshSessionCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].TargetObject | Should -Be $parameters.HostName
        $advice = $failed[0].ErrorDetails.RecommendedAction
        $advice | Should -Not -BeNullOrEmpty
        # Parameters that the advice names must exist.
        [regex]::Matches($advice, '(?<![\w])-([A-Z]\w+)') | ForEach-Object {
            (Get-Command New-MoshSession).Parameters.Keys | Should -Contain $_.Groups[1].Value
        }
    }

    It 'refuses a port that is none' {
        { New-MoshSession srv -Port 70000 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,MoshPS.Sessions.NewMoshSessionCommand'
    }
}
