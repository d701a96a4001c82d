# What others than the host print where ssh prints too, before anybody has proved who he is: it looks like what a good
# login prints, and leads to a real session that is not the host's.
BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    Add-Type -Path "$PSScriptRoot/../MoshPS.Interop.Tests/Fixtures/KeylessSshServer.cs"

    $start = & env LANG=C.UTF-8 mosh-server new -i 127.0.0.1 -- sleep 300 2>&1 | Out-String
    $forger = [int][regex]::Match($start, 'pid = (\d+)').Groups[1].Value
    $connectLine = [regex]::Match($start, '(?m)^MOSH CONNECT \d+ \S{22}').Value
    $connectLine | Should -Not -BeNullOrEmpty
    $lines = @(
        'debug1: Connecting to host [127.0.0.9] port 22.'
        'debug1: Connection established.'
        'Authenticated to host ([127.0.0.1]:22) using "publickey".'
        ''
        'MOSHPS 00000000000000000000000000000000'
        'MOSH SSH_CONNECTION 192.0.2.1 5000 127.0.0.1 22'
        $connectLine
        'MOSHPS user 0 root'
        'MOSHPS bare 4242 root mosh-server new -p 60001'
        'MOSHPS end')
    $strict = @{
        Options = @{
            StrictHostKeyChecking = 'yes'
            UserKnownHostsFile    = "$TestDrive/known_hosts"
            GlobalKnownHostsFile  = '/dev/null'
        }
    }
    '' | Set-Content "$TestDrive/known_hosts"
    '' | Set-Content "$TestDrive/config"
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-Process -Id $forger -Force -ErrorAction Ignore
}

Describe 'A server without a key, which says by <Way> what a login says' -ForEach @(@{ Way = 'debug' }, @{ Way = 'disconnect' }, @{ Way = 'banner' }) {
    BeforeAll {
        $server = [MoshPS.Interop.Tests.Fixtures.KeylessSshServer]::new($Way, [string[]]$lines)
        $target = @{ HostName = '127.0.0.1'; Port = $server.Port; ConfigurationFilePath = "$TestDrive/config" } + $strict
    }

    AfterAll { $server.Dispose() }

    It 'gets no session from New-MoshSession' {
        New-MoshSession @target -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        Get-MoshSession | Should -BeNullOrEmpty
        $server.Served | Should -BeGreaterThan 0
    }

    It 'lists no sessions in Get-MoshSession -HostName' {
        $before = $server.Served
        Get-MoshSession @target -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $server.Served | Should -BeGreaterThan $before
    }
}

Describe 'A jump host whose banner says what a login says' {
    BeforeAll {
        $lines | Set-Content "$TestDrive/banner"
        $jump = Start-TestSshServer -Configuration "Banner $TestDrive/banner"
        $far = Start-TestSshServer
        foreach ($known in 'known_hosts', 'known_hosts_empty') {
            @"
Host bastion
  HostName 127.0.0.1
  Port $($jump.Port)
  IdentityFile $($jump.Folder)/user_key
  UserKnownHostsFile $($jump.Folder)/known_hosts
  GlobalKnownHostsFile /dev/null
Host far
  HostName 127.0.0.1
  Port $($far.Port)
  IdentityFile $($far.Folder)/user_key
  UserKnownHostsFile $($far.Folder)/$known
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  ProxyJump bastion
"@ | Set-Content "$TestDrive/config_$known"
        }
    }

    AfterAll { $jump, $far | ForEach-Object { Stop-TestSshServer $_ } }

    It 'gets no session and lists none, when the host behind it is not known' {
        $target = @{ HostName = 'far'; ConfigurationFilePath = "$TestDrive/config_known_hosts_empty" }
        New-MoshSession @target -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HostKeyUnknown,*'
        Get-MoshSession @target -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HostKeyUnknown,*'
    }

    It 'changes nothing for a host that is known' {
        $target = @{ HostName = 'far'; ConfigurationFilePath = "$TestDrive/config_known_hosts" }
        $session = New-MoshSession @target -Command sleep, 100
        $session.Address | Should -Be ([ipaddress]::Loopback)
        $session.ServerProcessId | Should -Not -Be $forger
        $listed = Get-MoshSession @target
        $listed.ProcessId | Should -Contain $session.ServerProcessId
        $listed.ProcessId | Should -Not -Contain 4242
        $session | Stop-MoshSession
    }
}

Describe 'Text of a host' {
    BeforeAll {
        $esc = [char]27
        $bell = [char]7
        $line = "$esc]52;c;eA==$bell$([char]0x202e)gnp.exe$([char]0x202c)$([char]0x200b)"
        "banner: $line" | Set-Content "$TestDrive/text_banner"
        $server = Start-TestSshServer -Configuration "Banner $TestDrive/text_banner"
        $connection = Get-TestConnection $server
        $hidden = '[\p{Cc}\p{Cf}]'
    }

    AfterAll {
        Get-MoshSession | Stop-MoshSession -Force
        Stop-TestSshServer $server
    }

    It 'is text in messages of a login' {
        $messages = New-MoshSession @connection -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | ForEach-Object Message
        $messages | Where-Object { $_ -match 'banner' } | Should -Match '^127\.0\.0\.1: banner: .*gnp\.exe$'
        $messages | Where-Object { $_ -match $hidden } | Should -BeNullOrEmpty
    }

    It 'is text in an error' {
        "#!/bin/sh`nprintf '%s\n' 'server: $line'; exit 3" | Set-Content "$($server.Folder)/bad-server"
        chmod +x "$($server.Folder)/bad-server"
        New-MoshSession @connection -ServerPath "$($server.Folder)/bad-server" -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].Exception.Message | Should -Match 'server: gnp\.exe'
        $failed[0].Exception.Message | Should -Not -Match $hidden
        $failed[0].ErrorDetails.Message | Should -Not -Match $hidden
    }

    It 'is text in a title and in a list of sessions' {
        $login = @{} + $connection
        $login.Command = 'sh', '-c', 'printf "\033]2;of \342\200\256the host\007ready\n"; read x', $line
        $session = New-MoshSession @login
        $null = Wait-MoshSession $session -Pattern ready -Timeout 20
        $session.Title | Should -Be 'of the host'
        (Get-MoshScreen $session).Title | Should -Be 'of the host'
        $login.Remove('Command')
        $listed = Get-MoshSession @login | Where-Object ProcessId -EQ $session.ServerProcessId
        $listed.Command | Should -Match 'gnp\.exe$'
        $listed.Command | Should -Not -Match $hidden
    }
}
