BeforeAll {
    Import-Module "$PSScriptRoot/SshServer.psm1" -Force
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $server = Start-TestSshServer
    $connection = Get-TestConnection $server
    $one = New-MoshSession @connection -Name web01
    $two = New-MoshSession @connection -Name web02
    $three = New-MoshSession @connection -Name db
}

AfterAll {
    Get-MoshSession | Stop-MoshSession -Force
    Stop-TestSshServer $server
}

Describe 'Get-MoshSession' {
    It 'lists all sessions by number' { (Get-MoshSession).Id | Should -Be $one.Id, $two.Id, $three.Id }

    It 'finds by number, also by position' {
        Get-MoshSession -Id $two.Id | Should -Be $two
        Get-MoshSession $three.Id, $one.Id | Should -Be $three, $one
    }

    It 'finds by name, also by position and with wildcards' {
        Get-MoshSession -Name db | Should -Be $three
        (Get-MoshSession WEB*).Name | Should -Be 'web01', 'web02'
        (Get-MoshSession 'web0?', 'd*').Name | Should -Be 'web01', 'web02', 'db'
    }

    It 'finds by state' {
        (Get-MoshSession -State Connected).Count | Should -Be 3
        Get-MoshSession -State Closed, Closing | Should -BeNullOrEmpty
    }

    It 'takes all conditions together' { Get-MoshSession web* -State Connected | Should -HaveCount 2 }

    It 'takes numbers from the pipeline by property name' {
        [pscustomobject]@{ Id = $one.Id } | Get-MoshSession | Should -Be $one
        Get-MoshScreen $two | Get-MoshSession | Should -Be $two
    }

    It 'reports a number that is not there, and gives the others' {
        Get-MoshSession 4711, $one.Id -ErrorVariable failed -ErrorAction SilentlyContinue | Should -Be $one
        $failed[0].FullyQualifiedErrorId | Should -Be 'SessionNotFound,MoshPS.Sessions.GetMoshSessionCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failed[0].TargetObject | Should -Be 4711
    }

    It 'reports a name that is not there, but not a pattern' {
        Get-MoshSession nobody -ErrorVariable failed -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
        Get-MoshSession nobody* -ErrorAction Stop | Should -BeNullOrEmpty
    }
}

Describe 'The views of a session' {
    It 'has a table' {
        $text = Get-MoshSession web01 | Out-String -Width 120
        $text | Should -Match 'Id\s+Name\s+HostName\s+State\s+Silent\s+RTT\s+Loss\s+Prediction'
        $text | Should -Match "$($one.Id)\s+web01\s+127\.0\.0\.1\s+Connected\s+\d+ s"
    }

    It 'fits into 80 columns' {
        (((Get-MoshSession | Out-String -Width 80) -split "`n").TrimEnd() | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'has a wide table' {
        $text = Get-MoshSession | Format-Table -View Wide | Out-String -Width 120
        $text | Should -Match 'Id\s+Name\s+HostName\s+UserName\s+State\s+Silent\s+RTT\s+±\s+Loss\s+Mode\s+Prediction'
        (($text -split "`n").TrimEnd() | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }

    It 'has a list' {
        $text = Get-MoshSession web01 | Format-List | Out-String
        foreach ($name in 'HostName', 'Address', 'UdpPort', 'State', 'RoundTripTime', 'LossEstimate', 'PredictionMode', 'PredictionState', 'PredictionHitRate', 'Sent', 'Received', 'Size', 'Title', 'ServerVersion') {
            $text | Should -Match "(?m)^$name +:"
        }
    }
}
