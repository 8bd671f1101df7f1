using System.Globalization;
using HpCovSde.Quality;
using Microsoft.Win32.SafeHandles;

// HpCovSde.Quality <view> <double|single> <seed>             32-bit words on standard output until the reader closes the pipe
// HpCovSde.Quality moments <double|single|control> <seed> <count>
// The views are WordViews and NormalViews; bench/quality/run feeds them to TestU01 and dieharder.
const string Usage = """
    usage: HpCovSde.Quality <view> <double|single> <seed>
           HpCovSde.Quality moments <double|single|control> <seed> <count>
    views: words-along, words-interleaved, words-steps, normals-along, normals-interleaved, control-address, control-lcg
    """;
if (args.Length != (args is ["moments", ..] ? 4 : 3))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

ulong seed = ulong.Parse(args[2], CultureInfo.InvariantCulture);
if (args[0] == "moments")
{
    long count = (long)double.Parse(args[3], CultureInfo.InvariantCulture);
    return NormalTable.Print(args[1], seed, count) ? 0 : 1;
}

bool single = args[1] == "single";
SegmentWords words = single ? new SingleWords() : new DoubleWords();
// The console's own stream would ignore the end of the pipe and write forever.
using var output = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
var writer = new WordWriter(output);
try
{
    switch (args[0])
    {
        case "words-along":
            WordViews.Along(words, seed, writer);
            break;
        case "words-interleaved":
            WordViews.Interleaved(words, seed, writer);
            break;
        case "words-steps":
            WordViews.FirstOfSteps(words, seed, writer);
            break;
        case "normals-along" when single:
            NormalViews.Along<float>(seed, writer);
            break;
        case "normals-along":
            NormalViews.Along<double>(seed, writer);
            break;
        case "normals-interleaved" when single:
            NormalViews.Interleaved<float>(seed, writer);
            break;
        case "normals-interleaved":
            NormalViews.Interleaved<double>(seed, writer);
            break;
        case "control-address":
            WordViews.Interleaved(new AddressAsState(), seed, writer);
            break;
        case "control-lcg":
            WordViews.Congruential(seed, writer);
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}
catch (IOException)
{
    // The reader has read enough and closed the pipe. This is the only way in which a view ends.
}

return 0;
