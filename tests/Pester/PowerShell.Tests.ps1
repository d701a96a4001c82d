# How the tests start another PowerShell.
BeforeAll {
    Import-Module "$PSScriptRoot/PowerShell.psm1" -Force
}

Describe 'Another PowerShell' {
    It 'is of the version that runs the tests, with the arguments it was given' {
        $out = Invoke-TestPowerShell -NoProfile -NonInteractive -Command { param($Text) "$($PSVersionTable.PSVersion)"; $PSHOME; $Text } -args 'a  b'
        $out | Should -Be "$($PSVersionTable.PSVersion)", $PSHOME, 'a  b'
    }

    It 'reads what is piped to it' {
        'one', 'two' | Invoke-TestPowerShell -NoProfile -NonInteractive -Command '@($input).Count; $input' | Should -Be '2'
    }

    It 'gives its exit status' {
        Invoke-TestPowerShell -NoProfile -NonInteractive -Command 'exit 5'
        $LASTEXITCODE | Should -Be 5
    }

    It 'is started by its own helper only' {
        # What asks the process for its program gets that of the runtime where PowerShell is a .NET tool.
        $root = (Resolve-Path "$PSScriptRoot/../..").Path
        $scripts = Get-ChildItem $root/*.ps*1, $root/demo, $root/benchmarks, $root/scripts, $root/tests, $root/tools, $root/src -Recurse -File -Include *.ps1, *.psm1 |
            Where-Object FullName -NotMatch '[\\/](bin|obj)[\\/]'
        $scripts.Name | Should -Contain 'Tmux.psm1'
        $found = $scripts | Where-Object Name -NotIn 'PowerShell.psm1', 'PowerShell.Tests.ps1' |
            Select-String '\$PID\)?\.(Path|MainModule)|ProcessPath|MainModule|Get-Process -Id \$PID|[&.] *[''"]?pwsh\b|Start-Process [''"]?pwsh\b|\$PSHOME.*pwsh'
        $found | ForEach-Object { "$($_.Path):$($_.LineNumber): $($_.Line.Trim())" } | Should -BeNullOrEmpty
    }
}
