#!/usr/bin/env bash
# The demonstration with the executable; demo.sh prepares the sshd, if there is one, and the environment, and starts it.
set -euo pipefail
moshps=$(cd "$(dirname "$0")/.." && pwd)/out/moshps

connect() {
    if [ -z "$DEMO_PORT" ]; then
        "$moshps" connect --local --server "$DEMO_SERVER" "$@"
        return
    fi
    # shellcheck disable=SC2153 # not to be mistaken for the port
    "$moshps" connect --ssh-port "$DEMO_PORT" --identity "$DEMO_WORK/user_key" \
        -o "UserKnownHostsFile=$DEMO_WORK/known_hosts" -o IdentitiesOnly=yes \
        --server "$DEMO_SERVER" "$@" "$DEMO_USER@127.0.0.1"
}

if [ -n "$DEMO_INTERACTIVE" ]; then
    echo "Connecting. 'exit' or Ctrl-^ . ends the session."
    connect
    exit
fi

# Commands for the session, as a script would give them; what is for the audience goes to its own stream.
tell() { printf '\n%s\n' "$*" >&2; }
script() {
    tell "> run uname -sr; id -un"
    echo 'run uname -sr; id -un'
    sleep 2
    tell "> run ls /nowhere"
    echo 'run ls /nowhere'
    sleep 2
    # shellcheck disable=SC2016 # for the remote shell
    echo 'line clear; for i in $(seq 20); do echo tick $i; sleep 1; done'
    echo 'timeout 40'
    echo 'wait text tick 3'
    sleep 4
    tell "Cutting the network, both ways, for 10 seconds…"
    $DEMO_CUT 10s >/dev/null
    for _ in 1 2 3; do
        sleep 3
        echo status
    done
    echo 'wait text tick 20'
    echo 'screen'
    echo 'status'
    echo 'quit'
}
script | connect --headless
tell "The session was back after the cut, and nothing was missing on its screen."
