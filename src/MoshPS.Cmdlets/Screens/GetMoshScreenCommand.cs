using System.Management.Automation;
using MoshPS.Sessions;

namespace MoshPS.Screens;

/// <summary>Shows what a session shows now.</summary>
[Cmdlet(VerbsCommon.Get, "MoshScreen", DefaultParameterSetName = SessionSet)]
[OutputType(typeof(MoshScreen))]
public sealed class GetMoshScreenCommand : SessionCmdlet
{
    /// <summary>Keeps colours and attributes in the lines, as escape sequences.</summary>
    [Parameter]
    public SwitchParameter Ansi { get; set; }

    /// <inheritdoc/>
    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (MoshSession session in SelectSessions())
        {
            WriteObject(new MoshScreen(session, session.Client.GetScreen(), Ansi));
        }

        return Task.CompletedTask;
    }
}
