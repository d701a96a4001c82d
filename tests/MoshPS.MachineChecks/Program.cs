using MoshPS.MachineChecks;

// Writes bytes that are to be the same on every processor; what this one used to make them goes to standard error.
//
//   moshps-machine-checks crypto            ciphertexts of many lengths, by each implementation of AES
//   moshps-machine-checks terminal FILE...  frames between the screens that recorded output leads to
using var output = new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, ownsHandle: false), FileAccess.Write);
switch (args)
{
    case ["crypto"]:
        CryptoCheck.Write(output);
        return 0;
    case ["terminal", .. var files]:
        TerminalCheck.Write(files, output);
        return 0;
    default:
        Console.Error.WriteLine("usage: moshps-machine-checks crypto | terminal FILE...");
        return 2;
}
