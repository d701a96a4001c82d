BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $server = Start-TestSshServer
    $connection = Get-TestConnection $server
    $session = New-MoshSession @connection -Name main
    $null = Wait-MoshSession $session -Pattern '^\$ *$' -Timeout 10
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-TestSshServer $server
}

Describe 'Send-MoshInput' {
    BeforeEach {
        Send-MoshInput $session -Line 'clear'
        $null = Wait-MoshSession $session -Pattern '\A\$ *\z' -Timeout 10
    }

    AfterEach {
        Send-MoshInput $session -Key Ctrl+C
        # A shell may drop what is typed while it handles the interrupt.
        $null = Wait-MoshSession $session -Quiet 0.3 -Timeout 10
    }

    It 'types a line and presses Enter' {
        Send-MoshInput $session -Line 'echo x$((40+2))y' | Should -BeNullOrEmpty
        Wait-MoshSession $session -Pattern '^x42y$' -Timeout 10 | Should -Be $session
    }

    It 'types text without Enter' {
        Send-MoshInput $session 'echo not yet'
        $null = Wait-MoshSession $session -Pattern 'echo not yet' -Timeout 10
        $null = Wait-MoshSession $session -Quiet 0.3 -Timeout 10
        (Get-MoshScreen $session).Lines[1] | Should -BeNullOrEmpty
    }

    It 'types text, then lines, then keys' {
        Send-MoshInput $session -Text 'echo ab' -Line 'c' -Key Up, Enter
        $null = Wait-MoshSession $session -Pattern '^abc\n.*echo abc\nabc$' -Timeout 10
    }

    It 'presses keys by name' {
        Send-MoshInput $session -Line 'cat -v'
        Send-MoshInput $session -Key F5, Ctrl+V, Up, Enter
        $null = Wait-MoshSession $session -Pattern '\^\[\[15~' -Timeout 10
    }

    It 'takes Ctrl+C as a key' {
        Send-MoshInput $session -Line 'sleep 100'
        $null = Wait-MoshSession $session -Quiet 0.3 -Timeout 10
        Send-MoshInput $session -Key ctrl+c
        $null = Wait-MoshSession $session -Pattern '\^C\n\$ *\z' -Timeout 10
        Send-MoshInput $session -Line 'echo code $?'
        $null = Wait-MoshSession $session -Pattern 'code 130' -Timeout 10
    }

    It 'types lines from the pipeline, in order' {
        'echo one', 'echo two', 'echo three' | Send-MoshInput -Session $session
        $null = Wait-MoshSession $session -Pattern '(?s)^one$.*^two$.*^three$' -Timeout 10
    }

    It 'types lines from the pipeline into a session by number or name' {
        'echo by number' | Send-MoshInput -Id $session.Id
        'echo by name' | Send-MoshInput -Name mai*
        $null = Wait-MoshSession $session -Pattern '(?s)^by number$.*^by name$' -Timeout 10
    }

    It 'takes sessions from the pipeline and hands them on' {
        Get-MoshSession main | Send-MoshInput -Line 'echo pipe' -PassThru | Wait-MoshSession -Pattern '^pipe$' -Timeout 10 | Should -Be $session
    }

    It 'carries text beyond ASCII' {
        Send-MoshInput $session -Line 'echo "Grüße 語 🙂"'
        $null = Wait-MoshSession $session -Pattern '^Grüße 語 🙂$' -Timeout 10
    }

    It 'types nothing with -WhatIf, and does not show the text' {
        $shown = Send-MoshInput $session -Line 'secret-word' -WhatIf *>&1 | Out-String
        $null = Wait-MoshSession $session -Quiet 0.3 -Timeout 10
        (Get-MoshScreen $session).Text | Should -Not -Match 'secret-word'
        $shown | Should -Not -Match 'secret-word'
    }

    It 'does not show the text with -Verbose' {
        Send-MoshInput $session -Line '# secret-word' -Verbose *>&1 | Out-String | Should -Not -Match 'secret-word'
    }

    It 'refuses a key that is none' {
        { Send-MoshInput $session -Key Hyper+Q } | Should -Throw -ErrorId 'UnknownKey,MoshPS.Input.SendMoshInputCommand'
    }

    It 'refuses to type nothing' {
        { Send-MoshInput $session } | Should -Throw -ErrorId 'NothingToType,MoshPS.Input.SendMoshInputCommand'
    }
}

Describe 'Get-MoshScreen' {
    BeforeAll {
        Send-MoshInput $session -Line "clear; printf '\033]2;the title\007\033[1;31mred\033[0m plain  \n\n\a'"
        $null = Wait-MoshSession $session -Pattern '^red plain$' -Timeout 10
        $null = Wait-MoshSession $session -Quiet 0.3 -Timeout 10
    }

    It 'gives lines, cursor, size and title' {
        $screen = Get-MoshScreen $session
        $screen.Columns, $screen.Rows | Should -Be 80, 24
        $screen.Lines.Count | Should -Be 24
        $screen.Lines[0] | Should -Be 'red plain'
        $screen.Lines[1] | Should -Be ''
        $screen.Lines[2] | Should -Be '$'
        $screen.CursorRow, $screen.CursorColumn | Should -Be 2, 2
        $screen.IsCursorVisible | Should -BeTrue
        $screen.Title | Should -Be 'the title'
        $screen.BellCount | Should -BeGreaterThan 0
        $session.Title | Should -Be 'the title'
        $screen.SessionId, $screen.SessionName, $screen.HostName | Should -Be $session.Id, 'main', '127.0.0.1'
    }

    It 'gives colours with -Ansi' {
        (Get-MoshScreen $session -Ansi).Lines[0] | Should -Be "`e[0;1;31mred`e[0m plain"
    }

    It 'shows the screen as text' {
        (Get-MoshScreen $session | Out-String).Trim() -split "`r?`n" | Should -Be 'red plain', '', '$'
        "$(Get-MoshScreen $session)" | Should -Be "red plain`n`n$"
    }

    It 'finds sessions by number, name and pipeline' {
        (Get-MoshScreen $session.Id).SessionId | Should -Be $session.Id
        (Get-MoshScreen -Name m*).SessionId | Should -Be $session.Id
        ([pscustomobject]@{ Id = $session.Id } | Get-MoshScreen).SessionId | Should -Be $session.Id
    }

    It 'keeps control characters out of the title' {
        Send-MoshInput $session -Line "printf '\033]2;a\302\233b\007'"
        $null = Wait-MoshSession $session -Quiet 0.5 -Timeout 10
        $session.Title | Should -Not -Match '\p{Cc}'
        (Get-MoshScreen $session).Title | Should -Not -Match '\p{Cc}'
    }

    It 'reports a session that is not there' {
        Get-MoshScreen 4711 -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'SessionNotFound,MoshPS.Screens.GetMoshScreenCommand'
    }
}

Describe 'Resize-MoshSession' {
    AfterEach { Resize-MoshSession $session -Columns 80 -Rows 24 }

    It 'changes both dimensions, and the programs hear of it' {
        Resize-MoshSession $session -Columns 101 -Rows 33 | Should -BeNullOrEmpty
        (Invoke-MoshCommand -Session $session 'stty size').Output | Should -Be '33 101'
        $session.Columns, $session.Rows | Should -Be 101, 33
    }

    It 'keeps the dimension that is not given' {
        Resize-MoshSession $session.Id -Rows 40 -PassThru | Should -Be $session
        $session.Columns, $session.Rows | Should -Be 80, 40
    }

    It 'takes positions, names and the pipeline' {
        Resize-MoshSession main 90 30
        $session.Columns, $session.Rows | Should -Be 90, 30
        Get-MoshSession main | Resize-MoshSession -Columns 91
        $session.Columns | Should -Be 91
    }

    It 'changes nothing with -WhatIf' {
        Resize-MoshSession $session -Columns 120 -WhatIf
        $session.Columns | Should -Be 80
    }

    It 'refuses sizes that cannot be' {
        { Resize-MoshSession $session -Columns 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Resize-MoshSession $session -Rows 1001 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Resize-MoshSession $session } | Should -Throw -ErrorId 'NoSizeGiven,MoshPS.Sessions.ResizeMoshSessionCommand'
    }
}

Describe 'Wait-MoshSession' {
    It 'waits for a text that comes later' {
        Send-MoshInput $session -Line 'clear; sleep 1; echo la$((1))ter'
        $time = Measure-Command { Wait-MoshSession $session -Pattern 'la1ter' -Timeout 10 }
        $time.TotalSeconds | Should -BeGreaterThan 0.5
    }

    It 'ignores case unless asked not to' {
        Send-MoshInput $session -Line 'clear; echo MiXed'
        Wait-MoshSession $session -Pattern '^mixed$' -Timeout 5 | Should -Be $session
        Wait-MoshSession $session -Pattern '^mixed$' -CaseSensitive -Timeout 0.3 -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Wait-MoshSession $session -Pattern '^MiXed$' -CaseSensitive -Timeout 5 | Should -Be $session
    }

    It 'takes a pattern literally with -SimpleMatch' {
        Send-MoshInput $session -Line 'clear; echo "[a.b]"'
        Wait-MoshSession $session '[a.b]' -SimpleMatch -Timeout 5 | Should -Be $session
    }

    It 'waits for quiet' {
        Send-MoshInput $session -Line 'clear; for i in 1 2 3 4 5; do echo $i; sleep 0.2; done'
        $null = Wait-MoshSession $session -Quiet 0.6 -Timeout 10
        (Get-MoshScreen $session).Text | Should -Match '(?m)^5$'
    }

    It 'takes time spans as well as seconds' {
        Wait-MoshSession $session -Quiet ([timespan]::FromMilliseconds(100)) -Timeout 0:0:10 | Should -Be $session
    }

    It 'waits for a state' {
        Wait-MoshSession $session -State Connected -Timeout 10 | Should -Be $session
    }

    It 'waits for the end when nothing else is asked' {
        $other = New-MoshSession @connection
        Send-MoshInput $other -Line 'sleep 0.5; exit'
        Wait-MoshSession $other -Timeout 10 | Should -Be $other
        $other.State | Should -Be 'Closed'
        Stop-MoshSession $other
    }

    It 'fails when the time is over' {
        $time = Measure-Command {
            Wait-MoshSession $session -Pattern 'never there' -Timeout 0.5 -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $script:failed = $failed
        }
        $time.TotalSeconds | Should -BeLessThan 3
        $script:failed[0].FullyQualifiedErrorId | Should -Be 'WaitTimedOut,MoshPS.Sessions.WaitMoshSessionCommand'
        $script:failed[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $script:failed[0].TargetObject | Should -Be $session
    }

    It 'fails when the session ends first' {
        $other = New-MoshSession @connection
        Send-MoshInput $other -Line 'sleep 0.3; exit'
        Wait-MoshSession $other -Pattern 'never there' -Timeout 10 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SessionEnded,*'
        Stop-MoshSession $other
    }

    It 'refuses a pattern that is none' {
        { Wait-MoshSession $session -Pattern '(' } | Should -Throw -ErrorId 'InvalidPattern,MoshPS.Sessions.WaitMoshSessionCommand'
    }

    It 'waits for several at once, each handed on when it is there' {
        $slow = New-MoshSession @connection -Name slow
        Send-MoshInput $slow -Line 'clear; sleep 1; echo re$((1))ady'
        Send-MoshInput $session -Line 'clear; echo re$((1))ady'
        ($slow, $session | Wait-MoshSession -Pattern 're1ady' -Timeout 10).Name | Should -Be 'main', 'slow'
        Stop-MoshSession $slow
    }
}

Describe 'Invoke-MoshCommand' {
    It 'gives output and exit code' {
        $result = Invoke-MoshCommand -Session $session 'echo one; echo two; (exit 3)'
        $result | Should -BeOfType MoshPS.MoshCommandResult
        $result.Output | Should -Be 'one', 'two'
        $result.ExitCode | Should -Be 3
        $result.MayBeIncomplete | Should -BeFalse
        $result.CommandLine | Should -Be 'echo one; echo two; (exit 3)'
        $result.SessionId, $result.SessionName, $result.HostName | Should -Be $session.Id, 'main', '127.0.0.1'
        $result.Duration.TotalSeconds | Should -BeLessThan 10
    }

    It 'gives nothing for a command that prints nothing' {
        $result = Invoke-MoshCommand -Session $session 'true'
        $result.Output.Count | Should -Be 0
        $result.ExitCode | Should -Be 0
    }

    It 'joins the rows of a long line' {
        (Invoke-MoshCommand -Session $session 'printf "%0200d\n" 7').Output | Should -Be ('0' * 199 + '7')
    }

    It 'says when the output has left the screen' {
        $result = Invoke-MoshCommand -Session $session 'seq 1 500' -WarningVariable warned -WarningAction SilentlyContinue
        $result.MayBeIncomplete | Should -BeTrue
        $result.Output[-1] | Should -Be '500'
        $warned | Should -Match 'Resize-MoshSession'
    }

    It 'has the whole output on a higher screen' {
        Resize-MoshSession $session -Rows 600
        $result = Invoke-MoshCommand -Session $session 'seq 1 500'
        Resize-MoshSession $session -Rows 24
        $result.MayBeIncomplete | Should -BeFalse
        $result.Output.Count | Should -Be 500
    }

    It 'runs in several sessions at once' {
        $other = New-MoshSession @connection -Name other
        $time = Measure-Command { $script:results = Get-MoshSession main, other | Invoke-MoshCommand 'sleep 1.5; echo done' }
        $script:results.Output | Should -Be 'done', 'done'
        $time.TotalSeconds | Should -BeLessThan 2.9
        Stop-MoshSession $other
    }

    It 'finds sessions by number and name' {
        (Invoke-MoshCommand 'echo a' -Id $session.Id).Output | Should -Be 'a'
        (Invoke-MoshCommand 'echo b' -Name mai?).Output | Should -Be 'b'
    }

    It 'fails when the time is over' {
        Invoke-MoshCommand -Session $session 'sleep 30' -Timeout 1 -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'CommandTimedOut,MoshPS.Commands.InvokeMoshCommandCommand'
        Send-MoshInput $session -Key Ctrl+C
        (Invoke-MoshCommand -Session $session 'echo again' -Timeout 10).Output | Should -Be 'again'
    }

    It 'does nothing with -WhatIf' {
        Invoke-MoshCommand -Session $session 'touch /tmp/moshps-never' -WhatIf | Should -BeNullOrEmpty
        Test-Path /tmp/moshps-never | Should -BeFalse
    }

    It 'shows command, exit code and output' {
        Invoke-MoshCommand -Session $session 'echo hello' | Out-String | Should -Match '(?s)main> echo hello  \[exit code 0\]\r?\nhello'
    }
}

Describe 'A session that is over' {
    BeforeAll {
        $ended = New-MoshSession @connection -Name ended
        Send-MoshInput $ended -Line 'echo last words; exit'
        $null = Wait-MoshSession $ended -Timeout 10
    }

    It 'still shows its last screen' { (Get-MoshScreen $ended).Text | Should -Match '(?m)^last words$' }

    It 'cannot be typed into, resized or used for commands' {
        { Send-MoshInput $ended -Line x -ErrorAction Stop } | Should -Throw -ErrorId 'SessionEnded,MoshPS.Input.SendMoshInputCommand'
        { Resize-MoshSession $ended -Rows 30 -ErrorAction Stop } | Should -Throw -ErrorId 'SessionEnded,MoshPS.Sessions.ResizeMoshSessionCommand'
        { Invoke-MoshCommand -Session $ended 'true' -ErrorAction Stop } | Should -Throw -ErrorId 'SessionEnded,MoshPS.Commands.InvokeMoshCommandCommand'
        { Wait-MoshSession $ended -Pattern 'never there' -ErrorAction Stop } | Should -Throw -ErrorId 'SessionEnded,MoshPS.Sessions.WaitMoshSessionCommand'
    }
}
