BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $server = Start-TestSshServer
    $connection = Get-TestConnection $server
    $control = Join-Path $server.Folder 'relay'
    $session = New-MoshSession @connection -ServerPath (Get-RelayedServerPath $control)
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-TestSshServer $server
}

Describe 'A session through a bad network' {
    AfterEach { $null = Send-RelayCommand $control restore }

    It 'survives a cut, and delivers what was typed meanwhile' {
        Send-MoshInput $session -Line 'clear'
        $null = Wait-MoshSession $session -Pattern '\A\$ *\z' -Timeout 10
        $null = Send-RelayCommand $control cut
        Wait-MoshSession $session -State OutOfContact -Timeout 15 | Should -Be $session
        Get-MoshSession -State OutOfContact | Should -Contain $session
        Get-MoshSession | Out-String | Should -Match 'OutOfContact'
        Send-MoshInput $session -Line 'echo typed $((40+2)) in the dark'
        $session.SinceLastContact.TotalSeconds | Should -BeGreaterThan 6
        $null = Send-RelayCommand $control restore
        Wait-MoshSession $session -State Connected -Pattern '^typed 42 in the dark$' -Timeout 20 | Should -Be $session
    }

    It 'works with 29 % loss each way, and estimates the loss' {
        $null = Send-RelayCommand $control 'loss 29'
        try {
            foreach ($i in 1..5) { (Invoke-MoshCommand -Session $session "echo $i; seq 1 10" -Timeout 30).Output[-1] | Should -Be '10' }
            $session.LossEstimate | Should -BeGreaterThan 0
        }
        finally {
            $null = Send-RelayCommand $control 'loss 0'
        }
    }

    It 'goes on when the client gets another address' {
        $null = Send-RelayCommand $control rebind
        (Invoke-MoshCommand -Session $session 'echo moved' -Timeout 20).Output | Should -Be 'moved'
    }

    It 'can be given up while out of reach' {
        $null = Send-RelayCommand $control cut
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Stop-MoshSession $session -WarningVariable warned -WarningAction SilentlyContinue
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 12
        $warned | Should -Match 'did not confirm'
        $session.EndReason | Should -Be 'ShutDownUnconfirmed'
    }
}
