BeforeAll {
    Import-Module "$PSScriptRoot/PowerShell.psm1" -Force
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/Tmux.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $server = Start-TestSshServer
    $connection = Get-TestConnection $server
    # The connection's parameters, as the terminal's PowerShell gets them.
    $splat = Join-Path $server.Folder 'connection.json'
    $connection | ConvertTo-Json -Depth 4 | Set-Content $splat
    $manifest = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path
    $load = "`$c = Get-Content '$splat' -Raw | ConvertFrom-Json -AsHashtable"
}

AfterAll { Stop-TestSshServer $server }

Describe 'A terminal' {
    BeforeAll {
        $terminal = Open-TestTerminal
        Clear-TestTerminal $terminal $load
    }

    AfterAll { Close-TestTerminal $terminal }

    AfterEach {
        Clear-TestTerminal $terminal 'Get-MoshSession | Stop-MoshSession -Force'
    }

    It 'is handed over to the session, and comes back when the remote shell ends' {
        $before = Get-TestTerminalMode $terminal
        Enter-TestSession $terminal 'Connect-Mosh @c'
        Send-TestTerminal $terminal 'echo re$((40+2))mote; stty size' -Key Enter
        Wait-TestTerminal $terminal '(?m)^re42mote\n30 100$' | Should -Not -Match 'PS>'
        Send-TestTerminal $terminal 'exit' -Key Enter
        $screen = Wait-TestTerminal $terminal '(?m)^PS> *$'
        # The alternate screen is gone: what was there before shows again.
        $screen | Should -Match 'Connect-Mosh @c'
        $screen | Should -Not -Match 're42mote'
        Get-TestTerminalMode $terminal | Should -Be $before
        Send-TestTerminal $terminal '(Get-MoshSession).Count; "l$(1)ocal"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^0\nl1ocal$'
    }

    It 'is handed over to <Name>' -TestCases @(
        @{ Name = 'a session on this machine'; Call = 'Connect-Mosh -Local -Command $c.Command' }
        @{ Name = 'a session with our own server'; Call = 'Connect-Mosh @c -ServerPath "$root/out/linux-x64/moshps server"' }
    ) {
        $before = Get-TestTerminalMode $terminal
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        Enter-TestSession $terminal $Call.Replace('$root', $root)
        Send-TestTerminal $terminal 'echo re$((40+2))mote; stty size' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^re42mote\n30 100$'
        Send-TestTerminal $terminal 'exit' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Get-TestTerminalMode $terminal | Should -Be $before
    }

    It 'can be detached and entered again' {
        $before = Get-TestTerminalMode $terminal
        Enter-TestSession $terminal 'Connect-Mosh @c -Name kept'
        Send-TestTerminal $terminal 'echo before$((1))detaching' -Key Enter
        $null = Wait-TestTerminal $terminal 'before1detaching'
        Send-TestTerminal $terminal -Key C-^
        Send-TestTerminal $terminal 'd'
        $screen = Wait-TestTerminal $terminal '(?m)^PS> *$'
        $screen | Should -Match '\[detached from kept'
        Get-TestTerminalMode $terminal | Should -Be $before
        Send-TestTerminal $terminal '"state $((Get-MoshSession kept).State)"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^state Connected$'
        Send-TestTerminal $terminal 'Enter-MoshSession kept' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^before1detaching$'
        Send-TestTerminal $terminal 'echo af$((1))ter' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^af1ter$'
        Send-TestTerminal $terminal -Key C-^
        Send-TestTerminal $terminal '.'
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Get-TestTerminalMode $terminal | Should -Be $before
        Send-TestTerminal $terminal '"left $(@(Get-MoshSession).Count)"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^left 0$'
    }

    It 'gives Ctrl+C to the session, not to PowerShell' {
        Enter-TestSession $terminal 'Connect-Mosh @c'
        Send-TestTerminal $terminal 'sleep 100' -Key Enter
        Start-Sleep -Milliseconds 300
        Send-TestTerminal $terminal -Key C-c
        Send-TestTerminal $terminal 'echo code $?' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^code 130$'
        Send-TestTerminal $terminal 'exit' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'tells the session its size when the window changes' {
        Enter-TestSession $terminal 'Connect-Mosh @c'
        Resize-TestTerminal $terminal -Columns 90 -Rows 25
        try {
            $deadline = [datetime]::UtcNow.AddSeconds(10)
            do {
                Send-TestTerminal $terminal 'clear; stty size' -Key Enter
                Start-Sleep -Milliseconds 300
            } until ((Get-TestTerminal $terminal) -match '(?m)^25 90$' -or [datetime]::UtcNow -gt $deadline)
            Get-TestTerminal $terminal | Should -Match '(?m)^25 90$'
            Send-TestTerminal $terminal 'exit' -Key Enter
            $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        }
        finally {
            Resize-TestTerminal $terminal -Columns 100 -Rows 30
        }
    }

    It 'shows a session that a script has made' {
        Send-TestTerminal $terminal '$s = New-MoshSession @c' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Enter-TestSession $terminal 'Get-MoshSession | Enter-MoshSession -PassThru | % { "passed $($_.HostName)" }'
        Send-TestTerminal $terminal -Key C-^
        Send-TestTerminal $terminal 'd'
        $null = Wait-TestTerminal $terminal '(?m)^passed 127\.0\.0\.1$'
    }

    It 'keeps line editing and history of the prompt' {
        Enter-TestSession $terminal 'Connect-Mosh @c'
        Send-TestTerminal $terminal 'exit' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Send-TestTerminal $terminal '"hist$(1)ory"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^hist1ory$'
        Send-TestTerminal $terminal -Key Up
        $null = Wait-TestTerminal $terminal '(?m)^PS> "hist\$\(1\)ory" *$'
        Send-TestTerminal $terminal -Key C-c
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'reports an error of the login and stays as it was' {
        $before = Get-TestTerminalMode $terminal
        Send-TestTerminal $terminal 'Clear-Host; Connect-Mosh @c -ServerPath /no/such -ErrorVariable e; "id $($e.FullyQualifiedErrorId)"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^id ServerNotFound,MoshPS\.Connection\.ConnectMoshCommand$'
        Get-TestTerminalMode $terminal | Should -Be $before
    }

    It 'shows questions of ssh, and takes the answer' {
        Send-TestTerminal $terminal "Clear-Host; `$c2 = `$c.Clone(); `$c2.Options = `$c.Options.Clone(); `$c2.Options.UserKnownHostsFile = '$($server.Folder)/asked'; Connect-Mosh @c2" -Key Enter
        $null = Wait-TestTerminal $terminal 'Are you sure you want to continue connecting'
        Send-TestTerminal $terminal 'yes' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^\$ *$'
        Send-TestTerminal $terminal 'exit' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'comes back when a session cannot be found, is over or is ambiguous' {
        Send-TestTerminal $terminal 'Clear-Host; Enter-MoshSession 4711 -ErrorVariable e; "id $($e.FullyQualifiedErrorId)"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^id SessionNotFound,MoshPS\.Sessions\.EnterMoshSessionCommand$'
        Send-TestTerminal $terminal 'Clear-Host; $a, $b = 1..2 | % { New-MoshSession @c -Name same }; "made"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^made$'
        Send-TestTerminal $terminal 'try { Enter-MoshSession sam* } catch { "id $($_.FullyQualifiedErrorId)" }' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^id SessionAmbiguous,'
        Send-TestTerminal $terminal 'Send-MoshInput $a -Line exit; $null = Wait-MoshSession $a; try { Enter-MoshSession $a -ErrorAction Stop } catch { "id $($_.FullyQualifiedErrorId)" }' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^id SessionEnded,'
    }
}

Describe 'Ctrl+C in a terminal' {
    BeforeAll {
        $terminal = Open-TestTerminal
        Clear-TestTerminal $terminal $load
        Clear-TestTerminal $terminal '$s = New-MoshSession @c'
    }

    AfterAll { Close-TestTerminal $terminal }

    It 'stops <Command> within a second' -TestCases @(
        @{ Command = 'Wait-MoshSession $s' }
        @{ Command = 'Wait-MoshSession $s -Pattern never' }
        @{ Command = "Invoke-MoshCommand -Session `$s 'sleep 60'" }
        @{ Command = 'New-MoshSession @c -ServerPath "sleep 60;"' }
        @{ Command = 'Connect-Mosh @c -ServerPath "sleep 60;"' }
    ) {
        $before = Get-TestTerminalMode $terminal
        Clear-TestTerminal $terminal
        Send-TestTerminal $terminal $Command -Key Enter
        Start-Sleep -Seconds 1.5
        Get-TestTerminal $terminal | Should -Not -Match '(?m)^PS> *$'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Send-TestTerminal $terminal -Key C-c
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$' -Seconds 5
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1.2
        Get-TestTerminalMode $terminal | Should -Be $before
    }

    It 'stops a question of ssh, and gives the terminal its echo back' {
        $before = Get-TestTerminalMode $terminal
        Clear-TestTerminal $terminal "`$asking = `$c.Clone(); `$asking.Options = `$c.Options.Clone(); `$asking.Options.UserKnownHostsFile = '$($server.Folder)/none'"
        Send-TestTerminal $terminal 'Connect-Mosh @asking' -Key Enter
        $null = Wait-TestTerminal $terminal 'Are you sure you want to continue connecting'
        Send-TestTerminal $terminal -Key C-c
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$' -Seconds 5
        Get-TestTerminalMode $terminal | Should -Be $before
    }
}

Describe 'PowerShell with -NonInteractive in a terminal' {
    It 'does not ask, and says which parameter would have answered' {
        $terminal = Open-TestTerminal
        try {
            $script = Join-Path $server.Folder 'unattended.ps1'
            @"
                Import-Module '$manifest'
                $load
                `$c.Options.UserKnownHostsFile = '$($server.Folder)/none'
                Connect-Mosh @c -ErrorVariable failed
                "id `$(`$failed.FullyQualifiedErrorId)"
"@ | Set-Content $script
            $pwsh = (Get-TestPowerShell | ForEach-Object { "'$_'" }) -join ' '
            Send-TestTerminal $terminal "& $pwsh -NoProfile -NonInteractive -File '$script'" -Key Enter
            $screen = Wait-TestTerminal $terminal '(?m)^id HostKeyUnknown,MoshPS\.Connection\.ConnectMoshCommand'
            $screen | Should -Match 'StrictHostKeyChecking'
            $screen | Should -Not -Match 'Are you sure'
        }
        finally {
            Close-TestTerminal $terminal
        }
    }
}

Describe 'SIGTERM while a session is shown' {
    BeforeAll {
        $modes = Join-Path $server.Folder 'modes'
        $terminal = Open-TestTerminal -ModeFile $modes
        Clear-TestTerminal $terminal $load
    }

    AfterAll { Close-TestTerminal $terminal }

    It 'restores the terminal and ends the session on both sides' {
        $others = Get-TestServerProcess $server
        Send-TestTerminal $terminal "`$PID | Set-Content '$($server.Folder)/pid'; Connect-Mosh @c" -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^\$ *$'
        & kill -TERM (Get-Content "$($server.Folder)/pid")
        Wait-TestTerminal $terminal '(?m)^gone$' | Should -Match 'Connect-Mosh @c'
        Get-TestTerminalMode $terminal | Should -Be (Get-Content $modes)
        $deadline = [datetime]::UtcNow.AddSeconds(5)
        do {
            Start-Sleep -Milliseconds 100
            $left = Get-TestServerProcess $server | Where-Object { $_ -notin $others }
        } until (-not $left -or [datetime]::UtcNow -gt $deadline)
        $left | Should -BeNullOrEmpty
    }
}

Describe 'Where there is no terminal' {
    It 'Connect-Mosh and Enter-MoshSession refuse, and name what to use' {
        $script = @"
            Import-Module '$manifest'
            foreach (`$call in { Connect-Mosh srv }, { Enter-MoshSession 1 }) {
                try { & `$call } catch { `$_.FullyQualifiedErrorId; [string]`$_.CategoryInfo.Category; `$_.ErrorDetails.RecommendedAction }
            }
"@
        $out = '' | Invoke-TestPowerShell -NoProfile -Command $script
        $out[0] | Should -Be 'ConsoleNotAvailable,MoshPS.Connection.ConnectMoshCommand'
        $out[1] | Should -Be 'ResourceUnavailable'
        $out[2] | Should -Match 'New-MoshSession'
        $out[3] | Should -Be 'ConsoleNotAvailable,MoshPS.Sessions.EnterMoshSessionCommand'
    }

    It 'Connect-Mosh refuses in a runspace of a program' {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$manifest'; try { Connect-Mosh srv } catch { `$_.FullyQualifiedErrorId }")
        $shell.Invoke() | Should -Be 'ConsoleNotAvailable,MoshPS.Connection.ConnectMoshCommand'
        $shell.Dispose()
    }

    It 'New-MoshSession fails instead of asking about a host key, and names the parameter' {
        $unknown = Get-TestConnection $server -KnownHosts 'known_hosts_empty'
        $unknown.Options.StrictHostKeyChecking = 'ask'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        New-MoshSession @unknown -ErrorVariable failed -ErrorAction SilentlyContinue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'HostKeyUnknown,*'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'StrictHostKeyChecking|known_hosts'
    }
}
