namespace MoshPS.Engine.Ssh;

/// <summary>Asks ssh what its configuration says about a host.</summary>
internal static class SshConfigurationQuery
{
    /// <summary>Bytes of an answer: what is longer is none.</summary>
    private const int OutputLimit = 1 << 20;

    /// <summary>Runs <c>ssh -G</c>.</summary>
    /// <returns>The configuration, or <see cref="SshConfiguration.Unknown"/> when the program does not know the question.</returns>
    /// <exception cref="MoshBootstrapException"><c>SshClientMissing</c> or <c>SshConfigurationInvalid</c>.</exception>
    public static async Task<SshConfiguration> RunAsync(SshProgram program, SshBootstrapOptions options, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        // It has nothing to ask; and a program that does not exist is an error here, not a shell's exit status.
        using var process = SshProcess.Start(program, SshArguments.ForConfiguration(options), options with { Interactive = false });
        try
        {
            var output = ReadLinesAsync(process.Output, stop.Token);
            var complaint = ReadLinesAsync(process.Error, stop.Token);
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            var configuration = SshConfiguration.Parse(await output.ConfigureAwait(false));
            if (process.ExitCode != 0)
            {
                var log = new SshLog();
                foreach (string line in await complaint.ConfigureAwait(false))
                {
                    log.Accept(line.TrimEnd());
                }

                var failure = SshFailure.Explain(options, configuration, log, process.ExitCode);
                if (failure.ErrorId != "SshFailed")
                {
                    throw failure;
                }
            }

            return configuration;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MoshBootstrapException(
                "SshTimeout",
                $"'{program.FileName} -G' did not tell the configuration for {options.HostName} within {options.Timeout.TotalSeconds:0.#} s.",
                "Check the 'Match exec' commands of ssh_config, or name another ssh program with -SshPath.");
        }
        finally
        {
            await process.TerminateAsync().ConfigureAwait(false);
        }
    }

    private static async Task<List<string>> ReadLinesAsync(Stream stream, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter();
        byte[] buffer = new byte[4096];
        for (int count, total = 0; total < OutputLimit && (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; total += count)
        {
            splitter.Write(buffer.AsSpan(0, count), lines.Add);
        }

        if (splitter.PendingLength > 0)
        {
            splitter.Complete(lines.Add);
        }

        return lines;
    }
}
