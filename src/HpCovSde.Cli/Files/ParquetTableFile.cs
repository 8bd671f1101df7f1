using HpCovSde.Sweeps;
using Parquet;
using Parquet.Schema;

namespace HpCovSde.Cli.Files;

/// <summary>
/// A table of a sweep as a Parquet file. Columns of whole numbers are INT64, of numbers DOUBLE, of texts UTF-8 strings. Every column may
/// have nulls.
/// </summary>
internal static class ParquetTableFile
{
    /// <summary>Writes a table, as one group of rows.</summary>
    internal static void Write(SweepTable table, Stream stream) => WriteAsync(table, stream).GetAwaiter().GetResult();

    private static async Task WriteAsync(SweepTable table, Stream stream)
    {
        Type[] types = [.. table.Columns.Select((_, column) => table.TypeOf(column))];
        DataField[] fields = [.. table.Columns.Zip(types, Field)];
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            foreach ((int column, DataField field) in fields.Index())
            {
                IEnumerable<object?> values = table.Rows.Select(row => row[column]);
                if (types[column] == typeof(long))
                {
                    await group.WriteAsync<long>(field, values.Select(value => (long?)value).ToArray()).ConfigureAwait(false);
                }
                else if (types[column] == typeof(double))
                {
                    await group.WriteAsync<double>(field, values.Select(Number).ToArray()).ConfigureAwait(false);
                }
                else
                {
                    // The declared type of the elements has no null, but a null is written as one.
                    string?[] texts = [.. values.Select(value => value is null ? null : SweepTable.TextOf(value))];
                    await group.WriteAsync(field, texts!).ConfigureAwait(false);
                }
            }

            group.CompleteValidate();
        }
    }

    private static DataField Field(string name, Type type) => type == typeof(long) ? new DataField<long?>(name)
        : type == typeof(double) ? new DataField<double?>(name)
        : new DataField<string>(name);

    private static double? Number(object? value) => value switch { null => null, long whole => whole, _ => (double)value };
}
