BeforeAll {
    Import-Module "$PSScriptRoot/Tmux.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    # Servers that a failed test leaves behind end by themselves.
    $env:MOSH_SERVER_NETWORK_TMOUT = '60'
    $local = @{ Local = $true; ServerPath = 'mosh-server'; Command = 'env', 'PS1=$ ', 'bash', '--norc', '--noprofile' }
}

AfterAll { $env:MOSH_SERVER_NETWORK_TMOUT = $null }

Describe 'The samples of Watch-MoshSession' {
    BeforeAll {
        $one = New-MoshSession @local -Name web01
        $two = New-MoshSession @local -Name web02
    }

    AfterAll { Get-MoshSession | Stop-MoshSession }

    It 'tell how a session does' {
        $samples = Watch-MoshSession -Id $one.Id -Count 2 -Interval 0.3
        $samples | Should -HaveCount 2
        $samples[0] | Should -BeOfType MoshPS.MoshSessionSample
        $samples[0].SessionId, $samples[0].Name, $samples[0].HostName, $samples[0].State | Should -Be $one.Id, 'web01', $one.HostName, 'Connected'
        $samples[0].RoundTripTime | Should -Be $one.RoundTripTime
        $samples[0].LossEstimate | Should -BeOfType double
        $samples[0].LastContact | Should -BeOfType datetime
        $samples[0].BytesSentPerSecond | Should -BeNullOrEmpty
        $samples[1].BytesSentPerSecond | Should -BeOfType double
        $samples[1].Time | Should -BeGreaterThan $samples[0].Time
        $samples[1].PredictionState, $samples[1].PredictionHitRate | Should -Be $null, $null
    }

    It 'count bytes by the second' {
        $watching = Watch-MoshSession $one -Count 3 -Interval 0.5 | ForEach-Object { $_; Send-MoshInput $one -Line 'seq 100' }
        $watching[-1].BytesSentPerSecond | Should -BeGreaterThan 0
        $watching[-1].BytesReceivedPerSecond | Should -BeGreaterThan 0
    }

    It 'are of the sessions that are named, from the pipeline, or all' {
        (Watch-MoshSession web02 -Count 1).SessionId | Should -Be $two.Id
        ($two, $one, $two | Watch-MoshSession -Count 1).SessionId | Should -Be $two.Id, $one.Id
        ([pscustomobject]@{ Id = $one.Id } | Watch-MoshSession -Count 1).SessionId | Should -Be $one.Id
        (Watch-MoshSession -Count 1).SessionId | Should -Be $one.Id, $two.Id
        Get-MoshSession nobody* | Watch-MoshSession -Count 1 -WarningVariable warned | Should -BeNullOrEmpty
        $warned | Should -BeNullOrEmpty
        Watch-MoshSession nobody -Count 1 -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
    }

    It 'can go on to commands that take sessions' { (Watch-MoshSession web01 -Count 1 | Get-MoshSession).Name | Should -Be 'web01' }

    It 'come as long as was asked for' {
        Watch-MoshSession web01 -Interval 0.2 -Duration 0.5 | Should -HaveCount 3
        Watch-MoshSession web01 -Interval 0.2 -Duration ([timespan]::FromMinutes(1)) -Count 2 | Should -HaveCount 2
    }

    It 'come until the next command has enough' { Watch-MoshSession -Interval 0.1 | Select-Object -First 3 | Should -HaveCount 3 }

    It 'take an interval from a tenth of a second to a day' {
        foreach ($interval in 0, 0.05, '1.00:00:01') {
            { Watch-MoshSession -Interval $interval } | Should -Throw -ErrorId 'InvalidInterval,*'
        }
        { Watch-MoshSession -Interval -1 } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,*'
        { Watch-MoshSession -Count 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'have a table' {
        $text = Watch-MoshSession web01 -Count 1 | Out-String -Width 80
        $text | Should -Match 'Time\s+Name\s+State\s+Silent\s+RTT\s+Loss\s+Sent\s+Received\s+Hits'
        $text | Should -Match '\d\d:\d\d:\d\d web01\s+Connected\s+\d+ s\s+\d+ ms\s+\d+%'
    }

    It 'end with the last session' {
        $three = New-MoshSession @local -Name ending
        $samples = $three | Watch-MoshSession -Interval 60 | ForEach-Object { $_; if ($_.State -eq 'Connected') { Send-MoshInput $three -Line exit } }
        $samples[-1].State | Should -Be 'Closed'
    }

    It 'are missed where there is no session' {
        Get-MoshSession | Stop-MoshSession
        Watch-MoshSession -WarningVariable warned -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        $warned | Should -Match 'no session to watch'
    }
}

Describe 'The live table of Watch-MoshSession' {
    BeforeAll {
        $terminal = Open-TestTerminal
        $json = $local | ConvertTo-Json -Compress
        Clear-TestTerminal $terminal "`$c = '$json' | ConvertFrom-Json -AsHashtable"
        Clear-TestTerminal $terminal '$s = 1..3 | % { New-MoshSession @c -Name "web0$_" }'
        $table = 'Name +HostName +State +RTT RTT over \d+ s +Loss Silent Hits\nweb01 localhost Connected +\d+ ms +[▁▂▃▄▅▆▇█]{<n>} +\d+% +\d+ s\nweb02 .*\nweb03 .*\n'
    }

    AfterAll {
        Clear-TestTerminal $terminal 'Get-MoshSession | Stop-MoshSession'
        Close-TestTerminal $terminal
    }

    BeforeEach { Clear-TestTerminal $terminal }

    It 'is drawn in its place, and stays when Ctrl+C ends it within a second' {
        $before = Get-TestTerminalMode $terminal
        Send-TestTerminal $terminal 'Watch-MoshSession -Interval 0.2' -Key Enter
        $screen = Wait-TestTerminal $terminal ('\A\s*clear \d+\nPS> Watch[^\n]*\n' + $table.Replace('<n>', '5,') + '\s*\z')
        Invoke-InTestTerminal $terminal display-message -p '#{cursor_flag}' | Should -Be '0'
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Send-TestTerminal $terminal -Key C-c
        $screen = Wait-TestTerminal $terminal '(?m)^PS> *$' -Seconds 5
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 1.2
        $screen | Should -Match ($table.Replace('<n>', '5,') + 'PS> *\s*\z')
        Invoke-InTestTerminal $terminal display-message -p '#{cursor_flag}' | Should -Be '1'
        Get-TestTerminalMode $terminal | Should -Be $before
    }

    It 'fits the window when that changes' {
        Send-TestTerminal $terminal 'Watch-MoshSession -Interval 0.2' -Key Enter
        $null = Wait-TestTerminal $terminal 'RTT over'
        try {
            Resize-TestTerminal $terminal -Columns 45 -Rows 20
            # tmux wraps the old lines and scrolls: what was above may be gone.
            $null = Wait-TestTerminal $terminal '(\A|\n)Name +State +RTT Loss Silent Hits\nweb01 Connected [^\n]*\nweb02 [^\n]*\nweb03 [^\n]*\n\s*\z'
        }
        finally {
            Resize-TestTerminal $terminal -Columns 100 -Rows 30
        }
        $null = Wait-TestTerminal $terminal ($table.Replace('<n>', '5,') + '\s*\z')
        Send-TestTerminal $terminal -Key C-c
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'ends by count, and when the sessions are over' {
        Send-TestTerminal $terminal 'Watch-MoshSession web01 -Count 2 -Interval 0.2; "counted"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^web01 localhost Connected .*\ncounted$'
        Send-TestTerminal $terminal 'Send-MoshInput $s[2] -Line exit; Watch-MoshSession web03; "over"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^web03 localhost Closed .*\nover$'
    }

    It 'is not shown where the output is used: <Use>' -TestCases @(
        @{ Use = 'in a pipeline'; Call = 'Watch-MoshSession web01 -Count 2 -Interval 0.2 | % { "got $($_.Name)" }'; Result = 'got web01\ngot web01' }
        @{ Use = 'assigned'; Call = '$x = Get-MoshSession web01 | Watch-MoshSession -Count 1; "got $($x.Name)"'; Result = 'got web01' }
        @{ Use = 'in brackets'; Call = '(Watch-MoshSession web01 -Count 1).Name; "$(Watch-MoshSession web02 -Count 1)"'; Result = 'web01\nweb02 \(localhost\): Connected' }
        @{ Use = 'in a loop'; Call = 'foreach ($x in Watch-MoshSession web01 -Count 1) { $x.Name }'; Result = 'web01' }
        @{ Use = 'in a script block of a pipeline'; Call = '1 | % { Watch-MoshSession web01 -Count $_ } | % Name; $x = & { Watch-MoshSession web02 -Count 1 }; $x.Name'; Result = 'web01\nweb02' }
        @{ Use = 'with -AsObject'; Call = 'function f { Watch-MoshSession web01 -Count 1 -AsObject }; $x = f; $x.Name'; Result = 'web01' }
    ) {
        Send-TestTerminal $terminal $Call -Key Enter
        $null = Wait-TestTerminal $terminal "PS> [^\n]*\n(\S[^\n]*\n)?$Result\nPS> *\s*\z"
    }
}
