BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $shell = @{ Command = 'env', 'PS1=$ ', 'bash', '--norc', '--noprofile' }
}

AfterAll { Get-MoshSession | Stop-MoshSession -Force }

Describe 'New-MoshSession -Local' {
    AfterEach { Get-MoshSession | Stop-MoshSession }

    It 'needs neither host nor SSH, and finds the server of this build' {
        $session = New-MoshSession -Local @shell -Name here -Columns 100 -Rows 30
        $session | Should -BeOfType MoshPS.MoshSession
        $session.State | Should -Be 'Connected'
        $session.Name | Should -Be 'here'
        $session.HostName | Should -Be 'localhost'
        $session.UserName | Should -Be ([Environment]::UserName)
        $session.Address | Should -Be ([ipaddress]::Loopback)
        (Get-Process -Id $session.ServerProcessId).Path | Should -BeLike "$root/out/*moshps"
        (Invoke-MoshCommand -Session $session 'stty size').Output | Should -Be '30 100'
    }

    It 'takes <Name>' -TestCases @(
        @{ Name = 'stock mosh-server'; Server = 'mosh-server'; Path = '*/mosh-server' }
        @{ Name = 'a command line'; Server = 'env A=1 mosh-server'; Path = '*/mosh-server' }
        @{ Name = 'our own server as a command line'; Server = "'{0}/out/linux-x64/moshps' server"; Path = '*/out/linux-x64/moshps' }
    ) {
        $session = New-MoshSession -Local @shell -ServerPath ($Server -f $root) -UdpPort 61020:61040
        $session.UdpPort | Should -BeIn (61020..61040)
        (Get-Process -Id $session.ServerProcessId).Path | Should -BeLike $Path
        (Invoke-MoshCommand -Session $session 'echo $((6*7))').Output | Should -Be '42'
    }

    It 'takes a path of a PowerShell drive' {
        $null = New-Item -ItemType SymbolicLink "$TestDrive/a server" -Target (Get-Command mosh-server).Source
        (New-MoshSession -Local @shell -ServerPath 'TestDrive:/a server').State | Should -Be 'Connected'
    }

    It 'gives the session the environment that $env: has now' {
        $env:MOSHPS_PESTER_LOCAL = 'changed after the start'
        try {
            $session = New-MoshSession -Local @shell
            (Invoke-MoshCommand -Session $session 'echo $MOSHPS_PESTER_LOCAL').Output | Should -Be 'changed after the start'
        }
        finally {
            $env:MOSHPS_PESTER_LOCAL = $null
        }
    }

    It 'does nothing with -WhatIf' {
        New-MoshSession -Local -WhatIf | Should -BeNullOrEmpty
        Get-MoshSession | Should -BeNullOrEmpty
    }

    It 'reports <Id>' -TestCases @(
        @{ Id = 'ServerNotFound'; Category = 'NotInstalled'; Server = '/no/such/mosh-server' }
        @{ Id = 'ServerStartFailed'; Category = 'InvalidResult'; Server = 'exit 3;' }
        @{ Id = 'ConnectLineMalformed'; Category = 'InvalidResult'; Server = 'echo MOSH CONNECT x;' }
    ) {
        New-MoshSession -Local -ServerPath $Server -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be "$Id,MoshPS.Sessions.NewMoshSessionCommand"
        $failed[0].CategoryInfo.Category | Should -Be $Category
        $failed[0].TargetObject | Should -Be 'localhost'
        $failed[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'has no place for a host or for options of ssh' {
        { New-MoshSession -Local -HostName srv } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        { New-MoshSession -Local -Port 22 } | Should -Throw -ErrorId 'AmbiguousParameterSet*'
        { New-MoshSession -Local:$false -ErrorAction Stop } | Should -Throw -ErrorId 'InvalidHostName*'
    }

    It 'ends within a second when the pipeline is stopped' {
        $running = [powershell]::Create()
        $null = $running.AddScript("Import-Module '$root/MoshPS.psd1'; New-MoshSession -Local -ServerPath 'sleep 61;'")
        $pending = $running.BeginInvoke()
        Start-Sleep -Milliseconds 1500
        $pending.IsCompleted | Should -BeFalse -Because "$($running.Streams.Error.ReadAll())"
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $running.Stop()
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1
        $running.Dispose()
        Get-Process sleep -ErrorAction Ignore | Where-Object CommandLine -EQ 'sleep 61' | Should -BeNullOrEmpty
    }

    It 'completes -Local' {
        (TabExpansion2 'New-MoshSession -Lo').CompletionMatches.CompletionText | Should -Be '-Local'
        (TabExpansion2 'Connect-Mosh -Lo').CompletionMatches.CompletionText | Should -Be '-Local'
    }
}

Describe 'Our server on a host that ssh reaches' {
    BeforeAll {
        $server = Start-TestSshServer
        $connection = Get-TestConnection $server
    }

    AfterAll { Stop-TestSshServer $server }

    It 'is a matter of -ServerPath' {
        $session = New-MoshSession @connection -ServerPath "$root/out/linux-x64/moshps server"
        $session.State | Should -Be 'Connected'
        (Get-Process -Id $session.ServerProcessId).Path | Should -Be "$root/out/linux-x64/moshps"
        (Invoke-MoshCommand -Session $session 'echo $((6*7)); echo $TERM').Output | Should -Be '42', 'xterm-256color'
    }
}
