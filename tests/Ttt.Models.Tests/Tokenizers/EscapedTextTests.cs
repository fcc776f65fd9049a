using System.Text;

namespace Ttt.Models.Tests.Tokenizers;

public sealed class EscapedTextTests
{
    [Fact]
    public void Any_bytes_come_back()
    {
        var random = new Random(1);
        byte[][] pieces = [[0x41], [0xC3, 0xA4], [0xE2, 0x82, 0xAC], [0xF0, 0x9D, 0x90, 0x80], [0x80], [0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9D], [0xED, 0xB2, 0x80]];
        for (var round = 0; round < 300; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(20)).SelectMany(_ => pieces[random.Next(pieces.Length)]).ToArray();
            var back = new List<byte>();
            EscapedText.Encode(EscapedText.Decode(bytes), back);
            Assert.Equal(bytes, back);
        }
    }

    [Fact]
    public void Text_stays_text() => Assert.Equal("aä€𝐀", EscapedText.Decode(Encoding.UTF8.GetBytes("aä€𝐀")));
}
