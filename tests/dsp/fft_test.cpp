// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/fft.h"
#include "tests/dsp/malloc_count.h"
#include "tests/dsp/signals.h"
#include "tests/support/catch.h"

#include <atomic>
#include <cstring>
#include <stdexcept>
#include <thread>

using namespace winnow::dsp;
using namespace winnow::test;
using Spectrum = std::vector<std::complex<float>>;

namespace {

Spectrum forwardOf(const std::vector<float>& samples) {
    RealFft fft(static_cast<int>(samples.size()));
    Spectrum spectrum(static_cast<std::size_t>(fft.bins()));
    fft.forward(samples, spectrum);
    return spectrum;
}

/// The definition, in double precision.
std::complex<double> slowBin(const std::vector<float>& samples, std::size_t k) {
    std::complex<double> sum = 0;
    const std::size_t size = samples.size();
    for (std::size_t n = 0; n < size; ++n)
        sum += static_cast<double>(samples[n]) *
               std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k * n % size) /
                                   static_cast<double>(size));
    return sum;
}

/// Largest error relative to the root of the spectrum's mean power.
double errorAgainstDefinition(const std::vector<float>& samples) {
    const Spectrum spectrum = forwardOf(samples);
    double worst = 0, power = 0;
    for (std::size_t k = 0; k < spectrum.size(); ++k) {
        const std::complex<double> wanted = slowBin(samples, k);
        worst = std::max(worst, std::abs(wanted - std::complex<double>(spectrum[k])));
        power += std::norm(wanted) / static_cast<double>(spectrum.size());
    }
    return worst / std::sqrt(power);
}

} // namespace

TEST_CASE("the FFT agrees with the definition for every size from 1 to 64 and for larger and odd ones") {
    std::vector<int> sizes{97, 100, 125, 128, 147, 160, 441, 480, 882, 1000, 1009, 1023};
    for (int size = 1; size <= 64; ++size)
        sizes.push_back(size);
    for (const int size : sizes) {
        CAPTURE(size);
        CHECK(errorAgainstDefinition(noise(static_cast<std::size_t>(size), 7)) < 2e-6);
    }
}

TEST_CASE("the inverse FFT gives the samples back, for even, odd, prime and large sizes") {
    for (const int size : {1, 2, 3, 5, 17, 30, 74, 441, 512, 997, 1764, 4096, 10007, 65536}) {
        CAPTURE(size);
        const std::vector<float> samples = noise(static_cast<std::size_t>(size), 3);
        RealFft fft(size);
        REQUIRE(fft.size() == size);
        REQUIRE(fft.bins() == size / 2 + 1);
        Spectrum spectrum(static_cast<std::size_t>(fft.bins()));
        std::vector<float> back(samples.size());
        fft.forward(samples, spectrum);
        const Spectrum kept = spectrum;
        fft.inverse(spectrum, back);
        CHECK(largestDifference(samples, back) < 3e-6);
        CHECK(std::memcmp(kept.data(), spectrum.data(), spectrum.size() * sizeof spectrum[0]) == 0);
    }
}

TEST_CASE("the inverse FFT ignores the imaginary part of bins that are real in every real signal") {
    for (const int size : {8, 22}) { // computed in two different ways
        CAPTURE(size);
        RealFft fft(size);
        Spectrum plain(static_cast<std::size_t>(fft.bins()), {0.5F, 0.25F});
        plain.front() = plain.back() = 0.5F;
        Spectrum disturbed = plain;
        disturbed.front() = disturbed.back() = {0.5F, 9.0F};
        std::vector<float> wanted(static_cast<std::size_t>(size)), got(wanted);
        fft.inverse(plain, wanted);
        fft.inverse(disturbed, got);
        CHECK(largestDifference(wanted, got) == 0);
    }
}

TEST_CASE("two FFT objects of one size give the same bits") {
    for (const int size : {480, 1024, 441}) {
        const std::vector<float> samples = noise(static_cast<std::size_t>(size));
        const Spectrum first = forwardOf(samples), second = forwardOf(samples);
        CHECK(std::memcmp(first.data(), second.data(), first.size() * sizeof first[0]) == 0);
    }
}

TEST_CASE("FFT objects can be made, used and destroyed by several threads at once") {
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t) {
        threads.emplace_back([&wrong, t] {
            for (int size = 2 + t; size < 200; size += 3) {
                RealFft fft(size);
                std::vector<float> impulse(static_cast<std::size_t>(size), 0.0F);
                impulse[0] = 1.0F;
                Spectrum spectrum(static_cast<std::size_t>(fft.bins()));
                fft.forward(impulse, spectrum);
                for (const auto& bin : spectrum)
                    wrong += std::abs(bin - std::complex<float>(1.0F)) > 1e-5F;
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("a moved FFT object keeps working") {
    RealFft first(16);
    RealFft second(std::move(first));
    first = RealFft(8);
    CHECK(second.size() == 16);
    CHECK(first.size() == 8);
    std::vector<float> ones(8, 1.0F);
    Spectrum spectrum(5);
    first.forward(ones, spectrum);
    CHECK(spectrum[0].real() == Approx(8));
    CHECK(std::abs(spectrum[1]) < 1e-6F);
}

TEST_CASE("transforms of every kind of size allocate nothing, not even inside FFTW") {
    if (!MallocCount::works()) return;
    const MallocCount self;
    std::vector<float> seen(10);
    REQUIRE(self.value() > 0); // the trap itself works

    std::vector<int> sizes{441,  480,  512,  567,  704,  882,  960,  1009, 1024, 1088, 1125,
                           1408, 1764, 1920, 2816, 3645, 4096, 5625, 5632, 6144, 8192, 65536};
    for (int size = 1; size < 130; ++size)
        sizes.push_back(size);
    for (const int size : sizes) {
        CAPTURE(size);
        RealFft fft(size);
        std::vector<float> samples = noise(static_cast<std::size_t>(size));
        Spectrum spectrum(static_cast<std::size_t>(fft.bins()));
        const MallocCount count;
        fft.forward(samples, spectrum);
        fft.inverse(spectrum, samples);
        const long allocations = count.value();
        CHECK(allocations == 0);
    }
}

TEST_CASE("an FFT of impossible size is refused") {
    CHECK_THROWS_AS(RealFft(0), std::invalid_argument);
    CHECK_THROWS_AS(RealFft(-4), std::invalid_argument);
    CHECK_THROWS_AS(RealFft((1 << 28) + 1), std::invalid_argument);
}
