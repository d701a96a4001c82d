namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>
/// The commands that make a host tell of its mosh sessions: raw lines of the process table and the login records,
/// each with a mark, which <see cref="SessionReport"/> understands. They use a POSIX shell and whatever else is there.
/// </summary>
internal static class SessionListScript
{
    /// <summary>Stands before each line of the report: programs that the script runs may complain between them.</summary>
    public const string Mark = "MOSHPS ";

    /// <summary>The last line's text.</summary>
    public const string End = "end";

    /// <summary>English names and universal time in what ps prints, and the mark.</summary>
    internal const string Preamble = """
        LC_ALL=C; TZ=UTC0; PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin; export LC_ALL TZ PATH;
        say() { printf "MOSHPS %.4000s\n" "$*"; };
        """;

    /// <summary>
    /// Linux: /proc tells all, and a shell can read it by itself, however little else the system has. Of a stopped
    /// reading of one process nothing comes of it: it has ended meanwhile.
    /// </summary>
    private const string ReadProcessFolder = """
        say "clock $(getconf CLK_TCK 2>/dev/null)";
        while read -r l; do case $l in "btime "*) say "$l"; break;; esac; done <@/stat;
        read -r l <@/self/stat; say "self $l";
        { read -r l; read -r l; read -r k x v; say "selfrun $v"; } 2>/dev/null <@/self/sched;
        c=" ";
        for d in @/[0-9]*; do
            l=; { read -r l <$d/stat; } 2>/dev/null;
            case $l in *"(mosh-server) "[!ZX]*|*"(moshps) "[!ZX]*)
                if [ -n "$a" ] || [ -O $d ]; then c="$c${d##*/} "; say "process $l"; fi;;
            esac;
        done;
        if [ "$c" != " " ]; then
            set -f; i=" ";
            for p in $c; do
                say "arguments $p $(tr "\000\012" "  " <@/$p/cmdline)";
                if [ -n "$a" ]; then say "owner $p $(ls -ld @/$p)"; fi;
                { read -r l; read -r l; read -r k x v; say "run $p $v"; } <@/$p/sched;
                if [ -x @/$p/fd ]; then
                    say "descriptors $p";
                    for w in $(ls -l @/$p/fd); do
                        case $w in "socket:["*) i="$i$w "; say "socket $p $w";; esac;
                    done;
                fi;
            done 2>/dev/null;
            for f in @/net/udp @/net/udp6; do
                while read -r l; do
                    set -- $l;
                    case $i in *" socket:[${10}] "*) say "udp socket:[${10}] $2";; esac;
                done 2>/dev/null <$f;
            done;
            set +f;
            for d in @/[0-9]*; do
                l=; { read -r l <$d/stat; } 2>/dev/null;
                set -- ${l##*")"};
                case $c in *" ${2:-none} "*) say "child $l"; say "arguments ${d##*/} $(tr "\000\012" "  " 2>/dev/null <$d/cmdline)";; esac;
            done 2>/dev/null;
        fi;
        """;

    /// <summary>Elsewhere: ps with the best columns that it knows, and the ports from lsof (macOS), sockstat (FreeBSD, NetBSD) or fstat (OpenBSD).</summary>
    private const string ReadProcessList = """
        set -f;
        if l=$(ps -A -ww -o pid= -o ppid= -o uid= -o tty= -o lstart= -o args= 2>/dev/null); then k=started;
        elif l=$(ps -A -o pid= -o ppid= -o user= -o tty= -o etime= -o args= 2>/dev/null); then k=elapsed;
        elif l=$(ps -o pid,ppid,user,tty,args 2>/dev/null); then k=plain;
        else k=bare; l=$(ps 2>/dev/null); fi;
        c=" $(printf "%s\n" "$l" | while read -r p r; do case $r in *mosh-server*|*"moshps"*) printf "%s " "$p";; esac; done)";
        printf "%s\n" "$l" | while read -r p q r; do
            case $c in *" $p "*|*" $q "*) say "$k $p $q $r";; esac;
        done;
        if [ "$c" != " " ]; then
            if command -v lsof >/dev/null 2>&1; then
                lsof -nP -a -iUDP -p "$(echo $c | tr " " ,)" -Fpn 2>/dev/null | while read -r l; do say "lsof $l"; done;
            elif command -v sockstat >/dev/null 2>&1; then
                sockstat 2>/dev/null | while read -r l; do case $l in *mosh*udp*) say "sockstat $l";; esac; done;
            elif command -v fstat >/dev/null 2>&1; then
                fstat 2>/dev/null | while read -r l; do case $l in *mosh*udp*) say "fstat $l";; esac; done;
            fi;
        fi;
        """;

    private const string ReadLoginRecords = """
        who 2>/dev/null | while read -r l; do case $l in *"mosh ["*"]"*) say "login $l";; esac; done;
        """;

    /// <summary>The commands.</summary>
    /// <param name="allUsers">Whether to look at everybody's processes.</param>
    /// <param name="processFolder">Where the process file system is; tests name one that does not exist.</param>
    public static string Build(bool allUsers, string processFolder = "/proc") => InFolder(
        $$"""
        {{Preamble}}
        a={{(allUsers ? "all" : "")}};
        say "user $(id -u) $(id -un)";
        say "now $(date +%s)";
        if [ -r @/self/stat ]; then {{ReadProcessFolder}} else {{ReadProcessList}} fi;
        {{ReadLoginRecords}}
        say {{End}}
        """,
        processFolder);

    /// <summary>A script with the folder in place of <c>@</c>.</summary>
    internal static string InFolder(string script, string processFolder) => script.Replace("@", processFolder, StringComparison.Ordinal);
}
