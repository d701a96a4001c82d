BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    function Complete([string]$Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches | ForEach-Object CompletionText }
}

Describe 'Completion of keys' {
    It 'offers the names' { Complete 'Send-MoshInput 1 -Key Pa' | Should -Be 'PageUp', 'PageDown' }

    It 'keeps modifiers' { Complete 'Send-MoshInput 1 -Key Ctrl+Le' | Should -Be 'Ctrl+Left' }

    It 'completes after a comma' { Complete 'Send-MoshInput 1 -Key Up, Ent' | Should -Be 'Enter' }

    It 'offers nothing for what is no key' { Complete 'Send-MoshInput 1 -Key Xyzzy' | Should -BeNullOrEmpty }
}

Describe 'Completion of enumerations' {
    It 'offers the states' { Complete 'Get-MoshSession -State Out' | Should -Be 'OutOfContact' }

    It 'offers the ways to predict' {
        Complete 'Connect-Mosh srv -Predict A' | Should -Be 'Adaptive', 'Always'
        Complete 'Enter-MoshSession 1 -Predict ' | Should -Be 'Adaptive', 'Always', 'Experimental', 'Never'
    }

    It 'offers the policies for the clipboard' { Complete 'Connect-Mosh srv -Clipboard ' | Should -Be 'Allow', 'Deny' }
}

Describe 'Completion of hosts' {
    BeforeAll {
        $home0 = $env:HOME
        $env:HOME = (New-Item -ItemType Directory "$TestDrive/home").FullName
        $null = New-Item -ItemType Directory "$env:HOME/.ssh/conf.d"
        "Include conf.d/*`nHost pester-web01 pester-web02 *.pester" | Set-Content "$env:HOME/.ssh/config"
        'Host pester-included' | Set-Content "$env:HOME/.ssh/conf.d/one"
        @(
            'pester-known,192.0.2.9 ssh-ed25519 AAAA'
            '[pester-port]:2222 ssh-ed25519 AAAA'
            '|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-rsa AAAA'
        ) | Set-Content "$env:HOME/.ssh/known_hosts"
    }

    AfterAll { $env:HOME = $home0 }

    It 'offers ssh_config with its included files, then known_hosts' {
        Complete 'Connect-Mosh pester-' | Should -Be 'pester-included', 'pester-web01', 'pester-web02', 'pester-known', 'pester-port'
    }

    It 'offers them where hosts are asked, too' { Complete 'Get-MoshSession -HostName pester-web' | Should -Be 'pester-web01', 'pester-web02' }

    It 'keeps the user before the @' { Complete 'New-MoshSession -HostName root@pester-k' | Should -Be 'root@pester-known' }

    It 'never offers a pattern or a hashed name' { Complete 'Connect-Mosh ' | Where-Object { $_ -match '[*|]' } | Should -BeNullOrEmpty }
}

Describe 'Completion of sessions' {
    BeforeAll {
        $server = Start-TestSshServer
        $connection = Get-TestConnection $server
        $session = New-MoshSession @connection -Name 'pester one'
    }

    AfterAll {
        Get-MoshSession | Stop-MoshSession -Force
        Stop-TestSshServer $server
    }

    It 'offers numbers' { Complete 'Stop-MoshSession -Id ' | Should -Contain "$($session.Id)" }

    It 'offers names, quoted where it must be' { Complete 'Get-MoshScreen -Name pes' | Should -Be "'pester one'" }
}
