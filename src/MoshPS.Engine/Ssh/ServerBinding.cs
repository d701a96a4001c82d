using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace MoshPS.Engine.Ssh;

/// <summary>The address that the server binds its UDP port to (the wrapper's <c>--bind-server</c>, spec 3 §6).</summary>
public readonly record struct ServerBinding
{
    private enum Kind
    {
        SshAddress,
        AnyAddress,
        Given,
    }

    private readonly Kind _kind;

    private ServerBinding(Kind kind, IPAddress? address)
    {
        _kind = kind;
        Address = address;
    }

    /// <summary>The address on which the server took the SSH connection (<c>-s</c>): the default.</summary>
    public static ServerBinding SshAddress => default;

    /// <summary>Every address. Stock servers then listen on IPv4 only (spec 3 §7, D24).</summary>
    public static ServerBinding AnyAddress { get; } = new(Kind.AnyAddress, null);

    /// <summary>The address given; null for the other two.</summary>
    public IPAddress? Address { get; }

    /// <summary>This address of the server's (<c>-i</c>).</summary>
    public static ServerBinding To(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new ServerBinding(Kind.Given, address);
    }

    /// <summary>Reads <c>ssh</c>, <c>any</c> or a numeric address.</summary>
    /// <param name="text">The text.</param>
    /// <param name="binding">The binding, when the text is valid.</param>
    /// <param name="error">What is wrong, as a sentence; otherwise null.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out ServerBinding binding, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (text.Equals("ssh", StringComparison.OrdinalIgnoreCase))
        {
            binding = SshAddress;
        }
        else if (text.Equals("any", StringComparison.OrdinalIgnoreCase))
        {
            binding = AnyAddress;
        }
        else if (IPAddress.TryParse(text, out var address))
        {
            binding = To(address);
        }
        else
        {
            binding = default;
            error = $"'{text}' is neither 'ssh' nor 'any' nor a numeric IP address.";
        }

        return error is null;
    }

    /// <summary><c>ssh</c>, <c>any</c> or the address.</summary>
    public override string ToString() => _kind switch
    {
        Kind.SshAddress => "ssh",
        Kind.AnyAddress => "any",
        _ => Address!.ToString(),
    };
}
