# A real sshd on a loopback port, with its own host key, user key and configuration in a temporary folder.
# Nothing of the machine's own SSH is read or changed, and whatever its sessions leave behind ends with it.
Set-StrictMode -Version Latest

# Everything that a session of the server starts carries this variable, so that leftovers can be found.
$script:MarkName = 'MOSHPS_PESTER_MARK'

function Get-FreeTcpPort {
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    try { $listener.LocalEndpoint.Port } finally { $listener.Stop() }
}

function Find-Program([string]$Name) {
    foreach ($candidate in @((Get-Command $Name -CommandType Application -ErrorAction Ignore | Select-Object -First 1)?.Source, "/usr/sbin/$Name")) {
        if ($candidate -and (Test-Path $candidate)) { return $candidate }
    }
    throw "The program $Name is not installed."
}

function New-Key([string]$Path) {
    & ssh-keygen -q -t ed25519 -N '' -C 'moshps test' -f $Path | Out-Null
    if ($LASTEXITCODE -ne 0) { throw "ssh-keygen could not make $Path." }
}

<#
.SYNOPSIS
Starts an sshd and waits until it listens. Returns what Stop-TestSshServer and Get-TestConnection take.
.PARAMETER Environment
Variables that sessions get.
#>
function Start-TestSshServer {
    [CmdletBinding()]
    param([hashtable]$Environment = @{}, [string[]]$Configuration = @())

    $folder = [System.IO.Directory]::CreateTempSubdirectory('moshps-pester-').FullName
    $mark = [guid]::NewGuid().ToString()
    foreach ($key in 'host_key', 'user_key', 'other_key') { New-Key (Join-Path $folder $key) }
    Copy-Item (Join-Path $folder 'user_key.pub') (Join-Path $folder 'authorized_keys')
    # sshd insists on its privilege separation folder when root runs it; packages make it at boot.
    if ([System.Environment]::IsPrivilegedProcess) { $null = New-Item -ItemType Directory -Force /run/sshd }

    # The login shell is whatever the account has; what it prints at its start must not decide a test.
    # Hence an empty home, without the tester's profile.
    $sessionHome = (New-Item -ItemType Directory (Join-Path $folder 'home')).FullName
    $variables = @{ $script:MarkName = $mark; MOSH_SERVER_NETWORK_TMOUT = '600'; HOME = $sessionHome }
    foreach ($name in $Environment.Keys) { $variables[$name] = $Environment[$name] }
    $set = ($variables.GetEnumerator() | ForEach-Object { '"{0}={1}"' -f $_.Key, $_.Value }) -join ' '
    $attempt = 0
    do {
        $port = Get-FreeTcpPort
        @(
            "ListenAddress 127.0.0.1:$port"
            "HostKey $folder/host_key"
            "AuthorizedKeysFile $folder/authorized_keys"
            "PidFile $folder/sshd.pid"
            'StrictModes no'
            'PermitRootLogin yes'
            'PasswordAuthentication no'
            'KbdInteractiveAuthentication no'
            'PrintMotd no'
            'UseDNS no'
            'MaxStartups 100'
            "SetEnv $set"
            $Configuration
        ) | Set-Content (Join-Path $folder 'sshd_config')
        $arguments = '-D', '-E', "$folder/sshd.log", '-f', "$folder/sshd_config"
        $process = Start-Process (Find-Program sshd) -ArgumentList $arguments -PassThru -RedirectStandardError "$folder/sshd.err"
        $deadline = [datetime]::UtcNow.AddSeconds(20)
        do {
            Start-Sleep -Milliseconds 50
            $listens = (Get-Content "$folder/sshd.log" -ErrorAction Ignore) -match 'Server listening on'
        } until ($listens -or $process.HasExited -or [datetime]::UtcNow -gt $deadline)
    } until ($listens -or ++$attempt -ge 5)
    if (-not $listens) {
        throw "sshd did not start: $(Get-Content "$folder/sshd.log", "$folder/sshd.err" -ErrorAction Ignore)"
    }

    $hostKey = ((Get-Content "$folder/host_key.pub") -split ' ')[0..1] -join ' '
    $otherKey = ((Get-Content "$folder/other_key.pub") -split ' ')[0..1] -join ' '
    "[127.0.0.1]:$port $hostKey" | Set-Content "$folder/known_hosts"
    "[127.0.0.1]:$port $otherKey" | Set-Content "$folder/known_hosts_changed"
    '' | Set-Content "$folder/known_hosts_empty"
    [pscustomobject]@{ Port = $port; Folder = $folder; Process = $process; Mark = $mark }
}

<#
.SYNOPSIS
The parameters, for splatting, with which New-MoshSession and Connect-Mosh reach the server. The session runs bash
with the prompt '$ ' and no start-up files.
#>
function Get-TestConnection {
    [CmdletBinding()]
    param([Parameter(Mandatory)]$Server, [string]$KnownHosts = 'known_hosts', [switch]$LoginShell)

    $connection = @{
        HostName    = '127.0.0.1'
        Port        = $Server.Port
        KeyFilePath = Join-Path $Server.Folder 'user_key'
        Options     = @{
            UserKnownHostsFile   = Join-Path $Server.Folder $KnownHosts
            GlobalKnownHostsFile = '/dev/null'
            IdentitiesOnly       = $true
            IdentityAgent        = 'none'
        }
    }
    if (-not $LoginShell) { $connection.Command = 'env', 'PS1=$ ', 'bash', '--norc', '--noprofile' }
    $connection
}

<#
.SYNOPSIS
The processes that sessions of the server have left running.
#>
function Get-TestServerProcess {
    [CmdletBinding()]
    param([Parameter(Mandatory)]$Server)

    foreach ($folder in Get-ChildItem /proc -Directory | Where-Object Name -Match '^\d+$') {
        try {
            if ([System.IO.File]::ReadAllText("$($folder.FullName)/environ").Contains("$script:MarkName=$($Server.Mark)")) { [int]$folder.Name }
        }
        catch {
            # Ended meanwhile, or somebody else's.
            continue
        }
    }
}

<#
.SYNOPSIS
Ends the server, what its sessions left running, and its files.
#>
function Stop-TestSshServer {
    [CmdletBinding()]
    param($Server)

    if (-not $Server) { return }
    Stop-Process -Id $Server.Process.Id -Force -ErrorAction Ignore
    foreach ($id in Get-TestServerProcess $Server) { Stop-Process -Id $id -Force -ErrorAction Ignore }
    Remove-Item $Server.Folder -Recurse -Force -ErrorAction Ignore
}

<#
.SYNOPSIS
A -ServerPath that puts the bad network of tests/MoshPS.UdpRelay in front of mosh-server.
#>
function Get-RelayedServerPath {
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Control)

    "$(Get-RelayCommand) --front --control $Control -- mosh-server"
}

<#
.SYNOPSIS
Gives a relay a command, such as 'cut', 'restore' or 'loss 29', and returns its reply.
#>
function Send-RelayCommand {
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Control, [Parameter(Mandatory)][string]$Command)

    $program, $library = (Get-RelayCommand) -split ' ', 2
    $reply = & $program $library --send $Control ($Command -split ' ')
    if ($reply -notmatch '^(ok|\{)') { throw "The relay replied: $reply" }
    $reply
}

function Get-RelayCommand {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    foreach ($configuration in 'Release', 'Debug') {
        $library = "$root/tests/MoshPS.UdpRelay/bin/$configuration/net10.0/moshps-udprelay.dll"
        if (Test-Path $library) { return "$(Find-Program dotnet) $library" }
    }
    throw 'The relay is not built: dotnet build tests/MoshPS.UdpRelay -c Release.'
}

Export-ModuleMember -Function *-Test*, Get-RelayedServerPath, Send-RelayCommand
