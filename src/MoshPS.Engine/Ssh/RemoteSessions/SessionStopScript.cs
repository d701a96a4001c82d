using System.Globalization;

namespace MoshPS.Engine.Ssh.RemoteSessions;

/// <summary>
/// The commands that end sessions on a host and tell what became of each. Right before the signal they look again
/// whether the process is the one that was listed: ids are used again.
/// </summary>
internal static class SessionStopScript
{
    /// <summary>Looks at the waiting processes in one second.</summary>
    private const int LooksPerSecond = 5;

    private const string Commands = """
        same() {
            k=$2;
            case $k in
            t*)
                l=; { read -r l <@/$1/stat; } 2>/dev/null;
                case $l in *"(mosh-server) "[!ZX]*|*"(moshps) "[!ZX]*) ;; *) return 1;; esac;
                set -- ${l##*")"};
                [ "t${20}" = "$k" ];;
            *)
                set -- $(ps -p "$1" -o lstart= -o args= 2>/dev/null);
                case $* in *mosh*) [ "l$1_$2_$3_$4_$5" = "$k" ];; *) return 1;; esac;;
            esac;
        };
        set -f; s=$1; m=$2; n=0; w=; shift 2;
        while [ $# -gt 1 ]; do
            if same "$1" "$2"; then
                if kill -$s "$1" 2>/dev/null; then w="$w $1 $2";
                elif same "$1" "$2"; then say "refused $1"; else say "stopped $1"; fi;
            else say "gone $1"; fi;
            shift 2;
        done;
        while [ -n "$w" ]; do
            set -- $w; w=;
            while [ $# -gt 1 ]; do
                if same "$1" "$2"; then w="$w $1 $2"; else say "stopped $1"; fi;
                shift 2;
            done;
            if [ -z "$w" ] || [ $n -ge $m ]; then break; fi;
            sleep 0.2 2>/dev/null || { sleep 1; n=$((n + 4)); };
            n=$((n + 1));
        done;
        set -- $w;
        while [ $# -gt 1 ]; do say "alive $1"; shift 2; done;
        """;

    /// <summary>The commands; <see cref="Arguments"/> go with them.</summary>
    /// <param name="processFolder">Where the process file system is; tests name one that does not exist.</param>
    public static string Build(string processFolder = "/proc") => SessionListScript.InFolder(
        $"{SessionListScript.Preamble}\n{Commands}\nsay {SessionListScript.End}", processFolder);

    /// <summary>What the commands are told.</summary>
    /// <param name="sessions">Sessions that can be identified.</param>
    /// <param name="force">Whether to kill at once.</param>
    /// <param name="limit">How long to wait for the ends.</param>
    public static IEnumerable<string> Arguments(IEnumerable<RemoteSession> sessions, bool force, TimeSpan limit) =>
    [
        force ? "KILL" : "TERM",
        ((int)(limit.TotalSeconds * LooksPerSecond)).ToString(CultureInfo.InvariantCulture),
        .. sessions.SelectMany(session => new[] { session.ProcessId.ToString(CultureInfo.InvariantCulture), session.StartToken! }),
    ];
}
