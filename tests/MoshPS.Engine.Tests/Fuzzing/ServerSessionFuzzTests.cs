using System.Runtime.CompilerServices;

namespace MoshPS.Engine.Tests.Fuzzing;

/// <summary>A whole server session, with anything from a client that has the key and from the program.</summary>
public sealed class ServerSessionFuzzTests
{
    private static readonly byte[][] Words =
    [
        [0, 0, 8, 0x0A, 0x06, 0x1A, 0x04, 0x28, 0x50, 0x30, 0x18],
        [0, 0, 8, 0x0A, 0x06, 0x1A, 0x04, 0x28, 0x00, 0x30, 0x00],
        [0, 0, 10, 0x0A, 0x08, 0x1A, 0x06, 0x28, 0xFF, 0x01, 0x30, 0xFF, 0x01],
        [0, 0, 7, 0x0A, 0x05, 0x12, 0x03, 0x22, 0x01, 0x61],
        [1, 0, 4, 0x08, 0x02, 0x10, 0x00],
        [2, 0, 11, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0x78],
        [4, 0, 1, 250], [4, 0, 2, 255, 255], [5, 0, 1, 1], [7, 0, 0],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
        "\e["u8.ToArray(), "\e]8;;http://a/\a"u8.ToArray(), "\e]52;c;QQ==\a"u8.ToArray(), "\e]0;title\a"u8.ToArray(),
        "65535"u8.ToArray(), "\e[?1049h"u8.ToArray(), "\e[38;2;1;2;3m"u8.ToArray(), "\e[2;5r"u8.ToArray(),
        "中"u8.ToArray(), "\u0301\u0302\u0303"u8.ToArray(), "\e#8"u8.ToArray(), "\ec"u8.ToArray(), "\e[6n"u8.ToArray(),
        "\e[?1h"u8.ToArray(), "\e[4h"u8.ToArray(), "\e[99L"u8.ToArray(), "\e[99S"u8.ToArray(), "\eM"u8.ToArray(),
    ];

    [Fact]
    public void A_session_bears_whatever_its_client_and_its_program_do() => Run(400);

    [Trait("Category", "Long")]
    [Fact]
    public void A_session_bears_whatever_its_client_and_its_program_do_for_long() => Run(30_000);

    private static void Run(int count, [CallerMemberName] string test = "") => Fuzzer.Run(
        "server-session",
        count,
        input =>
        {
            using ServerSessionScript script = new();
            script.Run(input);
        },
        Words,
        test);
}
