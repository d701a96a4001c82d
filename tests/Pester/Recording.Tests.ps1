BeforeAll {
    Import-Module "$PSScriptRoot/PowerShell.psm1" -Force
    Import-Module "$PSScriptRoot/Tmux.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $local = @{ Local = $true; ServerPath = 'mosh-server'; Command = 'env', 'PS1=$ ', 'bash', '--norc', '--noprofile' }

    function New-TestSession([string]$Name = 'rec') {
        $session = New-MoshSession @local -Name $Name
        $null = Wait-MoshSession $session -Pattern '(?m)^\$' -Timeout 15
        $session
    }

    # Start-MoshRecording makes files only; a pipe is a disk that the test decides over.
    function Start-PipeRecording($Session, [string]$Pipe) {
        $hidden = [System.Reflection.BindingFlags]'NonPublic, Public, Static, Instance'
        $client = $Session.GetType().GetProperty('Client', $hidden).GetValue($Session)
        $create = [Func[MoshPS.Engine.Client.Recording.AsciicastHeader, MoshPS.Engine.Client.Recording.AsciicastWriter]] {
            param($header)
            [MoshPS.Engine.Client.Recording.AsciicastWriter]::new([System.IO.FileStream]::new($Pipe, 'Open', 'Write', 'ReadWrite'), $header)
        }.GetNewClosure()
        $start = [MoshPS.Engine.Client.Recording.SessionRecorder].GetMethods($hidden) | Where-Object { $_.Name -eq 'Start' -and $_.GetParameters().Count -eq 4 }
        $recorder = $start.Invoke($null, @($client, $Pipe, [MoshPS.Engine.Client.Recording.SessionRecorderOptions]::new(), $create))
        $slot = $Session.GetType().GetProperty('Recordings', $hidden).GetValue($Session)
        $recording = [MoshPS.MoshRecording].GetConstructors($hidden)[0].Invoke([object[]]@($Session.PSObject.BaseObject, $recorder))
        $slot.GetType().GetProperty('Current', $hidden).SetValue($slot, $recording.PSObject.BaseObject)
    }

    function Get-Recorded([string]$Path) {
        (Get-Content -LiteralPath $Path | Select-Object -Skip 1 | ConvertFrom-Json -NoEnumerate | Where-Object { $_[1] -eq 'o' } | ForEach-Object { $_[2] }) -join ''
    }
}

AfterAll { Get-MoshSession | Stop-MoshSession -Force }

Describe 'Start-MoshRecording and Stop-MoshRecording' {
    BeforeAll { $session = New-TestSession }
    AfterAll { Stop-MoshSession $session }
    AfterEach { Get-MoshSession | Where-Object { $_.Recording.State -eq 'Recording' } | Stop-MoshRecording }

    It 'record what the session shows, and leave the session alone' {
        Start-MoshRecording $session TestDrive:/one.cast -Title 'A test' | Should -BeNullOrEmpty
        $recording = $session.Recording
        $recording | Should -BeOfType MoshPS.MoshRecording
        $recording.State | Should -Be 'Recording'
        $recording.Path | Should -Be (Join-Path (Get-PSDrive TestDrive).Root 'one.cast')
        $recording.Session | Should -Be $session
        $recording.Title | Should -Be 'A test'
        (Invoke-MoshCommand -Session $session 'echo re$((40+2))corded').Output | Should -Be 're42corded'
        Stop-MoshRecording $session | Should -BeNullOrEmpty
        $recording.State | Should -Be 'Completed'
        $recording.Failure | Should -BeNullOrEmpty
        $recording.Length | Should -Be (Get-Item TestDrive:/one.cast).Length
        $recording.Duration | Should -BeGreaterThan ([timespan]0)
        ([datetime]::Now - $recording.StartTime).TotalMinutes | Should -BeLessThan 1
        $header = Get-Content TestDrive:/one.cast -TotalCount 1 | ConvertFrom-Json
        $header.version, $header.width, $header.height, $header.title | Should -Be 2, 80, 24, 'A test'
        Get-Recorded TestDrive:/one.cast | Should -Match 're42corded'
        $session.State | Should -Be 'Connected'
    }

    It 'take sessions by number, by name and from the pipeline, and hand on recordings' {
        $started = Start-MoshRecording $session.Id TestDrive:/id.cast -PassThru
        $started | Should -Be $session.Recording
        $started | Stop-MoshRecording -PassThru | Should -Be $started
        Start-MoshRecording rec TestDrive:/name.cast
        Stop-MoshRecording -Name re?
        $session | Start-MoshRecording -Path TestDrive:/pipeline.cast
        Get-MoshSession rec | Stop-MoshRecording -PassThru | ForEach-Object State | Should -Be 'Completed'
        # Over already: nothing to complain of.
        Stop-MoshRecording $session -ErrorAction Stop
    }

    It 'take relative paths from the current location, and ~' {
        Push-Location TestDrive:/
        try { (Start-MoshRecording $session ./relative.cast -PassThru).Path | Should -Be (Join-Path (Get-PSDrive TestDrive).Root 'relative.cast') }
        finally { Pop-Location }
        Stop-MoshRecording $session
        $name = "~/moshps-pester-$([guid]::NewGuid()).cast"
        try {
            Start-MoshRecording $session $name
            $name | Should -Exist
        }
        finally {
            Stop-MoshRecording $session
            Remove-Item $name
        }
    }

    It 'replace a file with -Force only' {
        Set-Content TestDrive:/there.cast 'precious'
        { Start-MoshRecording $session TestDrive:/there.cast } | Should -Throw -ErrorId 'FileExists,MoshPS.Recordings.StartMoshRecordingCommand'
        try { Start-MoshRecording $session TestDrive:/there.cast } catch { $_.ErrorDetails.RecommendedAction | Should -Match '-Force' }
        Get-Content TestDrive:/there.cast | Should -Be 'precious'
        Start-MoshRecording $session TestDrive:/there.cast -Force
        Stop-MoshRecording $session
        Get-Content TestDrive:/there.cast -TotalCount 1 | Should -Match '"version":2'
    }

    It 'replace a symbolic link with -Force, and do not follow it' -Skip:$IsWindows {
        Set-Content TestDrive:/elsewhere 'precious'
        $root = (Get-PSDrive TestDrive).Root
        $null = New-Item -ItemType SymbolicLink -Path "$root/link.cast" -Target "$root/elsewhere"
        $null = New-Item -ItemType SymbolicLink -Path "$root/dangling.cast" -Target "$root/nowhere"
        foreach ($link in 'link.cast', 'dangling.cast') {
            { Start-MoshRecording $session "TestDrive:/$link" } | Should -Throw -ErrorId 'FileExists,*'
            Start-MoshRecording $session "TestDrive:/$link" -Force
            # Under its name at once, while it grows.
            Get-Content "TestDrive:/$link" -TotalCount 1 | Should -Match '"version":2'
            Stop-MoshRecording $session
            $file = Get-Item "TestDrive:/$link"
            $file.LinkType | Should -BeNullOrEmpty
            $file.UnixMode | Should -Be '-rw-------'
        }
        Get-Content TestDrive:/elsewhere | Should -Be 'precious'
        'TestDrive:/nowhere' | Should -Not -Exist
        Get-ChildItem TestDrive:/ -Force -Filter .moshps-* | Should -BeNullOrEmpty
    }

    It 'refuse a device as a file, also with -Force and -RecordPath' -Skip:$IsWindows {
        { Start-MoshRecording $session /dev/null -Force } | Should -Throw -ErrorId 'FileNotWritable,*'
        { New-MoshSession @local -RecordPath /dev/null -Force -ErrorAction Stop } | Should -Throw -ErrorId 'FileNotWritable,*'
        (Get-Item /dev/null).UnixMode | Should -Match '^c'
    }

    It 'replace a file with -RecordPath and -Force' {
        Set-Content TestDrive:/path.cast 'precious'
        { New-MoshSession @local -RecordPath TestDrive:/path.cast -ErrorAction Stop } | Should -Throw -ErrorId 'FileExists,*'
        Get-Content TestDrive:/path.cast | Should -Be 'precious'
        $other = New-MoshSession @local -RecordPath TestDrive:/path.cast -Force
        try { Get-Content TestDrive:/path.cast -TotalCount 1 | Should -Match '"version":2' }
        finally { Stop-MoshSession $other }
    }

    It 'give each session a file in a folder' {
        $other = New-TestSession 'other:one'
        try {
            { Get-MoshSession | Start-MoshRecording -Path TestDrive:/both.cast } | Should -Throw -ErrorId 'OneFileForManySessions,*'
            'TestDrive:/both.cast' | Should -Not -Exist
            $folder = New-Item -ItemType Directory TestDrive:/folder
            $recordings = Get-MoshSession | Start-MoshRecording -Path $folder -PassThru
            $recordings.Path | Split-Path | Should -Be $folder.FullName, $folder.FullName
            $recordings.Path | Split-Path -Leaf | Sort-Object | Should -Match '^localhost_(other-one|rec)_\d{8}-\d{6}\.cast$'
            { Start-MoshRecording $session TestDrive:/nowhere/ } | Should -Throw -ErrorId 'FileNotWritable,*'
        }
        finally { Stop-MoshSession $other }
    }

    It 'record a session once at a time, and no two sessions into one file' {
        Start-MoshRecording $session TestDrive:/busy.cast
        { Start-MoshRecording $session TestDrive:/busy2.cast -ErrorAction Stop } | Should -Throw -ErrorId 'AlreadyRecording,*'
        'TestDrive:/busy2.cast' | Should -Not -Exist
        $other = New-TestSession other
        try { { Start-MoshRecording $other TestDrive:/busy.cast -Force -ErrorAction Stop } | Should -Throw -ErrorId 'RecordingFileInUse,*' }
        finally { Stop-MoshSession $other }
    }

    It 'do nothing with -WhatIf' {
        Start-MoshRecording $session TestDrive:/whatif.cast -WhatIf
        'TestDrive:/whatif.cast' | Should -Not -Exist
        Start-MoshRecording $session TestDrive:/whatif.cast
        Stop-MoshRecording $session -WhatIf
        $session.Recording.State | Should -Be 'Recording'
    }

    It 'report <Id>' -TestCases @(
        @{ Id = 'SessionNotFound'; Call = { Start-MoshRecording 4711 TestDrive:/x.cast } }
        @{ Id = 'SessionNotFound'; Call = { Stop-MoshRecording nobody } }
        @{ Id = 'PathNotFileSystem'; Call = { Start-MoshRecording $session Env:/x.cast } }
        @{ Id = 'FileNotWritable'; Call = { Start-MoshRecording $session TestDrive:/none/x.cast } }
    ) {
        $ErrorActionPreference = 'Stop'
        $Call | Should -Throw -ErrorId "$Id,MoshPS.Recordings.*"
    }

    It 'report a session that was never recorded, and one that is over' {
        $other = New-TestSession other
        { Stop-MoshRecording $other -ErrorAction Stop } | Should -Throw -ErrorId 'NotRecording,*'
        Stop-MoshSession $other
        { Start-MoshRecording $other TestDrive:/over.cast -ErrorAction Stop } | Should -Throw -ErrorId 'SessionEnded,*'
    }

    It 'show in the list of a session' {
        Start-MoshRecording $session TestDrive:/list.cast
        $session | Format-List | Out-String -Width 200 | Should -Match 'Recording\s+: /.*list.cast \(Recording\)'
    }

    It 'show a table' {
        Start-MoshRecording $session TestDrive:/table.cast -PassThru | Out-String -Width 200 | Should -Match 'Session\s+State\s+Duration\s+Length\s+Path\r?\n.*\r?\nrec\s+Recording\s+0:00:\d\d\s+\d+\s+/'
    }
}

Describe 'The end of a recording' {
    It 'comes with the session, and has the last screen' -TestCases @(
        @{ Way = 'the remote shell'; End = { Send-MoshInput $session -Line 'exit'; $null = Wait-MoshSession $session -Timeout 10; Stop-MoshSession $session } }
        @{ Way = 'Stop-MoshSession'; End = { Stop-MoshSession $session } }
        @{ Way = 'the removal of the module'; End = { Remove-Module MoshPS; Import-Module "$PSScriptRoot/../../MoshPS.psd1" } }
    ) {
        $file = "TestDrive:/$([guid]::NewGuid()).cast"
        $session = New-MoshSession @local -RecordPath $file
        $recording = $session.Recording
        Send-MoshInput $session -Line 'echo la$((7))st'
        $null = Wait-MoshSession $session -Pattern '(?m)^la7st$' -Timeout 15
        & $End
        $recording.State | Should -Be 'Completed'
        Get-Recorded $file | Should -Match 'la7st'
    }

    It 'is complete when PowerShell has exited' {
        $file = Join-Path $TestDrive 'exit.cast'
        $manifest = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path
        $script = "Import-Module '$manifest'; `$s = New-MoshSession -Local -ServerPath mosh-server -Command sh,-c,'echo st`$((4))rt; sleep 60' -RecordPath '$file'; `$null = Wait-MoshSession `$s -Pattern st4rt -Timeout 15"
        Invoke-TestPowerShell -NoProfile -NonInteractive -Command $script
        Get-Recorded $file | Should -Match 'st4rt'
    }

    It 'is told when the file cannot be written any more' {
        $session = New-TestSession
        $pipe = Join-Path $TestDrive 'pipe'
        & mkfifo $pipe
        # A disk that takes the header.
        $reader = Start-Process head -ArgumentList '-n', '1', $pipe -PassThru -RedirectStandardOutput (Join-Path $TestDrive 'head.out')
        try {
            Start-PipeRecording $session $pipe
            $reader.WaitForExit(10000) | Should -BeTrue
            Send-MoshInput $session -Line 'echo more'
            $null = Wait-MoshSession $session -Pattern '(?m)^more$' -Timeout 15
            Stop-MoshRecording $session -ErrorVariable failed -ErrorAction SilentlyContinue
            $failed[0].FullyQualifiedErrorId | Should -Be 'FileNotWritable,MoshPS.Recordings.StopMoshRecordingCommand'
            $failed[0].CategoryInfo.Category | Should -Be 'WriteError'
            $session.Recording.State | Should -Be 'Failed'
            $session.State | Should -Be 'Connected'
        }
        finally {
            if (-not $reader.HasExited) { $reader.Kill() }
            Stop-MoshSession $session -WarningVariable warned -WarningAction SilentlyContinue
        }
        $warned | Should -Match 'broke off'
    }
}

Describe '-RecordPath' {
    AfterEach { Get-MoshSession | Stop-MoshSession }

    It 'refuses a file that is there before it logs in' {
        Set-Content TestDrive:/there.cast 'precious'
        New-MoshSession -HostName no.such.host.invalid -RecordPath TestDrive:/there.cast -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.FullyQualifiedErrorId | Should -Be 'FileExists,MoshPS.Sessions.NewMoshSessionCommand'
        Get-Content TestDrive:/there.cast | Should -Be 'precious'
        (New-MoshSession @local -RecordPath TestDrive:/there.cast -Force).Recording.State | Should -Be 'Recording'
    }

    It 'leaves no file when there is no session' {
        New-MoshSession -Local -ServerPath '/no/such/server' -RecordPath TestDrive:/none.cast -ErrorAction SilentlyContinue
        'TestDrive:/none.cast' | Should -Not -Exist
    }

    It 'needs a folder for several hosts' {
        { New-MoshSession -HostName a.invalid, b.invalid -RecordPath TestDrive:/many.cast } | Should -Throw -ErrorId 'OneFileForManySessions,*'
    }
}

Describe 'Show-MoshRecording' {
    BeforeAll {
        $file = Join-Path $TestDrive 'made [1].cast'
        '{"version": 2, "width": 80, "height": 24}', '[0, "o", "\u001b]0;evil\u0007\u001b[32mfirst\u001b[m line\r\n"]', '[3000, "o", "second line\r\n"]', '[3001, "o", "third line\r\n"]' | Set-Content -LiteralPath $file
        $damaged = Join-Path $TestDrive 'damaged.cast'
        '{"version": 2, "width": 80, "height": 24}', '[0, "o", "fine\r\n"]', '[1, "o", nonsense]', '[2, "o", "x"]' | Set-Content $damaged
        $terminal = Open-TestTerminal -Columns 120 -Environment @{ MOSHPS_CASTS = $TestDrive }
        Clear-TestTerminal $terminal 'Set-Location $env:MOSHPS_CASTS'
    }

    AfterAll { Close-TestTerminal $terminal }

    It 'plays a file, leaves its last screen, and gives the terminal back' {
        $before = Get-TestTerminalMode $terminal
        $title = Invoke-InTestTerminal $terminal display-message -p '#{pane_title}'
        Clear-TestTerminal $terminal
        Send-TestTerminal $terminal 'Show-MoshRecording -LiteralPath "./made [1].cast" -Speed 1000 -IdleLimit 0.1; "do$(1)ne"' -Key Enter
        $screen = Wait-TestTerminal $terminal '(?m)^do1ne$'
        $screen | Should -Match '(?m)^first line\nsecond line\nthird line\ndo1ne$'
        Get-TestTerminalMode $terminal | Should -Be $before
        Invoke-InTestTerminal $terminal display-message -p '#{pane_title}' | Should -Be $title
        Invoke-InTestTerminal $terminal display-message -p '#{alternate_on}' | Should -Be '0'
    }

    It 'pauses, steps and quits; the next file follows' {
        $before = Get-TestTerminalMode $terminal
        Clear-TestTerminal $terminal 'Copy-Item -LiteralPath "./made [1].cast" ./b.cast; Copy-Item ./b.cast ./c.cast'
        Send-TestTerminal $terminal 'Get-Item ./b.cast, ./c.cast | Show-MoshRecording; "do$(2)ne"' -Key Enter
        $null = Wait-TestTerminal $terminal '\Afirst line\s*\z'
        Send-TestTerminal $terminal ' '
        Send-TestTerminal $terminal '.'
        $null = Wait-TestTerminal $terminal '\Afirst line\nsecond line\s*\z'
        Send-TestTerminal $terminal 'q'
        $null = Wait-TestTerminal $terminal '\Afirst line\s*\z'
        Send-TestTerminal $terminal 'q'
        $null = Wait-TestTerminal $terminal '(?m)^do2ne$'
        Get-TestTerminalMode $terminal | Should -Be $before
    }

    It 'stops everything with Ctrl+C' {
        $before = Get-TestTerminalMode $terminal
        Clear-TestTerminal $terminal
        Send-TestTerminal $terminal 'Get-Item ./b.cast, ./c.cast | Show-MoshRecording; "do$(3)ne"' -Key Enter
        $null = Wait-TestTerminal $terminal '\Afirst line\s*\z'
        Send-TestTerminal $terminal -Key C-c
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Send-TestTerminal $terminal '"al$(3)ive"' -Key Enter
        Wait-TestTerminal $terminal '(?m)^al3ive$' | Should -Not -Match 'do3ne'
        Get-TestTerminalMode $terminal | Should -Be $before
    }

    It 'warns of a window that is too small, and says what is wrong with a file' {
        '{"version": 2, "width": 200, "height": 24}', '[0, "o", "wide\r\n"]' | Set-Content (Join-Path $TestDrive 'wide.cast')
        '{"version": 1, "width": 80, "height": 24, "stdout": []}' | Set-Content (Join-Path $TestDrive 'v1.cast')
        Clear-TestTerminal $terminal
        Send-TestTerminal $terminal 'Show-MoshRecording ./wide.cast, ./v1.cast, ./damaged.cast -Speed 1000; "do$(4)ne"' -Key Enter
        $screen = Wait-TestTerminal $terminal '(?m)^do4ne$'
        $screen | Should -Match 'WARNING: The recording has 200 columns and 24 rows'
        $screen | Should -Match '(?m)^wide$'
        $screen | Should -Match 'asciicast version 1;'
        $screen | Should -Match 'Line 3 of the recording is no event'
    }

    It 'plays a recording object while it is being made, and one that Connect-Mosh has made' {
        Clear-TestTerminal $terminal
        Send-TestTerminal $terminal 'Connect-Mosh -Local -ServerPath mosh-server -RecordPath ./mine.cast -Command sh' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^[$#] *$'
        Send-TestTerminal $terminal 'echo my$((5))shell' -Key Enter
        $null = Wait-TestTerminal $terminal '(?m)^my5shell$'
        Send-TestTerminal $terminal -Key C-^
        Send-TestTerminal $terminal 'd'
        $null = Wait-TestTerminal $terminal '(?m)^PS> *$'
        Clear-TestTerminal $terminal
        Send-TestTerminal $terminal '(Get-MoshSession).Recording | Show-MoshRecording -Speed 1000; (Get-MoshSession).Recording.State; "do$(5)ne"' -Key Enter
        Wait-TestTerminal $terminal '(?m)^do5ne$' | Should -Match '(?m)^my5shell\n(.*\n)*Recording\ndo5ne$'
        Clear-TestTerminal $terminal 'Get-MoshSession | Stop-MoshSession'
        Send-TestTerminal $terminal 'Show-MoshRecording mine.c* -Speed 1000; "do$(6)ne"' -Key Enter
        Wait-TestTerminal $terminal '(?m)^do6ne$' | Should -Match '(?m)^my5shell$'
    }

    It 'needs a terminal' {
        $manifest = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path
        $output = Invoke-TestPowerShell -NoProfile -NonInteractive -Command "Import-Module '$manifest'; try { Show-MoshRecording '$damaged' } catch { `$_.FullyQualifiedErrorId }"
        $output | Should -Be 'ConsoleNotAvailable,MoshPS.Recordings.ShowMoshRecordingCommand'
    }
}
