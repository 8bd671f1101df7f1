using System.Numerics;
using HpCovSde.Kernels.Simd;

namespace HpCovSde.Kernels.Random;

/// <summary>What takes normals while they are in registers, see <see cref="NormalLanes{T}.Next{TConsumer}(int, ref TConsumer)"/>. A struct, so that it is inlined.</summary>
/// <typeparam name="T"><see cref="double"/> or <see cref="float"/>.</typeparam>
public interface INormalConsumer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Takes two consecutive normals of every lane.</summary>
    void Take(Lanes<T> z0, Lanes<T> z1);
}
