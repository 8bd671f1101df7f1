// Shared by the C++ programs: the arguments, the model's constants, timing after a warm-up, one line of JSON.
#pragma once
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

// A task as bench/peers/run describes it; a program reads the fields that it needs.
struct Problem {
    std::string task;        // network, residual, sde or normals
    std::string weights;     // of a network: conditional or explicit
    std::string activation;  // of a network: relu or tanh, both shaped
    std::string precision;   // single or double
    std::string generator;   // MKL only
    std::string method;      // MKL only
    int width = 0;
    int depth = 0;
    int inputs = 0;
    int steps = 0;  // of the SDE, from 0 to T = 1
    int threads = 1;
    int seed = 0;
    double seconds = 0;  // the time to measure for
    long count = 0;      // networks, paths or normals; chosen by measure
};

constexpr int FillLength = 16384;  // normals drawn at once in the task "normals"
constexpr double InitialCorrelation = 0.3;

// phi(x) = max(x, slope x): the shaped ReLU with c+ = 0, c- = -1, and c = 1 / E phi(g)^2.
template <class T>
struct ShapedRelu {
    T slope;
    T c;

    explicit ShapedRelu(int width) : slope(1 - 1 / std::sqrt(T(width))), c(2 / (1 + slope * slope)) {}

    T operator()(T x) const { return std::max(x, slope * x); }
};

// phi(x) = s tanh(x/s), s = sqrt(n): the shaped tanh with a = 1, and c = 1 / E phi(g)^2 by the trapezoidal rule, which is exact here to
// all digits.
template <class T>
struct ShapedTanh {
    T scale;
    T c;

    explicit ShapedTanh(int width) : scale(std::sqrt(T(width))) {
        const double step = 1.0 / 16, s = std::sqrt(double(width));
        double square = 0;
        for (double x = -12; x <= 12; x += step) {
            square += step * std::pow(s * std::tanh(x / s), 2) * std::exp(-x * x / 2) / std::sqrt(2 * M_PI);
        }
        c = 1 / square;
    }
};

inline Problem parse(int argc, char** argv) {
    std::map<std::string, std::string> values;
    for (int i = 1; i + 1 < argc; i += 2) {
        values[argv[i]] = argv[i + 1];
    }
    auto number = [&](const char* name) { return std::atol(values[name].c_str()); };
    Problem problem;
    problem.task = values["--task"];
    problem.weights = values["--weights"];
    problem.activation = values["--activation"];
    problem.precision = values["--precision"];
    problem.generator = values["--generator"];
    problem.method = values["--method"];
    problem.width = number("--width");
    problem.depth = number("--depth");
    problem.inputs = number("--inputs");
    problem.steps = number("--steps");
    problem.threads = number("--threads");
    problem.seed = number("--seed");
    problem.seconds = std::atof(values["--seconds"].c_str());
    return problem;
}

// sample(problem) gives one value per replica: the final correlation of the first two inputs, log q of a residual network, or some of
// the normals drawn. The warm-up runs growing pairs of samples until the faster takes a quarter of the requested time. It determines the
// size of the measured run, always a multiple of the block that keeps all threads equally busy.
template <class Sample>
void measure(Problem problem, const std::string& library, long block, Sample sample) {
    omp_set_num_threads(problem.threads);
    std::vector<double> values;
    auto time = [&] {
        auto start = std::chrono::steady_clock::now();
        values = sample(problem);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    auto scale = [&](double factor) { problem.count = block * std::max(1L, std::lround(problem.count * factor / block)); };
    problem.count = block;
    double seconds = std::min(time(), time());
    while (seconds < problem.seconds / 4) {
        scale(std::min(8.0, 0.6 * problem.seconds / seconds));
        seconds = std::min(time(), time());
    }
    scale(problem.seconds / seconds);
    problem.seed += 1000;
    seconds = time();

    double mean = 0;
    for (double value : values) {
        mean += value / values.size();
    }
    double squares = 0;
    for (double value : values) {
        squares += (value - mean) * (value - mean);
    }
    double work = double(problem.count) * (problem.task == "sde" ? problem.steps : 1);
    std::printf(
        "{\"rate\": %.6g, \"seconds\": %.4f, \"samples\": %zu, \"mean\": %.6f, \"sd\": %.6f, \"library\": \"%s\"}\n",
        work / seconds, seconds, values.size(), mean, std::sqrt(squares / values.size()), library.c_str());
}

[[noreturn]] inline void refuse(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(2);
}
