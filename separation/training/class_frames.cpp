// SPDX-License-Identifier: GPL-3.0-or-later
/// Two passes over a class's recordings.
#include "separation/training/class_frames.h"

#include "dsp/fft.h"
#include "dsp/window.h"
#include "separation/parallel_for.h"
#include "separation/sha256.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <map>
#include <stdexcept>

namespace winnow::separation {
namespace {

/// Bin of a frame's level, windowed as for its spectrum. Both passes must come to the same.
int levelBin(std::span<const float> frame, const std::vector<float>& window) noexcept {
    double sum = 0;
    for (std::size_t i = 0; i < frame.size(); ++i)
        sum += std::pow(static_cast<double>(frame[i] * window[i]), 2);
    return LevelHistogram::binOf(10 * std::log10(sum / static_cast<double>(frame.size())));
}

/// Magnitude spectra of frames; one for each worker, as an FFT serves one thread at a time.
class FrameSpectrum {
public:
    explicit FrameSpectrum(const std::vector<float>& window)
        : window_(window), fft_(static_cast<int>(window.size())), windowed_(window.size()),
          spectrum_(static_cast<std::size_t>(fft_.bins())) {}

    /// Divided by the mean, which takes the separator's scale (512 / frame size) out again, plus the floor.
    void magnitudes(std::span<const float> frame, Eigen::Ref<Eigen::VectorXf> out) {
        std::transform(frame.begin(), frame.end(), window_.begin(), windowed_.begin(), std::multiplies<>());
        fft_.forward(windowed_, spectrum_);
        for (Eigen::Index k = 0; k < out.size(); ++k)
            out[k] = std::abs(spectrum_[static_cast<std::size_t>(k)]);
        out = (out.array() / out.mean() + trainingConstants::valueFloor).matrix();
    }

private:
    const std::vector<float>& window_;
    dsp::RealFft fft_;
    std::vector<float> windowed_;
    std::vector<std::complex<float>> spectrum_;
};

/// For every recording the numbers of the frames to take, counted among those at or above the level.
std::vector<std::vector<std::int64_t>> planDraw(const Corpus& corpus, const FrameDrawOptions& options,
                                                const std::vector<RecordingSurvey>& surveys, int level) {
    std::map<std::string, std::vector<std::size_t>> categories;
    for (std::size_t r = 0; r < surveys.size(); ++r)
        categories[corpus.recordings[r].category].push_back(r);

    std::vector<std::int64_t> available;
    for (const auto& [name, members] : categories) {
        available.push_back(0);
        for (const std::size_t r : members)
            available.back() += surveys[r].levels.countFrom(level);
    }
    const double cap = options.secondsPerCategory * options.grid.sampleRate / options.grid.hop; // frames
    const auto shares =
        shareAmongCategories(available, std::max<std::int64_t>(1, std::llround(cap)), options.maxFrames);

    std::vector<std::vector<std::int64_t>> plan(surveys.size());
    std::size_t c = 0;
    for (const auto& [name, members] : categories) {
        const auto chosen = drawOrdinals(available[c], shares[c], options.seed, options.label + '/' + name);
        ++c;
        auto next = chosen.begin();
        std::int64_t first = 0; // of the recording, among the category's frames
        for (const std::size_t r : members) {
            const std::int64_t count = surveys[r].levels.countFrom(level);
            for (; next != chosen.end() && *next < first + count; ++next)
                plan[r].push_back(*next - first);
            first += count;
        }
    }
    return plan;
}

} // namespace

std::vector<RecordingSurvey> surveyRecordings(const Corpus& corpus, const FrameDrawOptions& options,
                                              const ReadingProgress& progress) {
    const std::size_t count = corpus.recordings.size();
    if (count == 0) throw std::runtime_error("there are no recordings of " + options.label);
    const std::vector<float> window = dsp::sqrtHann(options.grid.frameSize);
    std::vector<RecordingSurvey> surveys(count);
    const auto survey = [&](std::size_t r, int) {
        const auto& path = corpus.recordings[r].path;
        surveys[r].stamp = FileStamp(path);
        surveys[r].length = forEachFrame(path, options.grid, [&](std::span<const float> frame) {
            surveys[r].levels.add(levelBin(frame, window));
        });
        surveys[r].sha256 = sha256OfFile(path);
        surveys[r].stamp.check(path);
    };
    const bool finished = parallelFor(count, options.threads, survey,
                                      [&](std::size_t done) { return !progress || progress(done, count); });
    return finished ? surveys : std::vector<RecordingSurvey>();
}

nmf::Matrix<float> drawFrames(const Corpus& corpus, const FrameDrawOptions& options, std::int64_t minFrames,
                              std::vector<RecordingSurvey>& surveys, const ReadingProgress& progress) {
    LevelHistogram levels;
    for (const RecordingSurvey& survey : surveys)
        levels.add(survey.levels);
    if (levels.total() == 0)
        throw std::runtime_error("the recordings of " + options.label +
                                 " are silent or shorter than one frame: there is nothing to learn from");
    const int level = levels.quantileBin(trainingConstants::levelQuantile);
    const auto plan = planDraw(corpus, options, surveys, level);

    std::vector<std::int64_t> columns(plan.size() + 1, 0); // of V, where each recording's frames begin
    for (std::size_t r = 0; r < plan.size(); ++r) {
        surveys[r].framesUsed = std::ssize(plan[r]);
        columns[r + 1] = columns[r] + surveys[r].framesUsed;
    }
    if (columns.back() < minFrames)
        throw std::runtime_error(
            "the recordings of " + options.label + " have only " + std::to_string(columns.back()) +
            " frames loud enough to learn from, too few for " + std::to_string(minFrames) +
            " atoms: give more recordings or ask for fewer atoms");

    const std::vector<float> window = dsp::sqrtHann(options.grid.frameSize);
    std::vector<FrameSpectrum> spectra;
    for (int w = threadCount(options.threads, plan.size()); w > 0; --w)
        spectra.emplace_back(window);
    nmf::Matrix<float> V(options.grid.frameSize / 2 + 1, columns.back());
    const auto gather = [&](std::size_t r, int worker) {
        if (plan[r].empty()) return;
        const auto& path = corpus.recordings[r].path;
        surveys[r].stamp.check(path);
        std::int64_t seen = 0; // frames at or above the level
        std::size_t taken = 0;
        forEachFrame(path, options.grid, [&](std::span<const float> frame) {
            if (taken == plan[r].size() || levelBin(frame, window) < level || seen++ < plan[r][taken]) return;
            spectra[static_cast<std::size_t>(worker)].magnitudes(
                frame, V.col(columns[r] + static_cast<Eigen::Index>(taken)));
            ++taken;
        });
        surveys[r].stamp.check(path);
        if (taken != plan[r].size())
            throw std::runtime_error(path.string() + ": gives other frames when read again");
    };
    const bool finished = parallelFor(plan.size(), options.threads, gather, [&](std::size_t done) {
        return !progress || progress(done, plan.size());
    });
    return finished ? V : nmf::Matrix<float>();
}

} // namespace winnow::separation
