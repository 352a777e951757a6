// SPDX-License-Identifier: GPL-3.0-or-later
/// How the time of an iteration grows with the size of V, the rank and the stored entries: a table, and a
/// picture.
///
/// Usage: winnow_bench_growth [PICTURE.png]
/// One thread; processor time, least of three runs of several iterations each, in float.
#include "nmf/factorize_sparse.h"
#include "tools/examples/common/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

namespace {

using namespace winnow;
using nmf::Index;

struct Size {
    Index m, n, k;
    double filled; ///< share of the entries stored; 1: dense
};

struct Algorithm {
    const char* name;
    double beta;
    nmf::Solver solver;
};

constexpr Algorithm kullbackLeibler{"Kullback-Leibler, mu", 1, nmf::Solver::Mu};
constexpr Algorithm frobenius{"Frobenius, accelerated HALS", 2, nmf::Solver::AcceleratedHals};

nmf::Matrix<float> denseMatrix(const Size& size) {
    nmf::Matrix<float> V(size.m, size.n);
    std::uint64_t state = 1;
    for (Index i = 0; i < V.size(); ++i)
        V.data()[i] =
            static_cast<float>((state = state * 6364136223846793005ULL + 1442695040888963407ULL) >> 40) /
                16777216.0F +
            0.01F;
    return V;
}

nmf::SparseMatrix<float> sparseMatrix(const Size& size) {
    nmf::SparseMatrix<float> V(size.m, size.n);
    const auto perColumn = static_cast<Index>(std::lround(size.filled * static_cast<double>(size.m)));
    V.reserve(Eigen::VectorXi::Constant(size.n, static_cast<int>(perColumn)));
    std::uint64_t state = 1;
    for (Index j = 0; j < size.n; ++j)
        for (Index e = 0; e < perColumn; ++e) { // one in each of equal parts of the column
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            const Index first = e * size.m / perColumn, last = (e + 1) * size.m / perColumn;
            const Index row =
                first + static_cast<Index>((state >> 33) % static_cast<std::uint64_t>(last - first));
            V.insert(row, j) = static_cast<float>(state >> 40) / 16777216.0F + 0.01F;
        }
    V.makeCompressed();
    return V;
}

template <class Data> double secondsOf(const Data& V, const Size& size, const Algorithm& algorithm) {
    const auto run = [&](int iterations) {
        nmf::Options options;
        options.rank = size.k;
        options.beta = algorithm.beta;
        options.solver = algorithm.solver;
        options.maxIterations = iterations;
        options.tolerance = 0;
        options.checkEvery = 1000;
        options.threads = 1;
        const std::clock_t begin = std::clock();
        nmf::factorize<float>(V, options);
        return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    };
    // What is done once drops out of the difference.
    constexpr int few = 2, many = 12;
    double least = std::numeric_limits<double>::infinity(), start = least;
    for (int round = 0; round < 3; ++round) {
        start = std::min(start, run(few));
        least = std::min(least, run(many));
    }
    return std::max(1e-9, (least - start) / (many - few));
}

double measure(const Size& size, const Algorithm& algorithm) {
    if (size.filled < 1) return secondsOf(sparseMatrix(size), size, algorithm);
    const nmf::Matrix<float> V = denseMatrix(size);
    return secondsOf(nmf::MatrixView<float>(V), size, algorithm);
}

struct Series {
    std::string name;
    std::size_t color = 0;
    std::vector<double> milliseconds;
};

struct Chart {
    std::string variable;
    std::vector<double> values;
    std::vector<Series> series;
};

template <class Vary>
Chart chart(const std::string& variable, const std::vector<double>& values, const std::vector<Size>& bases,
            Vary vary) {
    Chart result{variable, values, {}};
    for (const Size& base : bases)
        for (const Algorithm& algorithm : {kullbackLeibler, frobenius}) {
            const bool sparse = base.filled < 1;
            Series series{std::string(sparse ? "sparse: " : "dense: ") + algorithm.name,
                          (sparse ? 2U : 0U) + (algorithm.beta == 2 ? 1U : 0U),
                          {}};
            for (const double value : values) {
                Size size = base;
                vary(size, value);
                series.milliseconds.push_back(1000 * measure(size, algorithm));
            }
            result.series.push_back(series);
        }
    return result;
}

void print(const Chart& chart) {
    fmt::print("{:<40}", chart.variable);
    for (const double value : chart.values)
        fmt::print("{:>10g}", value);
    for (const Series& series : chart.series) {
        fmt::print("\n{:<40}", series.name);
        for (const double ms : series.milliseconds)
            fmt::print("{:>10.3g}", ms);
    }
    const auto exponent = [&](const std::vector<double>& y) { // of the upper half of the values
        const std::size_t half = chart.values.size() / 2;
        return std::log(y.back() / y[half]) / std::log(chart.values.back() / chart.values[half]);
    };
    for (const Series& series : chart.series)
        fmt::print("\n  time ~ size^{:.2f}: {}", exponent(series.milliseconds), series.name);
    fmt::print("\n\n");
    std::fflush(stdout);
}

void draw(tools::Canvas& canvas, const tools::Rect& area, const Chart& chart) {
    double low = std::numeric_limits<double>::infinity(), high = 0;
    for (const Series& series : chart.series)
        for (const double ms : series.milliseconds)
            low = std::min(low, ms), high = std::max(high, ms);
    tools::Panel panel = examples::makeLogPanel(
        area, {chart.values.front(), chart.values.back()}, chart.variable,
        {std::pow(10, std::floor(std::log10(low))), std::pow(10, std::ceil(std::log10(high)))},
        "ms an iteration");
    panel.x.logarithmic = true;
    panel.x.ticks.clear();
    for (const double value : chart.values)
        panel.x.ticks.push_back({value, fmt::format("{:g}", value)});
    tools::drawGrid(canvas, panel);
    for (const Series& series : chart.series)
        tools::drawCurve(canvas, panel, chart.values, series.milliseconds,
                         examples::seriesColor(series.color));
    tools::drawAxes(canvas, panel);
}

} // namespace

int main(int argc, char** argv) {
    const Size dense{512, 8192, 32, 1}, sparse{8192, 8192, 32, 0.005};
    const std::vector<Size> both{dense, sparse}, onlySparse{sparse};
    std::vector<Chart> charts;
    charts.push_back(chart("rows m", {512, 1024, 2048, 4096}, {dense, {512, 8192, 32, 0.01}},
                           [](Size& s, double v) { s.m = static_cast<Index>(v); }));
    print(charts.back());
    charts.push_back(chart("columns n", {4096, 8192, 16384, 32768}, both,
                           [](Size& s, double v) { s.n = static_cast<Index>(v); }));
    print(charts.back());
    charts.push_back(
        chart("rank k", {8, 16, 32, 64, 128}, both, [](Size& s, double v) { s.k = static_cast<Index>(v); }));
    print(charts.back());
    charts.push_back(chart("stored entries, thousands", {83.9, 167.8, 335.5, 671.1, 1342.2}, onlySparse,
                           [](Size& s, double v) { s.filled = 1000 * v / static_cast<double>(s.m * s.n); }));
    print(charts.back());
    if (argc < 2) return 0;
    tools::Canvas canvas(1100, 800);
    examples::drawTitle(canvas, {40, 28}, "Time of an iteration, one thread");
    for (std::size_t i = 0; i < charts.size(); ++i)
        draw(canvas,
             {90 + 540.0 * static_cast<double>(i % 2), 60 + 340.0 * static_cast<double>(i / 2), 420, 260},
             charts[i]);
    for (const Series& series : charts[1].series)
        examples::drawLegend(canvas,
                             {150 + 460.0 * static_cast<double>(series.color / 2),
                              755 + 20.0 * static_cast<double>(series.color % 2)},
                             {{series.name, examples::seriesColor(series.color)}});
    canvas.writePng(argv[1]);
    return 0;
}
