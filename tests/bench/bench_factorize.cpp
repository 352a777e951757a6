// SPDX-License-Identifier: GPL-3.0-or-later
/// Factorizes float matrices from raw files and prints the time and the relative error after every iteration
/// as JSON. For compare_factorize.py.
///
/// Usage: winnow_bench_factorize KIND SOLVER BETA M N K ITERATIONS THREADS DIR
/// KIND: column (V column-major), row (row-major) or sparse (compressed columns: starts, rows as int32,
/// values). DIR holds V (or V.starts, V.rows, V.values), W0 (m x k) and H0 (k x n), column-major.
#include "nmf/factorize_row_major.h"
#include "nmf/factorize_sparse.h"

#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace winnow::nmf;

template <class T> std::vector<T> read(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<T> values(static_cast<std::size_t>(file.tellg()) / sizeof(T));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(T)));
    return values;
}

double wall() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double processor() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

Solver solverOf(const std::string& name) {
    const std::map<std::string, Solver> names{{"mu", Solver::Mu},
                                              {"accelerated-mu", Solver::AcceleratedMu},
                                              {"hals", Solver::Hals},
                                              {"accelerated-hals", Solver::AcceleratedHals},
                                              {"pgd", Solver::ProjectedGradient},
                                              {"active-set", Solver::ActiveSet},
                                              {"bpp", Solver::BlockPivoting},
                                              {"nesterov", Solver::Nesterov}};
    return names.at(name);
}

void run(const std::vector<std::string>& a) {
    const Index m = std::stol(a[3]), n = std::stol(a[4]), k = std::stol(a[5]);
    const std::string dir = a[8] + "/";
    Options options;
    options.solver = solverOf(a[1]);
    options.beta = std::stod(a[2]);
    options.rank = k;
    options.maxIterations = std::stoi(a[6]);
    options.threads = std::stoi(a[7]);
    options.tolerance = 0;
    options.checkEvery = options.beta == 2 ? 1 : options.maxIterations; // for beta = 2 it costs nothing
    const std::vector<float> w = read<float>(dir + "W0"), h = read<float>(dir + "H0");
    const Matrix<float> W = Eigen::Map<const Matrix<float>>(w.data(), m, k);
    const Matrix<float> H = Eigen::Map<const Matrix<float>>(h.data(), k, n);

    std::vector<double> seconds, clock, objective;
    double startProcessor = 0, startWall = 0;
    options.progress = [&](const Progress& progress) {
        seconds.push_back(processor() - startProcessor);
        clock.push_back(wall() - startWall);
        objective.push_back(progress.objective);
        return true;
    };
    const auto begin = [&] {
        startProcessor = processor();
        startWall = wall();
    };
    double squares = 0;
    if (a[0] == "sparse") {
        const std::vector<int> starts = read<int>(dir + "V.starts"), rows = read<int>(dir + "V.rows");
        const std::vector<float> values = read<float>(dir + "V.values");
        const SparseMatrix<float> V = Eigen::Map<const SparseMatrix<float>>(
            m, n, static_cast<Index>(values.size()), starts.data(), rows.data(), values.data());
        squares = static_cast<double>(V.squaredNorm());
        begin();
        factorize<float>(V, W, H, options);
    } else {
        const std::vector<float> v = read<float>(dir + "V");
        for (const float x : v)
            squares += static_cast<double>(x) * static_cast<double>(x);
        begin();
        if (a[0] == "row")
            factorizeRowMajor<float>(Eigen::Map<const RowMajorMatrix<float>>(v.data(), m, n), W, H, options);
        else
            factorize<float>(Eigen::Map<const Matrix<float>>(v.data(), m, n), W, H, options);
    }
    std::cout << "{\"cpu\": [";
    for (std::size_t i = 0; i < seconds.size(); ++i)
        std::cout << (i > 0 ? ", " : "") << seconds[i];
    std::cout << "], \"wall\": [";
    for (std::size_t i = 0; i < clock.size(); ++i)
        std::cout << (i > 0 ? ", " : "") << clock[i];
    std::cout << "], \"error\": [";
    for (std::size_t i = 0; i < objective.size(); ++i) // for beta = 2: |V - W H| / |V|
        std::cout << (i > 0 ? ", " : "") << std::sqrt(2 * objective[i] / squares);
    std::cout << "]}\n";
}

} // namespace

int main(int count, char** arguments) {
    const std::vector<std::string> rest(arguments + 1, arguments + count);
    if (rest.size() != 9) {
        std::cerr << "usage: winnow_bench_factorize KIND SOLVER BETA M N K ITERATIONS THREADS DIR\n";
        return 2;
    }
    try {
        run(rest);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    return 0;
}
