#!/usr/bin/env bash
# The main job on an embedded default: builds, starts a throwaway sshd on a loopback port, logs in through it,
# starts stock mosh-server, runs commands in the session, cuts the network for some seconds and shows that the
# session recovers: with the cmdlets, in a PowerShell that it installs under artifacts/ where there is none. Where no sshd
# can be had, the same in a local session with our own server. Cleans up behind itself and touches nothing of the
# machine's own SSH.
#
#   ./demo.sh                  watch
#   ./demo.sh --interactive    get the terminal: type 'exit' or Ctrl-^ . to leave
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
cd "$root"
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh

case ${1:-} in
    '') interactive= ;;
    --interactive) interactive=yes ;;
    *) die "unknown argument '$1'. Use --interactive, or nothing." ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
require_dotnet
install_missing sshd=openssh-server ssh=openssh-client mosh-server=mosh
sshd=$(command -v sshd || echo /usr/sbin/sshd)
no_ssh=
for program in ssh ssh-keygen "$sshd"; do
    command -v "$program" >/dev/null 2>&1 || no_ssh="'$(basename "$program")' is not here and could not be installed"
done

./build.sh
# The bad network of the tests: it stands between the client and mosh-server, and can be cut.
dotnet publish tests/MoshPS.UdpRelay -c Release -o artifacts/relay --nologo -v quiet
relay=$root/artifacts/relay/moshps-udprelay

work=$(mktemp -d)
sshd_pid=
clean_up() {
    [ -z "$sshd_pid" ] || kill "$sshd_pid" 2>/dev/null || true
    [ ! -S "$work/relay" ] || "$relay" --send "$work/relay" quit >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT

# An sshd of our own: own host key, own user key, own configuration.
listen() {
    cat >"$work/sshd_config" <<EOF
ListenAddress 127.0.0.1
Port $1
HostKey $work/host_key
AuthorizedKeysFile $work/authorized_keys
AuthenticationMethods publickey
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
PrintMotd no
EOF
    "$sshd" -D -e -f "$work/sshd_config" 2>"$work/sshd.log" &
    sshd_pid=$!
    for _ in $(seq 50); do
        grep -q 'Server listening' "$work/sshd.log" && return 0
        kill -0 "$sshd_pid" 2>/dev/null || break
        sleep 0.1
    done
    sshd_pid=
    return 1
}
start_sshd() {
    ssh-keygen -q -t ed25519 -N '' -C 'MoshPS demo' -f "$work/host_key"
    ssh-keygen -q -t ed25519 -N '' -C 'MoshPS demo' -f "$work/user_key"
    cp "$work/user_key.pub" "$work/authorized_keys"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    for _ in $(seq 20); do
        port=$((20000 + RANDOM % 10000))
        if listen "$port"; then break; fi
    done
    if [ -z "$sshd_pid" ]; then
        no_ssh="sshd did not start ($(tail -n 1 "$work/sshd.log"))"
        return
    fi
    printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 "$work/host_key.pub")" >"$work/known_hosts"
    say "Started a throwaway sshd on 127.0.0.1:$port."
}

port=
server=mosh-server
[ -n "$no_ssh" ] || start_sshd
if [ -n "$no_ssh" ]; then
    port=
    server="$root/out/moshps server"
    say "No SSH for this demonstration: $no_ssh. Showing a local session instead, with our own server."
elif ! command -v mosh-server >/dev/null 2>&1; then
    server="$root/out/moshps server"
    say "There is no stock mosh-server here: our own takes its place."
fi

# Without a port: a local session.
export DEMO_PORT=$port DEMO_USER DEMO_WORK=$work DEMO_INTERACTIVE=$interactive
DEMO_USER=$(id -un)
export DEMO_SERVER="$relay --front --control $work/relay -- $server"
export DEMO_CUT="$relay --send $work/relay cut"
if pwsh=$(find_pwsh "$root"); then
    if [ -n "$interactive" ]; then
        "$pwsh" -NoLogo -NoProfile -File demo/demo.ps1
    else
        # To watch, PowerShell needs no terminal, and gets none: its runtime would change the keypad's mode there.
        if [ -t 1 ]; then export DEMO_COLOUR=yes; fi
        "$pwsh" -NoLogo -NoProfile -NonInteractive -File demo/demo.ps1 </dev/null 2>&1 | cat
    fi
else
    say "There is no PowerShell here and none to be had: showing the same with the executable, out/moshps."
    demo/demo-without-powershell.sh
fi
