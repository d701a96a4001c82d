BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/Tmux.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    # Servers that a failed test leaves behind end by themselves.
    $env:MOSH_SERVER_NETWORK_TMOUT = '60'
    $folder = [System.IO.Directory]::CreateTempSubdirectory('moshps-pester-').FullName
    $control = Join-Path $folder 'relay'
    # Sessions of a plain shell on this machine.
    $load = "`$c = @{ Local = `$true; ServerPath = 'mosh-server'; Command = 'env', 'PS1=$ ', 'bash', '--norc', '--noprofile' }"
}

AfterAll {
    $env:MOSH_SERVER_NETWORK_TMOUT = $null
    Remove-Item $folder -Recurse -Force
}

Describe 'How a session is shown' {
    BeforeAll {
        $terminal = Open-TestTerminal
        Clear-TestTerminal $terminal $load
    }

    AfterAll { Close-TestTerminal $terminal }

    AfterEach { Clear-TestTerminal $terminal 'Get-MoshSession | Stop-MoshSession; $env:MOSH_ESCAPE_KEY = $null' }

    It 'shows typing before its echo with -Predict Always, and tells of it; the bar comes and goes' {
        $report = Join-Path $folder 'report'
        Send-TestTerminal $terminal "`$s = New-MoshSession -Local -Command `$c.Command -ServerPath '$(Get-RelayedServerPath $control)'" -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        # Somebody else looks on while the session has the terminal.
        Clear-TestTerminal $terminal "`$job = Start-ThreadJob { while (-not (`$using:s).PredictionHitRate) { Start-Sleep -Milliseconds 50 }; '{0} {1} {2}' -f (`$using:s).PredictionMode, (`$using:s).PredictionState, (`$using:s).IsAttached | Set-Content '$report' }"
        Enter-TestSession $terminal 'Enter-MoshSession $s -Predict Always'
        Send-TestTerminal $terminal 'echo'
        $null = Wait-TestTerminal $terminal '(?m)^\$ echo *$'
        # What the server has confirmed makes the next characters trusted: from the first that was shown at once.
        $deadline = [datetime]::UtcNow.AddSeconds(15)
        do {
            Send-TestTerminal $terminal ' '
            Start-Sleep -Milliseconds 100
        } until ((Test-Path $report) -or [datetime]::UtcNow -gt $deadline)
        $null = Send-RelayCommand $control cut
        Send-TestTerminal $terminal '$((40+2))nd'
        $null = Wait-TestTerminal $terminal '(?m)^\$ echo +\$\(\(40\+2\)\)nd *$'
        $null = Wait-TestTerminal $terminal '(?m)\Amosh: Last contact \d+ seconds ago\. \[To quit: Ctrl-\^ \.\]' -Seconds 20
        $null = Send-RelayCommand $control restore
        Send-TestTerminal $terminal -Key Enter
        Wait-TestTerminal $terminal '(?m)^42nd$' -Seconds 20 | Should -Not -Match 'mosh:'
        Send-TestTerminal $terminal -Key C-^
        Send-TestTerminal $terminal 'd'
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Get-Content $report | Should -BeIn 'Always Shown True', 'Always Underlined True'
        Send-TestTerminal $terminal '"then [$($s.PredictionMode)$($s.PredictionState)] $($s.PredictionHitRate -gt 0.2)"' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^then \[\] True$'
    }

    It 'shows nothing before its echo with -Predict Never, whatever the environment says' {
        Send-TestTerminal $terminal "`$env:MOSH_PREDICTION_DISPLAY = 'always'; `$s = New-MoshSession -Local -Command `$c.Command -ServerPath '$(Get-RelayedServerPath "$control.2")'" -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Enter-TestSession $terminal 'Enter-MoshSession $s -Predict Never; $env:MOSH_PREDICTION_DISPLAY = $null'
        Send-TestTerminal $terminal 'e'
        $null = Wait-TestTerminal $terminal '(?m)^\$ e *$'
        $null = Send-RelayCommand "$control.2" cut
        Send-TestTerminal $terminal 'cho'
        Start-Sleep -Milliseconds 500
        Get-TestTerminal $terminal | Should -Match '(?m)^\$ e *$'
        $null = Send-RelayCommand "$control.2" restore
        $null = Wait-TestTerminal $terminal '(?m)^\$ echo *$'
        Send-TestTerminal $terminal -Key C-^
        Send-TestTerminal $terminal 'd'
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'takes another escape key, which goes before that of the environment' {
        Clear-TestTerminal $terminal '$env:MOSH_ESCAPE_KEY = "%"'
        Enter-TestSession $terminal 'Connect-Mosh @c -EscapeKey ^B'
        Send-TestTerminal $terminal -Key C-b
        Wait-TestTerminal $terminal '\Amosh: Commands:' | Should -Match '"d" detaches, "\." quits, "B" gives literal Ctrl-B'
        Send-TestTerminal $terminal 'd'
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Enter-TestSession $terminal 'Enter-MoshSession *'
        Send-TestTerminal $terminal '' -Key Enter
        Send-TestTerminal $terminal '%'
        Wait-TestTerminal $terminal '\Amosh: Commands:' | Should -Match 'gives literal "%"'
        Send-TestTerminal $terminal '.'
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'gives every key to the session with an empty escape key' {
        Enter-TestSession $terminal "Connect-Mosh @c -EscapeKey ''"
        Send-TestTerminal $terminal 'read -n 1 x; printf "<%q>" "$x"' -Key Enter
        Start-Sleep -Milliseconds 300
        Send-TestTerminal $terminal -Key C-^
        $null = Wait-TestTerminal $terminal "<\`$'\\036'>"
        Send-TestTerminal $terminal 'exit' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }

    It 'has title, screen and clipboard as <Call> says' -TestCases @(
        @{ Call = 'Connect-Mosh @c'; Title = '[mosh] of-the-host'; Alternate = '1'; Clipboard = 'text' }
        @{ Call = 'Connect-Mosh @c -NoTitlePrefix -NoInit -Clipboard Deny'; Title = 'of-the-host'; Alternate = '0'; Clipboard = 'none' }
        @{ Call = 'Connect-Mosh @c -NoTitlePrefix:$false -NoInit:$false -ClipboardLimit 3'; Title = '[mosh] of-the-host'; Alternate = '1'; Clipboard = 'none' }
    ) {
        Invoke-InTestTerminal $terminal set-option -s set-clipboard on
        Invoke-InTestTerminal $terminal set-buffer none
        if ($Call -match ':') { Clear-TestTerminal $terminal '$env:MOSH_TITLE_NOPREFIX = $env:MOSH_NO_TERM_INIT = "1"' }
        Enter-TestSession $terminal $Call
        Invoke-InTestTerminal $terminal display-message -p '#{alternate_on}' | Should -Be $Alternate
        Send-TestTerminal $terminal 'printf "\033]2;of-the-host\007\033]52;c;dGV4dA==\007"; echo s$((1))t' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^s1t$'
        Invoke-InTestTerminal $terminal display-message -p '#{pane_title}' | Should -Be $Title
        Invoke-InTestTerminal $terminal show-buffer | Should -Be $Clipboard
        Send-TestTerminal $terminal 'exit' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
    }
}

Describe 'What is refused before a session is shown' {
    It '-EscapeKey <Key>' -TestCases @(
        @{ Key = '^C' }
        @{ Key = 'ab' }
        @{ Key = "`r" }
        @{ Key = 'ä' }
    ) {
        foreach ($call in { Connect-Mosh nowhere -EscapeKey $Key }, { Enter-MoshSession 1 -EscapeKey $Key }) {
            $failure = $call | Should -Throw -PassThru
            $failure.FullyQualifiedErrorId | Should -BeLike 'InvalidEscapeKey,*'
            $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $failure.ErrorDetails.Message | Should -Match 'cannot be the escape key'
            $failure.ErrorDetails.RecommendedAction | Should -Match '\^B'
        }
    }

    It 'a limit for the clipboard that cannot be' {
        { Connect-Mosh nowhere -ClipboardLimit 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Connect-Mosh nowhere -ClipboardLimit 12283 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }
}

Describe 'A mode of predictions in the environment that does not exist' {
    BeforeAll { $env:MOSH_PREDICTION_DISPLAY = 'sometimes' }

    AfterAll { $env:MOSH_PREDICTION_DISPLAY = $null }

    It 'is told to the user' {
        foreach ($call in { Connect-Mosh nowhere -WarningVariable warned -WarningAction SilentlyContinue }, { Enter-MoshSession 1 -WarningVariable warned -WarningAction SilentlyContinue }) {
            # Without a terminal it goes no further.
            try { . $call } catch { $_.FullyQualifiedErrorId | Should -BeLike 'ConsoleNotAvailable,*' }
            $warned | Should -HaveCount 1
            $warned | Should -Match "MOSH_PREDICTION_DISPLAY is 'sometimes'.*adaptive, always, never"
        }
    }

    It 'does not matter with -Predict' {
        try { Connect-Mosh nowhere -Predict Never -WarningVariable warned -WarningAction SilentlyContinue } catch { $null = $_ }
        $warned | Should -BeNullOrEmpty
    }
}
