using System.Management.Automation;
using System.Management.Automation.Host;
using MoshPS.Engine.Client;

namespace MoshPS.Consoles;

/// <summary>Shows a session on the host's terminal, and says afterwards what became of it.</summary>
internal static class ConsoleAttachment
{
    /// <summary>
    /// Hands the terminal to the session until it ends or the user detaches. A session that ended is forgotten:
    /// the user saw its end.
    /// </summary>
    /// <returns>What the user should know, and whether it is a warning; null when there is nothing to say.</returns>
    public static async Task<AttachmentNotice?> RunAsync(
        MoshSession session, HostConsole.Lease terminal, AttachOptions options, PSHost host, CancellationToken cancellationToken)
    {
        AttachResult result = await session.Client.AttachAsync(terminal.Console, options, cancellationToken);
        if (result.Outcome == AttachOutcome.Detached)
        {
            return new AttachmentNotice($"[detached from {session}; Enter-MoshSession {session.Id} returns to it]", IsWarning: false);
        }

        await MoshSessionTable.Shared.RetireAsync(session, cancellationToken);
        HostExit.PassOn(result.TerminationSignal, host);

        return result.End switch
        {
            // The user wanted to leave, and left; that something may be left behind is worth a warning.
            { Reason: MoshClientEndReason.ShutDownUnconfirmed, Error: { } error } => new AttachmentNotice(error.Message, IsWarning: true),
            { Error: { } error } => throw error,
            _ => null,
        };
    }
}

/// <summary>A line for the user after a session has given back the terminal.</summary>
internal sealed record AttachmentNotice(string Text, bool IsWarning)
{
    /// <summary>Marks a message that the host shows at once, as Write-Host does.</summary>
    private static readonly string[] HostTag = ["PSHOST"];

    /// <summary>Writes the line to the stream it belongs to.</summary>
    public static void Write(AttachmentNotice? notice, Cmdlet cmdlet)
    {
        if (notice is { IsWarning: true })
        {
            cmdlet.WriteWarning(notice.Text);
        }
        else if (notice is not null)
        {
            cmdlet.WriteInformation(new HostInformationMessage { Message = notice.Text }, HostTag);
        }
    }
}
