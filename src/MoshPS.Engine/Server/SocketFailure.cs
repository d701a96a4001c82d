using System.Runtime.InteropServices;

namespace MoshPS.Engine.Server;

/// <summary>Why a socket could not be had.</summary>
/// <param name="Call">The call that failed.</param>
/// <param name="Error">The system's number for the reason.</param>
internal readonly record struct SocketFailure(string Call, int Error)
{
    /// <summary>As <c>perror</c> would print it.</summary>
    public override string ToString() => $"{Call}: {Marshal.GetPInvokeErrorMessage(Error)}";
}
