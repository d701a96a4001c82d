using System.Management.Automation;
using MoshPS.Consoles;
using MoshPS.Engine.Ssh;
using MoshPS.Errors;
using MoshPS.Pipeline;

namespace MoshPS.Connection;

/// <summary>
/// Logs in to several hosts at a time for a cmdlet and does something there, with verbose messages and a progress bar.
/// A host that fails is an error of its own.
/// </summary>
/// <param name="cmdlet">The cmdlet that reports.</param>
/// <param name="activity">What goes on, for the progress bar.</param>
internal sealed class RemoteHosts(MoshCmdlet cmdlet, string activity)
{
    private int _done;
    private int _count;

    /// <summary>Does the work on each host.</summary>
    /// <param name="hosts">The hosts.</param>
    /// <param name="name">What a host is called, in messages and as the target of errors.</param>
    /// <param name="login">How to log in to a host.</param>
    /// <param name="throttleLimit">Hosts at a time.</param>
    /// <param name="work">The work, off the pipeline thread; gets the login with all that is to be added to it.</param>
    /// <param name="finished">Takes the outcome, on the pipeline thread.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync<THost, TResult>(
        IReadOnlyCollection<THost> hosts,
        Func<THost, string> name,
        Func<THost, SshBootstrapOptions> login,
        int throttleLimit,
        Func<THost, SshBootstrapOptions, CancellationToken, Task<TResult>> work,
        Action<THost, TResult> finished,
        CancellationToken cancellationToken)
    {
        if (hosts.Count == 0)
        {
            return;
        }

        _count = hosts.Count;
        // Several logins at once would talk over each other at the terminal; one at a time may ask.
        bool mayAsk = HostConsole.CanAsk(cmdlet.Host) && (hosts.Count == 1 || throttleLimit == 1);
        // Made here, so that it reports to the pipeline thread.
        var heard = new Progress<LoginEvent>(happened => Hear(happened, mayAsk));
        await Fleet.RunAsync(
            hosts,
            throttleLimit,
            (host, cancellation) => work(host, Prepare(login(host), name(host), mayAsk, heard), cancellation),
            (host, done) =>
            {
                _done++;
                try
                {
                    finished(host, done.GetAwaiter().GetResult());
                }
                catch (Exception exception) when (ErrorRecords.IsExpected(exception))
                {
                    cmdlet.WriteError(ErrorRecords.Create(exception, name(host)));
                }
            },
            cancellationToken);
        if (!mayAsk)
        {
            cmdlet.WriteProgress(new ProgressRecord(0, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private static SshBootstrapOptions Prepare(SshBootstrapOptions login, string host, bool mayAsk, IProgress<LoginEvent> heard) => login with
    {
        Interactive = mayAsk,
        PhaseChanged = phase =>
        {
            // It is not a server that starts here.
            if (phase < SshBootstrapPhase.ServerStarted)
            {
                heard.Report(new LoginEvent(host, phase, phase == SshBootstrapPhase.StartingServer ? "logged in" : null));
            }
        },
        MessageReceived = message => heard.Report(new LoginEvent(host, null, message)),
    };

    private void Hear(LoginEvent happened, bool mayAsk)
    {
        cmdlet.WriteVerbose(happened.Text);
        // A progress bar would write over a question of ssh.
        if (!mayAsk && happened.Phase is not null)
        {
            cmdlet.WriteProgress(new ProgressRecord(0, activity, $"{_done} of {_count} hosts")
            {
                CurrentOperation = happened.Text,
                PercentComplete = _done * 100 / _count,
            });
        }
    }
}
