// SPDX-License-Identifier: GPL-3.0-or-later
/// Real FFT over FFTW in single precision.
#include "dsp/fft.h"

#include <fftw3.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <new>
#include <numbers>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace winnow::dsp {

namespace {

constexpr int largestSize = 1 << 28;

/// FFTW's planner keeps global state: making and destroying plans must not overlap, only executing may.
std::mutex& plannerLock() {
    static std::mutex lock;
    return lock;
}

struct FftwFree {
    void operator()(void* memory) const noexcept { fftwf_free(memory); }
};
struct FftwDestroy {
    void operator()(fftwf_plan plan) const noexcept {
        const std::lock_guard guard(plannerLock());
        fftwf_destroy_plan(plan);
    }
};
using RealBuffer = std::unique_ptr<float[], FftwFree>;
using ComplexBuffer = std::unique_ptr<fftwf_complex[], FftwFree>;
using PlanHandle = std::unique_ptr<std::remove_pointer_t<fftwf_plan>, FftwDestroy>;

RealBuffer makeReals(int count) {
    RealBuffer buffer(fftwf_alloc_real(static_cast<std::size_t>(count)));
    if (!buffer) throw std::bad_alloc();
    return buffer;
}

ComplexBuffer makeComplexes(int count) {
    ComplexBuffer buffer(fftwf_alloc_complex(static_cast<std::size_t>(count)));
    if (!buffer) throw std::bad_alloc();
    return buffer;
}

template <class MakePlan> PlanHandle planLocked(MakePlan makePlan) {
    const std::lock_guard guard(plannerLock());
    // ESTIMATE chooses by a fixed rule. MEASURE chooses by timing, so two runs could differ in the last bit.
    const fftwf_plan plan = makePlan(FFTW_ESTIMATE);
    if (plan == nullptr) throw std::bad_alloc();
    return PlanHandle(plan);
}

/// std::complex<float> and fftwf_complex are both two floats in a row: the standards of C and C++ say so.
std::complex<float>* asComplex(const ComplexBuffer& buffer) {
    return reinterpret_cast<std::complex<float>*>(buffer.get());
}

/// One way to compute the transform. Every one works in buffers of its own: aligned the same way in every
/// object, so that FFTW takes the same SIMD path, and free to be overwritten, as FFTW's inverse does with its
/// input.
class Transform {
public:
    explicit Transform(int transformSize) : size(transformSize), bins(transformSize / 2 + 1) {}
    Transform(const Transform&) = delete;
    Transform& operator=(const Transform&) = delete;
    virtual ~Transform() = default;
    virtual void forward(std::span<const float> samples,
                         std::span<std::complex<float>> spectrum) noexcept = 0;
    virtual void inverse(std::span<const std::complex<float>> spectrum,
                         std::span<float> samples) noexcept = 0;

    const int size;
    const int bins;
};

/// FFTW's own real transform.
class DirectTransform final : public Transform {
public:
    explicit DirectTransform(int transformSize)
        : Transform(transformSize), time_(makeReals(size)), spectrum_(makeComplexes(bins)),
          forward_(planLocked([&](unsigned flags) {
              return fftwf_plan_dft_r2c_1d(size, time_.get(), spectrum_.get(), flags);
          })),
          inverse_(planLocked([&](unsigned flags) {
              return fftwf_plan_dft_c2r_1d(size, spectrum_.get(), time_.get(), flags);
          })) {}

    void forward(std::span<const float> samples, std::span<std::complex<float>> spectrum) noexcept override {
        std::copy(samples.begin(), samples.end(), time_.get());
        fftwf_execute(forward_.get());
        std::copy_n(asComplex(spectrum_), bins, spectrum.begin());
    }

    void inverse(std::span<const std::complex<float>> spectrum, std::span<float> samples) noexcept override {
        std::copy(spectrum.begin(), spectrum.end(), asComplex(spectrum_));
        fftwf_execute(inverse_.get());
        const float scale = 1.0F / static_cast<float>(size);
        std::transform(time_.get(), time_.get() + size, samples.begin(),
                       [scale](float x) { return scale * x; });
    }

private:
    RealBuffer time_;
    ComplexBuffer spectrum_;
    PlanHandle forward_, inverse_;
};

/// Any size as a convolution with a chirp, by complex transforms of a power of two (L. Bluestein, "A linear
/// filtering approach to the computation of discrete Fourier transform", IEEE Trans. Audio Electroacoust. 18,
/// 1970): for the sizes in which FFTW would allocate memory while it runs.
class ChirpTransform final : public Transform {
public:
    explicit ChirpTransform(int transformSize)
        : Transform(transformSize), length_(std::bit_ceil(2U * static_cast<unsigned>(size) - 1U)),
          work_(makeComplexes(static_cast<int>(length_))), other_(makeComplexes(static_cast<int>(length_))),
          transform_(planLocked([&](unsigned flags) {
              return fftwf_plan_dft_1d(static_cast<int>(length_), work_.get(), other_.get(), FFTW_FORWARD,
                                       flags);
          })),
          back_(planLocked([&](unsigned flags) {
              return fftwf_plan_dft_1d(static_cast<int>(length_), other_.get(), work_.get(), FFTW_BACKWARD,
                                       flags);
          })),
          chirp_(static_cast<std::size_t>(size)), filter_(length_) {
        for (std::int64_t n = 0; n < size; ++n) {
            // exp(-i pi n^2 / size); the square is reduced while it is an integer, where nothing is lost.
            const double angle =
                std::numbers::pi * static_cast<double>(n * n % (2 * std::int64_t{size})) / size;
            chirp_[static_cast<std::size_t>(n)] = std::complex<float>(std::polar(1.0, -angle));
        }
        std::complex<float>* const work = asComplex(work_);
        std::fill_n(work, length_, std::complex<float>());
        for (std::size_t n = 0; n < chirp_.size(); ++n)
            work[n] = work[(length_ - n) % length_] = std::conj(chirp_[n]);
        fftwf_execute(transform_.get());
        const float scale = 1.0F / static_cast<float>(length_);
        std::transform(asComplex(other_), asComplex(other_) + length_, filter_.begin(),
                       [scale](std::complex<float> x) { return scale * x; });
    }

    void forward(std::span<const float> samples, std::span<std::complex<float>> spectrum) noexcept override {
        for (std::size_t n = 0; n < chirp_.size(); ++n)
            asComplex(work_)[n] = samples[n] * chirp_[n];
        convolve();
        for (std::size_t k = 0; k < spectrum.size(); ++k)
            spectrum[k] = product(asComplex(work_)[k], chirp_[k]);
    }

    /// The forward transform of the conjugate spectrum is the conjugate of `size` times the samples.
    void inverse(std::span<const std::complex<float>> spectrum, std::span<float> samples) noexcept override {
        const std::size_t last = chirp_.size();
        const auto set = [&](std::size_t k, std::complex<float> x) {
            asComplex(work_)[k] = product(x, chirp_[k]);
        };
        for (std::size_t k = 1; k < spectrum.size(); ++k) {
            set(last - k, spectrum[k]);
            set(k, std::conj(spectrum[k]));
        }
        // Real samples have no imaginary part at 0 and at half the rate; one that is given is ignored, as
        // FFTW does.
        set(0, spectrum[0].real());
        if (last % 2 == 0) set(last / 2, spectrum[last / 2].real());
        convolve();
        const float scale = 1.0F / static_cast<float>(size);
        for (std::size_t n = 0; n < last; ++n)
            samples[n] = scale * product(asComplex(work_)[n], chirp_[n]).real();
    }

private:
    /// std::complex's own product takes a slow path for infinities.
    static std::complex<float> product(std::complex<float> a, std::complex<float> b) noexcept {
        return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
    }

    void convolve() noexcept {
        std::complex<float>* const work = asComplex(work_);
        std::fill(work + size, work + length_, std::complex<float>());
        fftwf_execute(transform_.get());
        std::complex<float>* const spectrum = asComplex(other_);
        for (std::size_t k = 0; k < length_; ++k)
            spectrum[k] = product(spectrum[k], filter_[k]);
        fftwf_execute(back_.get());
    }

    std::size_t length_;         // of the convolution
    ComplexBuffer work_, other_; // two, as FFTW would allocate for a transform in place
    PlanHandle transform_, back_;
    std::vector<std::complex<float>> chirp_;
    std::vector<std::complex<float>> filter_; // spectrum of the conjugate chirp, over length_
};

/// FFTW's real transforms of other sizes call malloc in every execution (found by tracing it up to 40000,
/// FFTW 3.3.10).
bool runsWithoutAllocating(int size) {
    if (size % 2 != 0) return size <= 15;
    for (const int factor : {2, 3, 5, 7, 11, 13}) {
        while (size % factor == 0)
            size /= factor;
    }
    return size == 1;
}

} // namespace

struct RealFft::Plan {
    std::unique_ptr<Transform> transform;
};

RealFft::RealFft(int size) {
    if (size < 1 || size > largestSize)
        throw std::invalid_argument("FFT size " + std::to_string(size) + " is not possible: give 1 to " +
                                    std::to_string(largestSize));
    plan_ = std::make_unique<Plan>();
    if (runsWithoutAllocating(size)) {
        plan_->transform = std::make_unique<DirectTransform>(size);
    } else {
        plan_->transform = std::make_unique<ChirpTransform>(size);
    }
}

RealFft::~RealFft() = default;
RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;

int RealFft::size() const noexcept {
    return plan_->transform->size;
}
int RealFft::bins() const noexcept {
    return plan_->transform->bins;
}

void RealFft::forward(std::span<const float> samples, std::span<std::complex<float>> spectrum) noexcept {
    assert(std::ssize(samples) == size() && std::ssize(spectrum) == bins());
    plan_->transform->forward(samples, spectrum);
}

void RealFft::inverse(std::span<const std::complex<float>> spectrum, std::span<float> samples) noexcept {
    assert(std::ssize(spectrum) == bins() && std::ssize(samples) == size());
    plan_->transform->inverse(spectrum, samples);
}

} // namespace winnow::dsp
