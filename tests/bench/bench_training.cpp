// SPDX-License-Identifier: GPL-3.0-or-later
/// A step of the unfolded training beside Eigen's matrix product, in turns on one thread, at the machine's
/// SIMD level or the one in WINNOW_SIMD; and the making of mixtures, which training does on threads of its
/// own.
///
/// Usage: winnow_bench_training [rounds, 10 if not given]. Processor time is measured and the best round of
/// each counts, so that a busy machine disturbs little.
#include "nmf/simd.h"
#include "separation/training/unfolded/adam.h"
#include "separation/training/unfolded/batch_pass.h"
#include "separation/training/unfolded/mixture.h"
#include "separation/training/unfolded/parameters.h"
#include "tests/bench/eigen_nmf.h"
#include "tests/bench/nmf_data.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

namespace {

using namespace winnow;
using namespace winnow::separation::unfolded;

constexpr int mixtures = 8;

double processorTime() { // of this thread
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class Work> double secondsOf(Work&& work) {
    const double start = processorTime();
    work();
    return processorTime() - start;
}

/// Operations of a frame's matrix products, forward and backward: each update is two products forward and
/// four backward of 2 D K operations each, the mask one and two. (The first update of a layer needs fewer;
/// that saving counts as speed.)
double operationsPerFrame(const Shape& s) {
    const double layers = 1.0 * s.viewSize1() * s.atoms1 + 1.0 * s.viewSize2() * s.atoms2();
    return s.updates * 6 * 2 * layers + 3 * 2 * 1.0 * Shape::bins * s.atoms2();
}

SourceSet syntheticSources(std::uint64_t seed, SourceKind kind) {
    SourceSet set;
    Random random(seed);
    for (const char* name : {"a", "b", "c"}) {
        std::vector<float> samples(10 * 16000);
        for (float& v : samples)
            v = random.gauss();
        set.add(name, makeClip(std::move(samples)));
    }
    setChances(set, kind);
    return set;
}

/// Eigen on the four products of an NMF of these sizes.
class Products {
public:
    Products(nmf::Index m, nmf::Index n, nmf::Index k)
        : V_(bench::uniformFactor(m, n, 1)), W_(bench::uniformFactor(m, k, 2)),
          H_(bench::uniformFactor(k, n, 3)), R_(m, n) {}

    double operations() const { return 4 * 2.0 * static_cast<double>(V_.rows() * V_.cols() * W_.cols()); }
    double seconds() {
        const bench::EigenNmf problem{V_.data(), W_.data(), H_.data(), R_.data(),
                                      V_.rows(), V_.cols(), W_.cols()};
        return secondsOf([&] { bench::eigenKernels().products(problem); });
    }

private:
    nmf::Matrix<float> V_, W_, H_, R_;
};

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10;
    const Shape shape;
    const Layout layout(shape);
    const FeatureExtractor<float> extractor(shape);
    const SourceSet speech = syntheticSources(1, SourceKind::Speech),
                    noise = syntheticSources(2, SourceKind::Noise);
    MixtureMaker maker(speech, noise, {});
    Spectrograph spectrograph;
    std::vector<SequenceData<float>> batch(mixtures);

    std::vector<float> theta(layout.total()), gradient(layout.total());
    Random random(3);
    for (float& t : theta)
        t = static_cast<float>(random.uniform(-1, 1));
    setStart<float>(layout, theta);
    BatchPass passes(extractor, 1);
    AdamState adam(layout.total());

    Products square(1024, 1024, 1024), likeTraining(shape.viewSize2(), 187, shape.atoms2());
    constexpr double never = std::numeric_limits<double>::infinity();
    double mixing = never, step = never, squareSeconds = never, trainingProducts = never;
    for (int round = 0; round < rounds; ++round) {
        mixing = std::min(mixing, secondsOf([&] {
                              for (std::size_t i = 0; i < batch.size(); ++i)
                                  batch[i] = makeSequence(maker.make(i), extractor, spectrograph);
                          }));
        squareSeconds = std::min(squareSeconds, square.seconds());
        step = std::min(step, secondsOf([&] {
                            passes.lossAndGradient(batch, theta, gradient);
                            adam.update({}, 1e-9, gradient, theta);
                        }));
        trainingProducts = std::min(trainingProducts, likeTraining.seconds());
    }

    double frames = 0;
    for (const auto& sequence : batch)
        frames += sequence.frames();
    const double rate = frames / step * operationsPerFrame(shape),
                 sgemm = square.operations() / squareSeconds;
    std::printf("SIMD level                      %s\n", nmf::name(nmf::simdLevel()));
    std::printf("training step                   %.1f ms for %.0f frames: %.0f frames/s\n", step * 1e3,
                frames, frames / step);
    std::printf("  at %.2f MFLOP a frame         %.1f GFLOP/s\n", operationsPerFrame(shape) * 1e-6,
                rate * 1e-9);
    std::printf("Eigen sgemm, 1024^3             %.1f GFLOP/s; training reaches %.0f %% of it\n",
                sgemm * 1e-9, 100 * rate / sgemm);
    std::printf("Eigen sgemm, training's shapes  %.1f GFLOP/s\n",
                likeTraining.operations() / trainingProducts * 1e-9);
    std::printf("mixing (threads of its own)     %.1f ms a batch of %d: %.0f %% of the step\n", mixing * 1e3,
                mixtures, 100 * mixing / step);
    return 0;
}
