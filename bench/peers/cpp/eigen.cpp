// C++ with Eigen's expressions and the standard library's normals (mt19937_64, polar method), OpenMP over replicas: a program without
// a vendor's library.
#include "measure.h"

#include <Eigen/Dense>
#include <random>

namespace {

template <class T>
class Normals {
public:
    Normals(int seed, int thread) {
        std::seed_seq sequence{seed, thread};
        engine_.seed(sequence);
    }

    T operator()() { return distribution_(engine_); }

private:
    std::mt19937_64 engine_;
    std::normal_distribution<T> distribution_;
};

// Two inputs. All weights are drawn (n^2 normals per layer), or only the neurons of a layer given its covariance (2n normals).
template <class T>
std::vector<double> network(const Problem& p) {
    using Weights = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    using Layer = Eigen::Matrix<T, Eigen::Dynamic, 2>;
    using Covariance = Eigen::Matrix<T, 2, 2>;
    const int n = p.width;
    const bool drawsWeights = p.weights == "explicit";
    const ShapedRelu<T> phi(n);
    const T scale = std::sqrt(phi.c / n);
    Covariance start;
    start << 1, InitialCorrelation, InitialCorrelation, 1;
    std::vector<double> correlations(p.count);
#pragma omp parallel
    {
        Normals<T> normal(p.seed, omp_get_thread_num());
        Weights w(drawsWeights ? n : 0, drawsWeights ? n : 0);
        Layer z(n, 2), h(n, 2);
        auto neurons = [&](const Covariance& v) -> Layer {
            Covariance l = v.llt().matrixL();
            return Layer::NullaryExpr(n, 2, [&] { return normal(); }) * l.transpose();
        };
#pragma omp for schedule(static)
        for (long replica = 0; replica < p.count; replica++) {
            z = neurons(start);
            for (int layer = 1; layer < p.depth; layer++) {
                h = scale * z.cwiseMax(phi.slope * z);
                if (drawsWeights) {
                    w = Weights::NullaryExpr(n, n, [&] { return normal(); });
                    z.noalias() = w * h;
                } else {
                    z = neurons(h.transpose() * h);
                }
            }
            h = z.cwiseMax(phi.slope * z);
            Covariance v = h.transpose() * h;
            correlations[replica] = v(0, 1) / std::sqrt(v(0, 0) * v(1, 1));
        }
    }
    return correlations;
}

// V = L L^T. A negative pivot and its column become 0, and V becomes L L^T (projection).
template <class Matrix>
Matrix factor(Matrix& v) {
    Matrix l = Matrix::Zero();
    bool lost = false;
    for (int j = 0; j < v.rows(); j++) {
        auto pivot = v(j, j) - l.row(j).head(j).squaredNorm();
        lost |= pivot < 0;
        if (pivot > 0) {
            l(j, j) = std::sqrt(pivot);
            for (int i = j + 1; i < v.rows(); i++) {
                l(i, j) = (v(i, j) - l.row(i).head(j).dot(l.row(j).head(j))) / l(j, j);
            }
        }
    }
    if (lost) {
        v = l * l.transpose();
    }
    return l;
}

// Euler-Maruyama for the covariance SDE from V = 0.7 I + 0.3 1 1^T to T = 1: V += sqrt(h) L S L^T + h b(V), S = (Z + Z^T) / sqrt 2.
template <class T, int M>
std::vector<double> sde(const Problem& p) {
    using Matrix = Eigen::Matrix<T, M, M>;
    const T h = T(1) / p.steps;
    const T root = std::sqrt(h / 2);
    const T kappa = 1 / (2 * M_PI);
    const Matrix start = Matrix::Constant(InitialCorrelation) + T(1 - InitialCorrelation) * Matrix::Identity();
    std::vector<double> correlations(p.count);
#pragma omp parallel
    {
        Normals<T> normal(p.seed, omp_get_thread_num());
#pragma omp for schedule(static)
        for (long path = 0; path < p.count; path++) {
            Matrix v = start;
            Matrix l = factor(v);
            Matrix drift = Matrix::Zero();
            for (int step = 0; step < p.steps; step++) {
                for (int i = 0; i < M; i++) {
                    for (int j = 0; j < i; j++) {
                        T scale = std::sqrt(v(i, i) * v(j, j));
                        T rho = std::min(T(1), std::max(T(-1), v(i, j) / scale));
                        drift(i, j) = drift(j, i) = kappa * scale * (std::sqrt(1 - rho * rho) - rho * std::acos(rho));
                    }
                }
                Matrix z = Matrix::NullaryExpr([&] { return normal(); });
                Matrix s = z + z.transpose();
                v += h * drift + root * (l * s * l.transpose());
                l = factor(v);
            }
            correlations[path] = v(0, 1) / std::sqrt(v(0, 0) * v(1, 1));
        }
    }
    return correlations;
}

// Fills one buffer with normals over and over, on one thread.
template <class T>
std::vector<double> fills(const Problem& p) {
    Normals<T> normal(p.seed, 0);
    std::vector<T> values(FillLength);
    for (long drawn = 0; drawn < p.count; drawn += FillLength) {
        for (T& value : values) {
            value = normal();
        }
    }
    return std::vector<double>(values.begin(), values.end());
}

template <class T>
std::vector<double> sample(const Problem& p) {
    if (p.task == "network") {
        return network<T>(p);
    }
    if (p.task == "normals") {
        return fills<T>(p);
    }
    return p.inputs == 2 ? sde<T, 2>(p) : p.inputs == 8 ? sde<T, 8>(p) : (refuse("2 or 8 inputs"), std::vector<double>());
}

}  // namespace

int main(int argc, char** argv) {
    Problem problem = parse(argc, argv);
    std::string library = "Eigen " + std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "."
        + std::to_string(EIGEN_MINOR_VERSION) + ", g++ " + __VERSION__;
    long block = problem.task == "normals" ? FillLength : 4 * problem.threads;
    measure(problem, library, block, problem.precision == "single" ? sample<float> : sample<double>);
}
