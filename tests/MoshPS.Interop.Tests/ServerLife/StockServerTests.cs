namespace MoshPS.Interop.Tests.ServerLife;

/// <summary>
/// What the slower tests here expect of our server is what stock's does. That does not change from run to run, so it is
/// looked at in long ones only.
/// </summary>
[Trait("Category", "Long")]
public sealed class StockServerTests
{
    private const MoshServerProgram Stock = MoshServerProgram.Stock;

    [RequiresFact("mosh-server", "linux", "kill", "faketime")]
    public async Task Stock_servers_do_the_same()
    {
        await new TimeoutTests().After_the_network_timeout_without_its_client_the_server_ends(Stock);
        await new TimeoutTests().With_a_signal_timeout_the_signal_ends_only_sessions_that_have_been_left(Stock);
        await new SignalTests().A_second_signal_ends_the_waiting_for_a_client_that_does_not_answer(Stock);
        await new ProgramEndTests().The_last_screen_waits_for_a_client_that_is_away(Stock);
        await new FlowTests().Endless_output_stops_at_ctrl_S_and_goes_on_at_ctrl_Q(Stock);
        await new ClockTests().Setting_the_time_of_day_ends_no_session_and_delays_nothing(Stock);
    }
}
