using System.Runtime.CompilerServices;
using MoshPS.Engine.Terminal;

namespace MoshPS.Engine.Tests.Terminal;

public sealed class CellTests
{
    [Fact]
    public void A_cell_takes_16_bytes_and_holds_no_reference()
    {
        Assert.Equal(16, Unsafe.SizeOf<Cell>());
        Assert.False(RuntimeHelpers.IsReferenceOrContainsReferences<Cell>());
    }

    [Fact]
    public void Every_part_of_a_cell_comes_back_as_it_was_put_in()
    {
        var rendition = new Rendition(
            Color.FromRgb(255, 254, 253), Color.FromPalette(255), CharacterAttributes.Bold | CharacterAttributes.Invisible);
        Cell cell = new Cell(0x10FFFD, rendition, isWide: true, hyperlinkId: uint.MaxValue)
            .WithFallback().WithWrapped(true);

        Assert.Equal(0x10FFFDu, cell.Content);
        Assert.Equal(rendition, cell.Rendition);
        Assert.Equal("#fffefd", cell.Rendition.Foreground.ToString());
        Assert.Equal(255, cell.Rendition.Background.PaletteIndex);
        Assert.Equal(CharacterAttributes.Bold | CharacterAttributes.Invisible, cell.Rendition.Attributes);
        Assert.Equal(uint.MaxValue, cell.HyperlinkId);
        Assert.True(cell.IsWide && cell.IsFallback && cell.IsWrapped && !cell.IsEmpty && !cell.IsCluster);
        Assert.False(cell.WithWrapped(false).IsWrapped);
    }

    [Fact]
    public void Erasing_keeps_the_background_of_the_pen_only()
    {
        var pen = new Rendition(Color.FromPalette(1), Color.FromPalette(4), CharacterAttributes.Underline);

        Cell erased = Cell.Erased(pen);

        Assert.True(erased.IsEmpty);
        Assert.Equal(Rendition.Default.WithBackground(Color.FromPalette(4)), erased.Rendition);
    }
}
