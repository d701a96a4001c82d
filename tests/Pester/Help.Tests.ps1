BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
    $commands = (Get-Command -Module MoshPS).Name
}

BeforeAll {
    Import-Module "$PSScriptRoot/../../MoshPS.psd1"
}

Describe 'The help of <_>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $_
        $help = Get-Help $_ -Full
    }

    It 'has a synopsis that is more than the syntax' {
        $help.Synopsis.Trim() | Should -Not -BeNullOrEmpty
        $help.Synopsis | Should -Not -Match ([regex]::Escape("$_ [-"))
    }

    It 'has a description' { $help.Description.Text -join '' | Should -Not -BeNullOrEmpty }

    It 'has examples with code and remarks' {
        $help.Examples.Example.Count | Should -BeGreaterThan 1
        foreach ($example in $help.Examples.Example) {
            $example.Code | Should -Not -BeNullOrEmpty
            $example.Remarks.Text -join '' | Should -Not -BeNullOrEmpty -Because $example.Title
        }
    }

    It 'has examples that parse and name only commands and parameters that exist' {
        foreach ($example in $help.Examples.Example) {
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($example.Code, [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty -Because $example.Code
            $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
            foreach ($call in $calls | Where-Object { $_.GetCommandName() -match 'Mosh' }) {
                $called = Get-Command $call.GetCommandName() -ErrorAction Stop
                foreach ($parameter in $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }) {
                    $called.Parameters.Keys | Should -Contain $parameter.ParameterName -Because $example.Code
                }
            }
        }
    }

    It 'describes every parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        foreach ($name in $command.Parameters.Keys | Where-Object { $_ -notin $common }) {
            $parameter = $help.Parameters.Parameter | Where-Object Name -EQ $name
            $parameter.Description.Text -join '' | Should -Not -BeNullOrEmpty -Because "-$name"
        }
    }

    It 'agrees with the command about each parameter' {
        foreach ($parameter in $help.Parameters.Parameter) {
            $real = $command.Parameters[$parameter.Name]
            $real | Should -Not -BeNullOrEmpty -Because $parameter.Name
            $parameter.PipelineInput -like 'true*' | Should -Be ([bool]($real.ParameterSets.Values | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName })) -Because $parameter.Name
            $parameter.Required -eq 'true' | Should -Be (-not ($real.ParameterSets.Values | Where-Object IsMandatory -EQ $false)) -Because $parameter.Name
        }
    }

    It 'shows the syntax of every parameter set' {
        @($help.Syntax.SyntaxItem).Count | Should -Be $command.ParameterSets.Count
    }

    It 'says what goes in and what comes out' {
        $help.InputTypes.InputType | Should -Not -BeNullOrEmpty
        $help.ReturnValues.ReturnValue | Should -Not -BeNullOrEmpty
    }
}

Describe 'about_MoshPS' {
    It 'is found by Get-Help and says how to begin' {
        $text = Get-Help about_MoshPS | Out-String
        $text | Should -Match 'Connect-Mosh srv'
        $text | Should -Not -Match '```'
    }

    It 'fits into 80 columns, tables apart' {
        $lines = (Get-Help about_MoshPS | Out-String) -split "`n" | Where-Object { $_ -match '^ {4}\S' }
        ($lines | Measure-Object -Property Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'names only error ids that exist' {
        $text = Get-Help about_MoshPS | Out-String
        $ids = [regex]::Matches($text, '(?m)^ {8}([A-Z][A-Za-z]+) {2,}\S') | ForEach-Object { $_.Groups[1].Value }
        $states = [Enum]::GetNames([MoshPS.Engine.Client.MoshClientState])
        $table = [MoshPS.MoshSession].Assembly.GetType('MoshPS.Errors.ErrorCategories').GetField('Table', 'NonPublic,Static').GetValue($null)
        $ids | Where-Object { $_ -notin $states -and $_ -cnotmatch '_' } | ForEach-Object { $table.Keys | Should -Contain $_ }
    }
}
