#!/usr/bin/env bash
# Starts the program that a trace is typed into: in a fresh directory with the files it needs, and with an environment
# that says nothing of the machine. The directory goes when the program ends.
#
#   start.sh shell | vim-insert | password | less | paste
set -euo pipefail
trace=${1:?"usage: start.sh shell|vim-insert|password|less|paste"}
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
cd "$home"

mkdir -p projects/orchard/src documents
printf '%s\n' 'water the trees' 'call the mill' 'mend the fence' >todo.txt
printf '%s\n' '# Orchard' '' 'Counts what grows, and when it is ripe.' >projects/orchard/README.md
printf '%s\n' 'name,kind,planted' 'bramley,apple,1998' 'cox,apple,2004' 'conference,pear,2001' \
  'comice,pear,2011' 'victoria,plum,2007' 'opal,plum,2015' 'mirabelle,plum,2019' >projects/orchard/trees.csv
for part in grow main weather; do
  printf 'int %s(void)\n{\n    return 0;\n}\n' "$part" >"projects/orchard/src/$part.c"
done
for chapter in $(seq 1 30); do
  printf 'Chapter %s\n\n' "$chapter"
  printf 'Line %s of the chapter says what the orchard does in week %s of the year.\n' 1 "$chapter" 2 "$chapter" 3 "$chapter" 4 "$chapter" 5 "$chapter"
  [ $((chapter % 7)) -ne 0 ] || printf 'This is the week in which the harvest begins.\n'
  printf '\n'
done >documents/almanac.txt

cat >.bashrc <<'RC'
PS1='\[\e[01;32m\]user@host\[\e[00m\]:\[\e[01;34m\]\w\[\e[00m\]$ '
unset HISTFILE
alias ls='ls --color=auto' grep='grep --color=auto'
# Asks as ssh and sudo do, without a server and without rights.
ask() {
  local secret
  IFS= read -rsp "$1" secret </dev/tty; echo
  [ "$secret" = "$2" ]
}
ssh() {
  for _ in 1 2 3; do
    if ask "$1's password: " 'correct horse 7'; then
      echo "Welcome to ${1#*@}."
      PS1='user@server:\w$ '
      return
    fi
    echo 'Permission denied, please try again.'
  done
}
sudo() {
  until ask '[sudo] password for user: ' 'battery staple 9'; do
    echo 'Sorry, try again.'
  done
  "$@"
}
RC
cat >.vimrc <<'RC'
source $VIMRUNTIME/defaults.vim
set viminfo= noswapfile
RC

case $trace in
  shell | password | paste) command=(bash --noprofile --rcfile "$home/.bashrc" -i) ;;
  vim-insert) command=(vim -u "$home/.vimrc" letter.txt) ;;
  less) command=(less documents/almanac.txt) ;;
  *) echo "start.sh: no trace is called '$trace'." >&2; exit 2 ;;
esac
env -i HOME="$home" PATH="$PATH" TERM="${TERM:-xterm-256color}" LANG=C.UTF-8 USER=user LESSHISTFILE=- SHELL=/bin/bash \
  "${command[@]}"
