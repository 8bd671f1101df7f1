// C++ on Intel MKL: its vectorised generators fill buffers that stay in cache, its gemm multiplies, the compiler vectorises the loops,
// OpenMP runs over replicas with one stream per thread. MKL itself runs sequentially.
#include "measure.h"

#include <mkl.h>

namespace {

int Generator = 0;
int Method = 0;

int generatorOf(const std::string& name) {
    const std::map<std::string, int> generators = {
        {"MT19937", VSL_BRNG_MT19937},
        {"SFMT19937", VSL_BRNG_SFMT19937},
        {"MT2203", VSL_BRNG_MT2203},
        {"PHILOX4X32X10", VSL_BRNG_PHILOX4X32X10},
    };
    auto found = generators.find(name);
    return found != generators.end() ? found->second : (refuse("no generator " + name), 0);
}

int methodOf(const std::string& name) {
    if (name == "ICDF") {
        return VSL_RNG_METHOD_GAUSSIAN_ICDF;
    }
    return name == "BoxMuller2" ? VSL_RNG_METHOD_GAUSSIAN_BOXMULLER2 : (refuse("no method " + name), 0);
}

// Normals of one thread. MT2203 is a family of generators with a member per thread; the others are distinguished by their keys.
class Normals {
public:
    Normals(int seed, int thread) {
        unsigned key[2] = {unsigned(seed) + 1, unsigned(thread) + 17};
        int brng = Generator == VSL_BRNG_MT2203 ? Generator + thread : Generator;
        if (vslNewStreamEx(&stream_, brng, 2, key) != VSL_STATUS_OK) {
            refuse("vslNewStreamEx failed");
        }
    }

    ~Normals() { vslDeleteStream(&stream_); }

    void fill(int count, float* values, float sd = 1) { vsRngGaussian(Method, stream_, count, values, 0, sd); }

    void fill(int count, double* values, double sd = 1) { vdRngGaussian(Method, stream_, count, values, 0, sd); }

private:
    VSLStreamStatePtr stream_;
};

template <class T>
class Buffer {
public:
    explicit Buffer(long length) : data_((T*)mkl_malloc(sizeof(T) * length, 64)) {}

    ~Buffer() { mkl_free(data_); }

    operator T*() { return data_; }

private:
    T* data_;
};

// z (n x 2) = w (n x n) h (n x 2), row-major.
void multiply(int n, const float* w, const float* h, float* z) {
    cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, 2, n, 1, w, n, h, 2, 0, z, 2);
}

void multiply(int n, const double* w, const double* h, double* z) {
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, 2, n, 1, w, n, h, 2, 0, z, 2);
}

// Two inputs, all weights drawn: z' = sqrt(c/n) W phi(z), n^2 normals per layer.
template <class T>
std::vector<double> explicitWeights(const Problem& p) {
    const int n = p.width;
    const ShapedRelu<T> phi(n);
    const T scale = std::sqrt(phi.c / n);
    std::vector<double> correlations(p.count);
#pragma omp parallel
    {
        Normals normals(p.seed, omp_get_thread_num());
        Buffer<T> w(long(n) * n), z(2 * n), h(2 * n);
#pragma omp for schedule(static)
        for (long replica = 0; replica < p.count; replica++) {
            normals.fill(2 * n, z);
            const T rho = InitialCorrelation;
            const T rest = std::sqrt(1 - rho * rho);
            for (int i = 0; i < n; i++) {
                z[2 * i + 1] = rho * z[2 * i] + rest * z[2 * i + 1];
            }
            for (int layer = 1; layer < p.depth; layer++) {
                for (int i = 0; i < 2 * n; i++) {
                    h[i] = scale * phi(z[i]);
                }
                normals.fill(n * n, w);
                multiply(n, w, h, z);
            }
            T v11 = 0, v12 = 0, v22 = 0;
            for (int i = 0; i < n; i++) {
                T x = phi(z[2 * i]), y = phi(z[2 * i + 1]);
                v11 += x * x;
                v12 += x * y;
                v22 += y * y;
            }
            correlations[replica] = v12 / std::sqrt(v11 * v22);
        }
    }
    return correlations;
}

// The same law without weights: given V = L L^T the n neurons are iid N(0, V), 2n normals per layer.
template <class T>
std::vector<double> conditional(const Problem& p) {
    const int n = p.width;
    const int layersPerFill = 16;  // normals of several layers at once: a call costs as much as about a hundred normals
    const ShapedRelu<T> phi(n);
    const T scale = phi.c / n;
    std::vector<double> correlations(p.count);
#pragma omp parallel
    {
        Normals normals(p.seed, omp_get_thread_num());
        Buffer<T> g(2 * n * layersPerFill);
#pragma omp for schedule(static)
        for (long replica = 0; replica < p.count; replica++) {
            T v11 = 1, v12 = InitialCorrelation, v22 = 1;
            for (int layer = 0; layer < p.depth; layer++) {
                if (layer % layersPerFill == 0) {
                    normals.fill(2 * n * std::min(layersPerFill, p.depth - layer), g);
                }
                const T* g1 = g + (layer % layersPerFill) * 2 * n;
                const T* g2 = g1 + n;
                const T l11 = std::sqrt(v11), l21 = v12 / l11, l22 = std::sqrt(std::max(v22 - l21 * l21, T(0)));
                T s11 = 0, s12 = 0, s22 = 0;
                for (int i = 0; i < n; i++) {
                    T x = phi(l11 * g1[i]), y = phi(l21 * g1[i] + l22 * g2[i]);
                    s11 += x * x;
                    s12 += x * y;
                    s22 += y * y;
                }
                v11 = scale * s11;
                v12 = scale * s12;
                v22 = scale * s22;
            }
            correlations[replica] = v12 / std::sqrt(v11 * v22);
        }
    }
    return correlations;
}

void hyperbolicTangent(int count, float* x) { vmsTanh(count, x, x, VML_LA); }

void hyperbolicTangent(int count, double* x) { vmdTanh(count, x, x, VML_LA); }

// The same for the shaped tanh: MKL's vector mathematics, in its mode of 4 ULP at most, takes both rows of a layer at once.
template <class T>
std::vector<double> conditionalTanh(const Problem& p) {
    const int n = p.width;
    const int layersPerFill = 16;
    const ShapedTanh<T> phi(n);
    const T scale = phi.c * phi.scale * phi.scale / n;
    std::vector<double> correlations(p.count);
#pragma omp parallel
    {
        Normals normals(p.seed, omp_get_thread_num());
        Buffer<T> g(2 * n * layersPerFill);
#pragma omp for schedule(static)
        for (long replica = 0; replica < p.count; replica++) {
            T v11 = 1, v12 = InitialCorrelation, v22 = 1;
            for (int layer = 0; layer < p.depth; layer++) {
                if (layer % layersPerFill == 0) {
                    normals.fill(2 * n * std::min(layersPerFill, p.depth - layer), g);
                }
                T* x = g + (layer % layersPerFill) * 2 * n;
                T* y = x + n;
                const T l11 = std::sqrt(v11), l21 = v12 / l11, l22 = std::sqrt(std::max(v22 - l21 * l21, T(0)));
                const T a11 = l11 / phi.scale, a21 = l21 / phi.scale, a22 = l22 / phi.scale;
                for (int i = 0; i < n; i++) {
                    y[i] = a21 * x[i] + a22 * y[i];
                    x[i] *= a11;
                }
                hyperbolicTangent(2 * n, x);
                T s11 = 0, s12 = 0, s22 = 0;
                for (int i = 0; i < n; i++) {
                    s11 += x[i] * x[i];
                    s12 += x[i] * y[i];
                    s22 += y[i] * y[i];
                }
                v11 = scale * s11;
                v12 = scale * s12;
                v22 = scale * s22;
            }
            correlations[replica] = v12 / std::sqrt(v11 * v22);
        }
    }
    return correlations;
}

constexpr int Paths = 256;  // SDE paths or residual networks at a time, as a structure of arrays: a block stays in the caches

// A ReLU residual network of n = 4 neurons, one input: Y += |phi(Y)| g / sqrt(n L), n normals per layer, from Y_0 ~ N(0, I);
// log |Y_L|^2/n. The width is a compile-time constant, so that loops over it are unrolled.
template <class T, int Width>
std::vector<double> residual(const Problem& p) {
    const T sd = 1 / std::sqrt(T(Width) * p.depth);
    std::vector<double> logs(p.count);
#pragma omp parallel
    {
        Normals normals(p.seed, omp_get_thread_num());
        Buffer<T> buffer(Width * Paths);
        T* g = buffer;
#pragma omp for schedule(static)
        for (long first = 0; first < p.count; first += Paths) {
            alignas(64) T y[Width][Paths];
            normals.fill(Width * Paths, &y[0][0]);
            for (int layer = 0; layer < p.depth; layer++) {
                normals.fill(Width * Paths, g, sd);
                for (int b = 0; b < Paths; b++) {
                    T square = 0;
                    for (int i = 0; i < Width; i++) {
                        T h = std::max(y[i][b], T(0));
                        square += h * h;
                    }
                    T norm = std::sqrt(square);
                    for (int i = 0; i < Width; i++) {
                        y[i][b] += norm * g[i * Paths + b];
                    }
                }
            }
            for (long b = 0; b < std::min(long(Paths), p.count - first); b++) {
                double square = 0;
                for (int i = 0; i < Width; i++) {
                    square += y[i][b] * y[i][b];
                }
                logs[first + b] = std::log(square / Width);
            }
        }
    }
    return logs;
}

int packed(int i, int j) {
    return (i * (i + 1) / 2 + j) * Paths;
}

// V = L L^T for all paths. A negative pivot and its column become 0, and V becomes L L^T (projection).
template <class T>
void factor(int m, T* v, T* l) {
    alignas(64) T inverse[Paths];
    for (int j = 0; j < m; j++) {
        T* diagonal = l + packed(j, j);
        T* vjj = v + packed(j, j);
        std::copy(vjj, vjj + Paths, diagonal);
        for (int k = 0; k < j; k++) {
            const T* ljk = l + packed(j, k);
            for (int b = 0; b < Paths; b++) {
                diagonal[b] -= ljk[b] * ljk[b];
            }
        }
        for (int b = 0; b < Paths; b++) {
            T pivot = diagonal[b];
            vjj[b] -= std::min(pivot, T(0));
            diagonal[b] = pivot > 0 ? std::sqrt(pivot) : 0;
            inverse[b] = pivot > 0 ? 1 / diagonal[b] : 0;
        }
        for (int i = j + 1; i < m; i++) {
            T* lij = l + packed(i, j);
            T* vij = v + packed(i, j);
            std::copy(vij, vij + Paths, lij);
            for (int k = 0; k < j; k++) {
                const T* lik = l + packed(i, k);
                const T* ljk = l + packed(j, k);
                for (int b = 0; b < Paths; b++) {
                    lij[b] -= lik[b] * ljk[b];
                }
            }
            for (int b = 0; b < Paths; b++) {
                vij[b] -= inverse[b] > 0 ? 0 : lij[b];
                lij[b] *= inverse[b];
            }
        }
    }
}

// V += h b(V): off the diagonal b = nu(rho) sqrt(V_ii V_jj), nu(rho) = (sqrt(1 - rho^2) - rho arccos rho) / (2 pi).
template <class T>
void addDrift(int m, T h, T* v) {
    const T kappa = 1 / (2 * M_PI);
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < i; j++) {
            T* vij = v + packed(i, j);
            const T* vii = v + packed(i, i);
            const T* vjj = v + packed(j, j);
            for (int b = 0; b < Paths; b++) {
                T scale = std::sqrt(vii[b] * vjj[b]);
                T rho = std::min(T(1), std::max(T(-1), vij[b] / scale));
                vij[b] += h * kappa * scale * (std::sqrt(1 - rho * rho) - rho * std::acos(rho));
            }
        }
    }
}

// V += L S L^T with S symmetric, Var S_ii = 2h, Var S_ij = h, one row of Y = L S at a time.
template <class T>
void addNoise(int m, const T* l, T* s, T* y, T* v) {
    for (int i = 0; i < m; i++) {
        T* sii = s + packed(i, i);
        for (int b = 0; b < Paths; b++) {
            sii[b] *= T(M_SQRT2);
        }
    }
    for (int i = 0; i < m; i++) {
        for (int j = 0; j <= i; j++) {
            T* yj = y + j * Paths;
            std::fill(yj, yj + Paths, T(0));
            for (int k = 0; k <= i; k++) {
                const T* lik = l + packed(i, k);
                const T* skj = s + (k >= j ? packed(k, j) : packed(j, k));
                for (int b = 0; b < Paths; b++) {
                    yj[b] += lik[b] * skj[b];
                }
            }
        }
        for (int j = 0; j <= i; j++) {
            T* vij = v + packed(i, j);
            for (int k = 0; k <= j; k++) {
                const T* yk = y + k * Paths;
                const T* ljk = l + packed(j, k);
                for (int b = 0; b < Paths; b++) {
                    vij[b] += yk[b] * ljk[b];
                }
            }
        }
    }
}

// Euler-Maruyama for the covariance SDE from V = 0.7 I + 0.3 1 1^T to T = 1.
template <class T>
std::vector<double> sde(const Problem& p) {
    const int m = p.inputs;
    const T h = T(1) / p.steps;
    const int entries = m * (m + 1) / 2;
    std::vector<double> correlations(p.count);
#pragma omp parallel
    {
        Normals normals(p.seed, omp_get_thread_num());
        Buffer<T> v(entries * Paths), l(entries * Paths), s(entries * Paths), y(m * Paths);
#pragma omp for schedule(static)
        for (long first = 0; first < p.count; first += Paths) {
            for (int i = 0; i < m; i++) {
                for (int j = 0; j <= i; j++) {
                    T* vij = v + packed(i, j);
                    std::fill(vij, vij + Paths, i == j ? T(1) : T(InitialCorrelation));
                }
            }
            factor<T>(m, v, l);
            for (int step = 0; step < p.steps; step++) {
                normals.fill(entries * Paths, s, std::sqrt(h));
                addDrift<T>(m, h, v);
                addNoise<T>(m, l, s, y, v);
                factor<T>(m, v, l);
            }
            const T *v11 = v + packed(0, 0), *v12 = v + packed(1, 0), *v22 = v + packed(1, 1);
            for (long b = 0; b < std::min(long(Paths), p.count - first); b++) {
                // MKL's inverse CDF gives -8.29 with probability 2^-32 (the word 0). Then a variance can become 0 in one step and stay 0.
                T scale = std::sqrt(v11[b] * v22[b]);
                correlations[first + b] = scale > 0 ? v12[b] / scale : 0;
            }
        }
    }
    return correlations;
}

// Fills one buffer with normals over and over, on one thread.
template <class T>
std::vector<double> fills(const Problem& p) {
    Normals normals(p.seed, 0);
    Buffer<T> values(FillLength);
    for (long drawn = 0; drawn < p.count; drawn += FillLength) {
        normals.fill(FillLength, values);
    }
    return std::vector<double>((T*)values, (T*)values + FillLength);
}

template <class T>
std::vector<double> sample(const Problem& p) {
    if (p.task == "network") {
        return p.weights == "explicit" ? explicitWeights<T>(p) : p.activation == "tanh" ? conditionalTanh<T>(p) : conditional<T>(p);
    }
    if (p.task == "residual") {
        return p.width == 4 ? residual<T, 4>(p) : (refuse("residual networks have 4 neurons here"), std::vector<double>());
    }
    return p.task == "sde" ? sde<T>(p) : fills<T>(p);
}

}  // namespace

int main(int argc, char** argv) {
    Problem problem = parse(argc, argv);
    Generator = generatorOf(problem.generator);
    Method = methodOf(problem.method);
    MKLVersion version;
    mkl_get_version(&version);
    std::string library = "MKL " + std::to_string(version.MajorVersion) + "." + std::to_string(version.UpdateVersion) + ", "
        + version.Processor;
    long block = problem.task == "network" ? 4 * problem.threads : problem.task == "normals" ? FillLength : Paths * problem.threads;
    measure(problem, library, block, problem.precision == "single" ? sample<float> : sample<double>);
}
