using System.Reflection;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

/// <summary>Snapshots that use the memory of earlier ones are as good as others.</summary>
public sealed class ScreenRecyclingTests
{
    [Fact]
    public void Screens_that_are_held_do_not_change_whatever_is_recycled_around_them()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            RandomOutput output = new(random);
            int columns = random.Next(2, 40);
            int rows = random.Next(2, 15);
            Emulator emulator = new(columns, rows);
            Emulator reference = new(columns, rows);
            emulator.Screen.StartRecycling();
            List<(Screen Screen, Screen Expected, int Uses)> held = [];
            List<(Screen Screen, Screen Expected)> kept = [];
            Screen frame = new(1, 1);
            for (int step = 0; step < 60; step++)
            {
                if (random.Next(12) == 0)
                {
                    (columns, rows) = (random.Next(2, 40), random.Next(2, 15));
                    emulator.Resize(columns, rows);
                    reference.Resize(columns, rows);
                }

                byte[] bytes = output.Next(columns, rows);
                emulator.Write(bytes);
                reference.Write(bytes);
                held.Add((emulator.Screen.Snapshot(), reference.Screen.Snapshot(), 1));
                int one = random.Next(held.Count);
                if (random.Next(3) == 0)
                {
                    held[one].Screen.Hold();
                    held[one] = held[one] with { Uses = held[one].Uses + 1 };
                }

                while (held.Count > 5 || (held.Count > 0 && random.Next(2) == 0))
                {
                    one = random.Next(held.Count);
                    held[one].Screen.Release();
                    held[one] = held[one] with { Uses = held[one].Uses - 1 };
                    if (held[one].Uses == 0)
                    {
                        held.RemoveAt(one);
                    }
                }

                if (random.Next(8) == 0)
                {
                    kept.Add((emulator.Screen.SnapshotToKeep(), reference.Screen.Snapshot()));
                }

                frame.CopyFrom(emulator.Screen);
                Assert.True(frame.HasSameContent(reference.Screen), $"seed {seed}, step {step}: the copy");
                new Emulator(frame, EmulatorRole.WireFacing).Write(output.Next(columns, rows));

                // A snapshot that is written to, as the check of frames does it.
                if (held.Count > 0)
                {
                    Screen tried = held[^1].Screen.Snapshot();
                    new Emulator(tried, EmulatorRole.WireFacing).Write(output.Next(columns, rows));
                    tried.Release();
                }

                Assert.True(emulator.Screen.HasSameContent(reference.Screen), $"seed {seed}, step {step}");
                foreach ((Screen screen, Screen expected, _) in held)
                {
                    Assert.True(screen.HasSameContent(expected), $"seed {seed}, step {step}: a held screen");
                }

                foreach ((Screen screen, Screen expected) in kept)
                {
                    Assert.True(screen.HasSameContent(expected), $"seed {seed}, step {step}: a kept screen");
                }
            }
        }
    }

    [Fact]
    public void A_recycled_screen_and_a_copy_take_over_every_field()
    {
        Screen original = new(20, 5);
        original.StartRecycling();
        original.Snapshot().Release();
        FieldInfo[] fields = typeof(Screen).GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);
        Dictionary<Type, object> others = new()
        {
            [typeof(bool)] = true,
            [typeof(uint)] = 7u,
            [typeof(long)] = 77L,
            [typeof(string)] = "text",
            [typeof(MouseReporting)] = MouseReporting.Drag,
            [typeof(MouseEncoding)] = MouseEncoding.Sgr,
            [typeof(CursorShape)] = CursorShape.Bar,
            [typeof(TabStops)] = TabStops.Default(99),
            [typeof(Rendition)] = Rendition.Default.WithForeground(Color.FromPalette(3)),
            [typeof(SavedCursor)] = SavedCursor.Initial with { Row = 3 },
            [typeof(ClusterTable)] = new ClusterTable(),
            [typeof(HyperlinkTable)] = new HyperlinkTable(),
        };
        string[] own = ["_rows", "_owner", "_recycler", "_uses"];
        int number = 3;
        foreach (FieldInfo field in fields.Where(field => !own.Contains(field.Name)))
        {
            // The size belongs to the rows; any other number is as good as another.
            bool isSize = field.Name is "<Columns>k__BackingField" or "<Rows>k__BackingField";
            object value = isSize ? field.GetValue(original)! : field.FieldType == typeof(int) ? number++ : others[field.FieldType];
            field.SetValue(original, field.FieldType == typeof(bool) ? !(bool)field.GetValue(original)! : value);
        }

        Screen copy = new(1, 1);
        copy.CopyFrom(original);
        foreach (Screen other in new[] { original.Snapshot(), copy })
        {
            foreach (FieldInfo field in fields.Where(field => !own.Contains(field.Name)))
            {
                Assert.True(Equals(field.GetValue(original), field.GetValue(other)), field.Name);
            }
        }
    }

    [Fact]
    public void A_screen_that_nobody_recycles_needs_no_release()
    {
        Screen screen = new(20, 5);
        Screen first = screen.Snapshot();
        first.Release();
        first.Release();
        Screen second = screen.Snapshot();
        Assert.NotSame(first, second);
        Assert.True(first.HasSameContent(second));
    }
}
