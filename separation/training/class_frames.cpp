// SPDX-License-Identifier: GPL-3.0-or-later
/// Two passes over a class's recordings.
#include "separation/training/class_frames.h"

#include "dsp/fft.h"
#include "dsp/window.h"
#include "separation/parallel_for.h"
#include "separation/sha256.h"
#include "separation/training/collective.h"
#include "separation/training/constants.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <map>
#include <stdexcept>
#include <string_view>

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
          spectrum_(static_cast<std::size_t>(fft_.bins())), out_(fft_.bins()) {}

    /// Valid until the next. Divided by the mean, which takes the separator's scale (512 / frame size) out
    /// again, plus the floor.
    std::span<const float> magnitudes(std::span<const float> frame) {
        std::transform(frame.begin(), frame.end(), window_.begin(), windowed_.begin(), std::multiplies<>());
        fft_.forward(windowed_, spectrum_);
        for (Eigen::Index k = 0; k < out_.size(); ++k)
            out_[k] = std::abs(spectrum_[static_cast<std::size_t>(k)]);
        out_ = (out_.array() / out_.mean() + trainingConstants::valueFloor).matrix();
        return {out_.data(), static_cast<std::size_t>(out_.size())};
    }

private:
    const std::vector<float>& window_;
    dsp::RealFft fft_;
    std::vector<float> windowed_;
    std::vector<std::complex<float>> spectrum_;
    Eigen::VectorXf out_;
};

/// Fills in which frames are taken of a category whose recordings have `available` in all.
void planCategory(const FrameDrawOptions& options, const std::string& name,
                  const std::vector<std::size_t>& members, const std::vector<RecordingSurvey>& surveys,
                  std::int64_t available, std::int64_t share, FramePlan& plan) {
    if (share == available) return; // all
    std::vector<std::int64_t> ends;
    for (const std::size_t r : members) {
        const std::int64_t count = surveys[r].levels.countFrom(plan.level);
        plan.taken[r].assign(static_cast<std::size_t>(std::max<std::int64_t>(count, 1)), false);
        ends.push_back((ends.empty() ? 0 : ends.back()) + count);
    }
    std::size_t m = 0;
    drawOrdinals(available, share, options.seed, options.label + '/' + name, [&](std::int64_t number) {
        while (number >= ends[m])
            ++m;
        const std::int64_t first = m > 0 ? ends[m - 1] : 0;
        plan.taken[members[m]][static_cast<std::size_t>(number - first)] = true;
    });
}

/// Recordings that this rank surveys: every so-manieth, so that long and short ones are mixed.
std::vector<std::size_t> ownRecordings(const FrameDrawOptions& options, std::size_t count) {
    const auto rank = static_cast<std::size_t>(options.ranks != nullptr ? options.ranks->rank() : 0),
               size = static_cast<std::size_t>(options.ranks != nullptr ? options.ranks->size() : 1);
    std::vector<std::size_t> own;
    for (std::size_t r = rank; r < count; r += size)
        own.push_back(r);
    return own;
}

/// All ranks' surveys to all.
void gatherSurveys(nmf::Communicator* ranks, const std::vector<std::size_t>& own,
                   std::vector<RecordingSurvey>& surveys) {
    if (ranks == nullptr || ranks->size() == 1) return;
    std::string packed;
    for (const std::size_t r : own)
        pack(surveys[r], packed);
    const std::vector<std::string> all = nmf::gatherTexts(*ranks, packed);
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
        std::string_view bytes = all[rank];
        for (std::size_t r = rank; r < surveys.size(); r += all.size())
            surveys[r] = unpackSurvey(bytes);
    }
}

} // namespace

std::vector<RecordingSurvey> surveyRecordings(const Corpus& corpus, const FrameDrawOptions& options,
                                              const ReadingProgress& progress) {
    const std::size_t count = corpus.recordings.size();
    if (count == 0) throw std::runtime_error("there are no recordings of " + options.label);
    const std::vector<float> window = dsp::sqrtHann(options.grid.frameSize);
    const std::vector<std::size_t> own = ownRecordings(options, count);
    std::vector<RecordingSurvey> surveys(count);
    const auto survey = [&](std::size_t i, int) {
        const auto& path = corpus.recordings[own[i]].path;
        RecordingSurvey& one = surveys[own[i]];
        LevelHistogram levels;
        one.stamp = FileStamp(path);
        one.length = forEachFrame(path, options.grid,
                                  [&](std::span<const float> frame) { levels.add(levelBin(frame, window)); });
        one.levels = levels.counts();
        one.sha256 = sha256OfFile(path);
        one.stamp.check(path);
    };
    bool finished = false;
    collectively(options.ranks, [&] {
        finished = parallelFor(own.size(), options.threads, survey,
                               [&](std::size_t done) { return !progress || progress(done, own.size()); });
    });
    if (!allGoOn(options.ranks, finished)) return {};
    gatherSurveys(options.ranks, own, surveys);
    return surveys;
}

FramePlan planFrames(const Corpus& corpus, const FrameDrawOptions& options, std::int64_t minFrames,
                     std::vector<RecordingSurvey>& surveys) {
    LevelHistogram levels;
    for (const RecordingSurvey& survey : surveys)
        levels.add(survey.levels);
    if (levels.total() == 0)
        throw std::runtime_error("the recordings of " + options.label +
                                 " are silent or shorter than one frame: there is nothing to learn from");
    FramePlan plan;
    plan.level = levels.quantileBin(trainingConstants::levelQuantile);
    plan.taken.resize(surveys.size());

    std::map<std::string, std::vector<std::size_t>> categories;
    for (std::size_t r = 0; r < surveys.size(); ++r)
        categories[corpus.recordings[r].category].push_back(r);
    std::vector<std::int64_t> available;
    for (const auto& [name, members] : categories) {
        available.push_back(0);
        for (const std::size_t r : members)
            available.back() += surveys[r].levels.countFrom(plan.level);
    }
    const double cap = options.secondsPerCategory * options.grid.sampleRate / options.grid.hop; // frames
    const std::int64_t wanted =
        options.maxFrames > 0 ? options.maxFrames : std::numeric_limits<std::int64_t>::max();
    const auto shares = shareAmongCategories(available, std::max<std::int64_t>(1, std::llround(cap)), wanted);
    std::size_t c = 0;
    for (const auto& [name, members] : categories) {
        planCategory(options, name, members, surveys, available[c], shares[c], plan);
        ++c;
    }

    plan.columns.assign(1, 0);
    for (std::size_t r = 0; r < surveys.size(); ++r) {
        const auto& taken = plan.taken[r];
        surveys[r].framesUsed = taken.empty() ? surveys[r].levels.countFrom(plan.level)
                                              : std::count(taken.begin(), taken.end(), true);
        plan.columns.push_back(plan.columns.back() + surveys[r].framesUsed);
    }
    if (plan.total() < minFrames)
        throw std::runtime_error(
            "the recordings of " + options.label + " have only " + std::to_string(plan.total()) +
            " frames loud enough to learn from, too few for " + std::to_string(minFrames) +
            " atoms: give more recordings or ask for fewer atoms");
    return plan;
}

bool drawFrames(const Corpus& corpus, const FrameDrawOptions& options, const FramePlan& plan,
                const std::vector<RecordingSurvey>& surveys, std::int64_t first, std::int64_t count,
                const FrameSink& sink, const ReadingProgress& progress) {
    std::vector<std::size_t> own; // recordings with columns of the range
    for (std::size_t r = 0; r < surveys.size(); ++r)
        if (std::max(plan.columns[r], first) < std::min(plan.columns[r + 1], first + count)) own.push_back(r);

    const std::vector<float> window = dsp::sqrtHann(options.grid.frameSize);
    std::vector<FrameSpectrum> spectra;
    for (int w = threadCount(options.threads, own.size()); w > 0; --w)
        spectra.emplace_back(window);
    const auto gather = [&](std::size_t i, int worker) {
        const std::size_t r = own[i];
        const auto& path = corpus.recordings[r].path;
        const std::vector<bool>& taken = plan.taken[r];
        surveys[r].stamp.check(path);
        std::size_t seen = 0; // frames at or above the level
        std::int64_t column = plan.columns[r];
        forEachFrame(path, options.grid, [&](std::span<const float> frame) {
            if (levelBin(frame, window) < plan.level) return;
            if (!taken.empty() && !(seen < taken.size() && taken[seen++])) return;
            if (column >= first && column < std::min(first + count, plan.columns[r + 1]))
                sink(column - first, spectra[static_cast<std::size_t>(worker)].magnitudes(frame));
            ++column;
        });
        surveys[r].stamp.check(path);
        if (column != plan.columns[r + 1])
            throw std::runtime_error(path.string() + ": gives other frames when read again");
    };
    return parallelFor(own.size(), options.threads, gather,
                       [&](std::size_t done) { return !progress || progress(done, own.size()); });
}

} // namespace winnow::separation
