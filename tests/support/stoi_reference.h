// SPDX-License-Identifier: GPL-3.0-or-later
/// STOI and ESTOI written down from the papers with plain loops, a DFT by its definition and no shared code.
/// At 10 kHz.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

namespace winnow::test {

struct StoiReference {
    double stoi = 0, estoi = 0;

    StoiReference(std::span<const float> clean, std::span<const float> processed) {
        std::vector<double> x(clean.begin(), clean.end()), y(processed.begin(), processed.end());
        removeSilence(x, y);
        const Bands X = bandEnvelopes(x), Y = bandEnvelopes(y);
        const std::size_t frames = X.front().size();
        for (std::size_t end = 30; end <= frames; ++end) {
            stoi += stoiOfSegment(cut(X, end - 30), cut(Y, end - 30));
            estoi += estoiOfSegment(cut(X, end - 30), cut(Y, end - 30));
        }
        stoi /= static_cast<double>(frames - 29);
        estoi /= static_cast<double>(frames - 29);
    }

private:
    using Vector = std::vector<double>;
    using Bands = std::vector<Vector>; // 15 bands of one value a frame

    static double window(std::size_t i) {
        return 0.5 * (1 - std::cos(2 * std::numbers::pi * static_cast<double>(i + 1) / 257));
    }

    static void removeSilence(Vector& x, Vector& y) {
        Vector level;
        for (std::size_t start = 0; start + 256 < x.size(); start += 128) {
            double sum = 0;
            for (std::size_t i = 0; i < 256; ++i)
                sum += std::pow(x[start + i] * window(i), 2);
            level.push_back(20 * std::log10(std::sqrt(sum) / 16 + 1e-300));
        }
        const double loudest = *std::max_element(level.begin(), level.end());
        Vector newX(x.size()), newY(x.size());
        std::size_t at = 0;
        for (std::size_t t = 0; t < level.size(); ++t) {
            if (level[t] - loudest + 40 <= 0) continue;
            for (std::size_t i = 0; i < 256; ++i) {
                newX[at + i] += x[128 * t + i] * window(i);
                newY[at + i] += y[128 * t + i] * window(i);
            }
            at += 128;
        }
        newX.resize(at + 128);
        newY.resize(at + 128);
        x = newX;
        y = newY;
    }

    static std::size_t nearestBin(double hertz) {
        std::size_t best = 0;
        for (std::size_t k = 0; k <= 256; ++k)
            if (std::abs(static_cast<double>(k) * 10000 / 512 - hertz) <
                std::abs(static_cast<double>(best) * 10000 / 512 - hertz))
                best = k;
        return best;
    }

    static Bands bandEnvelopes(const Vector& x) {
        std::vector<std::complex<double>> turn(512);
        for (std::size_t i = 0; i < 512; ++i)
            turn[i] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(i) / 512);
        Bands bands(15);
        for (std::size_t start = 0; start + 256 < x.size(); start += 128) {
            Vector power(257);
            for (std::size_t k = 0; k < 257; ++k) {
                std::complex<double> sum = 0;
                for (std::size_t i = 0; i < 256; ++i)
                    sum += x[start + i] * window(i) * turn[k * i % 512];
                power[k] = std::norm(sum);
            }
            for (std::size_t j = 0; j < 15; ++j) {
                const double centre = 150 * std::pow(2, static_cast<double>(j) / 3);
                double sum = 0;
                for (std::size_t k = nearestBin(centre / std::pow(2, 1 / 6.0));
                     k < nearestBin(centre * std::pow(2, 1 / 6.0)); ++k)
                    sum += power[k];
                bands[j].push_back(std::sqrt(sum));
            }
        }
        return bands;
    }

    static Bands cut(const Bands& bands, std::size_t start) {
        Bands out;
        for (const Vector& band : bands) {
            const auto from = band.begin() + static_cast<std::ptrdiff_t>(start);
            out.emplace_back(from, from + 30);
        }
        return out;
    }

    static double norm(const Vector& v) {
        double sum = 0;
        for (const double value : v)
            sum += value * value;
        return std::sqrt(sum);
    }

    static Vector normalised(Vector v) {
        double mean = 0;
        for (const double value : v)
            mean += value / static_cast<double>(v.size());
        for (double& value : v)
            value -= mean;
        const double length = norm(v);
        for (double& value : v)
            value /= length;
        return v;
    }

    static double dot(const Vector& a, const Vector& b) {
        double sum = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            sum += a[i] * b[i];
        return sum;
    }

    static double stoiOfSegment(const Bands& x, Bands y) {
        double sum = 0;
        for (std::size_t j = 0; j < 15; ++j) {
            const double scale = norm(x[j]) / norm(y[j]);
            for (std::size_t t = 0; t < 30; ++t)
                y[j][t] = std::min(scale * y[j][t], x[j][t] * (1 + std::pow(10, 15 / 20.0)));
            sum += dot(normalised(x[j]), normalised(y[j]));
        }
        return sum / 15;
    }

    static double estoiOfSegment(Bands x, Bands y) {
        for (std::size_t j = 0; j < 15; ++j) {
            x[j] = normalised(x[j]);
            y[j] = normalised(y[j]);
        }
        double sum = 0;
        for (std::size_t t = 0; t < 30; ++t) {
            Vector columnX, columnY;
            for (std::size_t j = 0; j < 15; ++j) {
                columnX.push_back(x[j][t]);
                columnY.push_back(y[j][t]);
            }
            sum += dot(normalised(columnX), normalised(columnY));
        }
        return sum / 30;
    }
};

} // namespace winnow::test
