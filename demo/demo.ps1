# The demonstration with the cmdlets; demo.sh prepares the sshd, if there is one, and the environment, and starts it.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../MoshPS.psd1"
# What this writes goes through a pipe, perhaps to a terminal.
$PSStyle.OutputRendering = $env:DEMO_COLOUR ? 'Ansi' : 'PlainText'

function Step([string] $Command, [scriptblock] $Action) {
    Write-Host "`n$($PSStyle.Foreground.Cyan)PS> $Command$($PSStyle.Reset)"
    & $Action
}

if ($env:DEMO_PORT) {
    $target = '-HostName 127.0.0.1'
    $connection = @{
        HostName    = '127.0.0.1'
        Port        = [int] $env:DEMO_PORT
        UserName    = $env:DEMO_USER
        KeyFilePath = "$env:DEMO_WORK/user_key"
        Options     = @{ UserKnownHostsFile = "$env:DEMO_WORK/known_hosts"; IdentitiesOnly = 'yes' }
        ServerPath  = $env:DEMO_SERVER
    }
}
else {
    $target = '-Local'
    $connection = @{ Local = $true; ServerPath = $env:DEMO_SERVER }
}

if ($env:DEMO_INTERACTIVE) {
    Write-Host "Connecting. 'exit' or Ctrl-^ . ends the session."
    Connect-Mosh @connection
    return
}

Step "`$session = New-MoshSession $target …" {
    $script:session = New-MoshSession @connection -Name demo
    $session | Out-Host
}
try {
    Step "Invoke-MoshCommand -Session `$session 'uname -sr; id -un'" {
        Invoke-MoshCommand -Session $session 'uname -sr; id -un' | Format-List Output, ExitCode | Out-Host
    }
    Step "Invoke-MoshCommand -Session `$session 'ls /nowhere'" {
        Invoke-MoshCommand -Session $session 'ls /nowhere' | Format-List Output, ExitCode | Out-Host
    }

    Step "Send-MoshInput -Session `$session -Line 'for i in `$(seq 20); do echo tick `$i; sleep 1; done'" {
        Send-MoshInput -Session $session -Line 'clear; for i in $(seq 20); do echo tick $i; sleep 1; done'
        Wait-MoshSession -Session $session -Pattern 'tick 3' -Timeout 20 | Out-Null
        Get-MoshScreen -Session $session | Out-Host
    }

    Write-Host "`n$($PSStyle.Foreground.Yellow)Cutting the network, both ways, for 10 seconds…$($PSStyle.Reset)"
    $cut = -split $env:DEMO_CUT
    & $cut[0] $cut[1..($cut.Length - 1)] 10s | Out-Null
    foreach ($second in 1..5) {
        Start-Sleep -Seconds 2
        $session | Out-Host
    }

    Step "Wait-MoshSession -Session `$session -Pattern 'tick 20'" {
        Wait-MoshSession -Session $session -Pattern 'tick 20' -Timeout 40 | Out-Null
        Write-Host 'The session is back, and nothing is missing on its screen:'
        Get-MoshScreen -Session $session | Out-Host
        $session | Format-List | Out-Host
    }
}
finally {
    Step 'Get-MoshSession | Stop-MoshSession' { Get-MoshSession | Stop-MoshSession }
}
