// SPDX-License-Identifier: GPL-3.0-or-later
/// Where a denoised sound goes, and in which format.
#include "tools/denoise/output_plan.h"

#include "tools/output_guard.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

// Pipes carry WAV, or what came in raw; else the container stays.
dsp::Container keptContainer(const OutputPlan& plan, dsp::Container input) {
    return plan.toStandardOutput() && input != dsp::Container::Raw ? dsp::Container::Wav : input;
}

// Whether two names, such as "wav" and ".WAVE", stand for the same kind of file.
bool sameKind(const std::string& extension, const std::string& name, dsp::SampleFormat wanted) {
    try {
        return dsp::containerFromName(extension) == dsp::containerFromName(name) &&
               dsp::sampleFormatForName(extension, wanted) == dsp::sampleFormatForName(name, wanted);
    } catch (const dsp::AudioFileError&) {
        return false;
    }
}

// In a folder the file keeps its name; its extension too ("Talk.WAV"), unless that stands for another kind of
// file.
std::filesystem::path pathInFolder(const DenoiseOptions& options, const InputFile& input,
                                   const std::string& kind, dsp::SampleFormat wanted) {
    std::filesystem::path path = options.outputFolder / (input.isStandardInput() ? "stdin" : input.relative);
    if (!sameKind(path.extension().string(), kind, wanted)) path.replace_extension(kind);
    return path;
}

void noteOtherSampleFormat(OutputPlan& plan, dsp::SampleFormat wanted) {
    const dsp::SampleFormat chosen = plan.format.sampleFormat;
    if (chosen == wanted || dsp::bitDepth(chosen) == 0 || wanted == dsp::SampleFormat::Other) return;
    const bool wasCompressed = wanted != dsp::SampleFormat::Float32 && wanted != dsp::SampleFormat::Float64 &&
                               dsp::bitDepth(wanted) == 0;
    if (wasCompressed) return; // has no bit depth to lose
    plan.notes.push_back(fmt::format("{} cannot hold {}; writes {}", dsp::extensionOf(plan.format.container),
                                     shownSampleFormat(wanted), shownSampleFormat(chosen)));
}

} // namespace

OutputPlan planOutput(const DenoiseOptions& options, const InputFile& input, const dsp::AudioFormat& format) {
    OutputPlan plan;
    plan.path = options.output;
    plan.inFolder = options.output.empty();
    plan.format = format;
    const dsp::SampleFormat wanted = options.sampleFormat.value_or(format.sampleFormat);
    const std::string extension = plan.toStandardOutput() ? "" : plan.path.extension().string();
    // The kind of file, by name: "opus" says more than its container Ogg.
    const std::string kind = !options.formatName.empty() ? options.formatName
                             : !extension.empty()        ? extension
                                                  : dsp::extensionOf(keptContainer(plan, format.container));
    try {
        plan.format.container = dsp::containerFromName(kind);
    } catch (const dsp::AudioFileError& error) {
        throw FileError(plan.path, std::string(error.what()) + "; --format chooses one");
    }
    if (plan.inFolder) plan.path = pathInFolder(options, input, kind, wanted);
    // Where neither option nor extension says more, Opus in Ogg stays Opus.
    plan.format.sampleFormat = dsp::sampleFormatForName(kind, wanted);
    if (plan.toStandardOutput() && plan.format.sampleFormat == dsp::SampleFormat::Pcm8)
        plan.format.sampleFormat = dsp::SampleFormat::Pcm16; // WAV and raw disagree on its sign
    noteOtherSampleFormat(plan, wanted);
    return plan;
}

std::filesystem::path stemPath(const std::filesystem::path& output, const std::string& stem) {
    return output.parent_path() / (output.stem().string() + "." + stem + output.extension().string());
}

std::string shownSampleFormat(dsp::SampleFormat format) {
    switch (format) {
    case dsp::SampleFormat::Float32:
        return "32 bit float";
    case dsp::SampleFormat::Float64:
        return "64 bit float";
    case dsp::SampleFormat::Vorbis:
        return "Vorbis";
    case dsp::SampleFormat::Opus:
        return "Opus";
    case dsp::SampleFormat::Mp3:
        return "MP3";
    case dsp::SampleFormat::Other:
        return "this encoding";
    default:
        return fmt::format("{} bit", dsp::bitDepth(format));
    }
}

} // namespace winnow::tools
