# A real terminal to test in: tmux, on a socket of its own, with PowerShell in it.
Set-StrictMode -Version Latest
Import-Module "$PSScriptRoot/PowerShell.psm1"
$script:clearings = 0

<#
.SYNOPSIS
Opens a terminal with an interactive PowerShell that has MoshPS loaded, and waits for its prompt 'PS> '.
#>
function Open-TestTerminal {
    [CmdletBinding()]
    param(
        [int]$Columns = 100,
        [int]$Rows = 30,
        [hashtable]$Environment = @{},
        [string[]]$Arguments = @(),
        # Keep the terminal when PowerShell has gone, and show 'gone' then. The file gets the terminal's settings from before.
        [string]$ModeFile
    )

    $terminal = [pscustomobject]@{ Socket = Join-Path ([System.IO.Path]::GetTempPath()) "moshps-pester-$([guid]::NewGuid().ToString('N').Substring(0, 8)).tmux" }
    $module = (Resolve-Path "$PSScriptRoot/../../MoshPS.psd1").Path
    # The user's history is neither read for predictions nor written.
    $start = "Set-PSReadLineOption -HistorySaveStyle SaveNothing -PredictionSource None; function prompt { 'PS> ' }; Import-Module '$module'; Clear-Host"
    $variables = foreach ($entry in $Environment.GetEnumerator()) { '-e'; "$($entry.Key)=$($entry.Value)" }
    $run = (Get-TestPowerShell), '-NoProfile', '-NoLogo', $Arguments, '-NoExit', '-Command', $start | ForEach-Object { $_ }
    if ($ModeFile) { $run = @('sh', '-c', 'stty -a > "$1"; shift; "$@"; echo gone; exec sleep 600', 'sh', $ModeFile) + $run }
    Invoke-Tmux $terminal -f /dev/null new-session -d -x $Columns -y $Rows @variables @run
    Wait-TestTerminal $terminal '(?m)^PS> *$' -Seconds 30 | Out-Null
    $terminal
}

function Invoke-Tmux {
    $terminal, $rest = $args
    # One word alone would be splatted by its letters.
    $rest = @($rest)
    # tmux passes its environment on; that of a surrounding tmux would confuse it.
    $saved = $env:TMUX
    $env:TMUX = $null
    try { & tmux -S $terminal.Socket @rest } finally { $env:TMUX = $saved }
}

<#
.SYNOPSIS
Types into the terminal: text as it is, then keys by tmux's names.
#>
function Send-TestTerminal {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal, [Parameter(Position = 1)][string]$Text, [string[]]$Key = @())

    if ($Text) { Invoke-Tmux $Terminal send-keys -l $Text }
    foreach ($name in $Key) { Invoke-Tmux $Terminal send-keys $name }
}

<#
.SYNOPSIS
Runs a command line at the prompt of PowerShell, clears the terminal, and waits until all of that is done.
#>
function Clear-TestTerminal {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal, [Parameter(Position = 1)][string]$Command)

    # A number that the typed line itself does not show: a terminal that was clear before is not taken for done.
    $script:clearings++
    $line = (@($Command) -ne '') + 'Clear-Host' + ('"clear $({0})"' -f $script:clearings) -join '; '
    Send-TestTerminal $Terminal $line -Key Enter
    $null = Wait-TestTerminal $Terminal "\A\s*clear $script:clearings\nPS> *\s*\z" -Seconds 30
}

<#
.SYNOPSIS
Runs a command line that shows a session on the terminal, and waits for the session's prompt '$ '.
#>
function Enter-TestSession {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal, [Parameter(Mandatory, Position = 1)][string]$Command)

    Clear-TestTerminal $Terminal
    Send-TestTerminal $Terminal $Command -Key Enter
    $null = Wait-TestTerminal $Terminal '(?m)^\$ *$'
}

<#
.SYNOPSIS
What the terminal shows, as one text.
#>
function Get-TestTerminal {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal)

    (Invoke-Tmux $Terminal capture-pane -p) -join "`n"
}

<#
.SYNOPSIS
Waits until the terminal shows a text that the regular expression matches, and returns the screen; fails with the screen otherwise.
#>
function Wait-TestTerminal {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal, [Parameter(Mandatory, Position = 1)][string]$Pattern, [double]$Seconds = 15)

    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    do {
        $screen = Get-TestTerminal $Terminal
        if ($screen -cmatch $Pattern) { return $screen }
        Start-Sleep -Milliseconds 50
    } until ([datetime]::UtcNow -gt $deadline)
    throw "'$Pattern' did not appear within $Seconds seconds. The terminal shows:`n$screen"
}

<#
.SYNOPSIS
The settings of the terminal's line discipline, as stty gives them, once they have stayed the same for a while: whoever
reads a line changes them a moment after showing a prompt.
#>
function Get-TestTerminalMode {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal)

    $device = Invoke-Tmux $Terminal display-message -p '#{pane_tty}'
    $modes = & stty -F $device -a
    for ($unchanged = 0; $unchanged -lt 4) {
        Start-Sleep -Milliseconds 100
        $now = & stty -F $device -a
        $unchanged = if ("$now" -eq "$modes") { $unchanged + 1 } else { 0 }
        $modes = $now
    }
    $modes
}

<#
.SYNOPSIS
Any command of tmux on the terminal's window, such as display-message -p '#{pane_title}'.
#>
function Invoke-InTestTerminal {
    Invoke-Tmux @args
}

<#
.SYNOPSIS
Changes the size of the terminal's window.
#>
function Resize-TestTerminal {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal, [Parameter(Mandatory)][int]$Columns, [Parameter(Mandatory)][int]$Rows)

    Invoke-Tmux $Terminal resize-window -x $Columns -y $Rows
}

<#
.SYNOPSIS
The process id of the PowerShell in the terminal.
#>
function Get-TestTerminalProcessId {
    [CmdletBinding()]
    param([Parameter(Mandatory, Position = 0)]$Terminal)

    [int](Invoke-Tmux $Terminal display-message -p '#{pane_pid}')
}

<#
.SYNOPSIS
Closes the terminal and what runs in it.
#>
function Close-TestTerminal {
    [CmdletBinding()]
    param([Parameter(Position = 0)]$Terminal)

    if (-not $Terminal) { return }
    Invoke-Tmux $Terminal kill-server
    Remove-Item $Terminal.Socket -ErrorAction Ignore
}

Export-ModuleMember -Function *-Test*, Invoke-InTestTerminal
