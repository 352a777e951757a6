// SPDX-License-Identifier: GPL-3.0-or-later
/// The options of `winnow denoise` on the command line.
#include "tools/denoise/cli.h"

#include "separation/constants.h"
#include "tools/exit_code.h"

#include <algorithm>
#include <map>

namespace winnow::tools {
namespace {

constexpr double sensitivityRangeDb = 20;

const std::map<std::string, dsp::SampleFormat> bitDepths{{"16", dsp::SampleFormat::Pcm16},
                                                         {"24", dsp::SampleFormat::Pcm24},
                                                         {"32", dsp::SampleFormat::Pcm32},
                                                         {"32f", dsp::SampleFormat::Float32}};
const std::map<std::string, dsp::SampleFormat> rawFormats{{"s16", dsp::SampleFormat::Pcm16},
                                                          {"s24", dsp::SampleFormat::Pcm24},
                                                          {"s32", dsp::SampleFormat::Pcm32},
                                                          {"f32", dsp::SampleFormat::Float32},
                                                          {"f64", dsp::SampleFormat::Float64}};

constexpr const char* footer =
    "Examples:\n"
    "  winnow denoise talk.wav -o clean.wav\n"
    "      takes most of the noise away, leaving it 30 dB lower\n"
    "  winnow denoise talk.wav -o clean.wav --learn-noise 0-1.5 --plot clean.png\n"
    "      learns the noise from the first 1.5 seconds, and draws before and after\n"
    "  winnow denoise recordings/ --out-dir clean/ --amount 15 --stems\n"
    "      a folder with all below it; keeps some room, and what was taken away\n"
    "  arecord -f S16_LE -r 48000 -t raw |\n"
    "    winnow denoise - -o - --raw-rate 48000 | aplay -f S16_LE -r 48000\n"
    "      raw samples through pipes\n"
    "\n"
    "Files keep their name (in --out-dir), kind, sample rate, channels, bit depth and tags unless told "
    "otherwise. The "
    "output is aligned with the input and of the same length. A pipe carries WAV, or raw samples with "
    "--raw-rate.";

CLI::Validator timeRange() {
    return {[](std::string& text) -> std::string {
                if (parseTimeRange(text)) return {};
                return text + " is not a part of the file such as 0.0-1.5 (seconds)";
            },
            ""};
}

CLI::Validator audioFormatName() {
    return {[](std::string& text) -> std::string {
                try {
                    dsp::containerFromName(text);
                    return {};
                } catch (const dsp::AudioFileError& error) {
                    return error.what();
                }
            },
            ""};
}

template <class Map> CLI::IsMember oneOf(const Map& choices) {
    std::vector<std::string> names;
    for (const auto& choice : choices)
        names.push_back(choice.first);
    return CLI::IsMember(names);
}

void addOutputOptions(CLI::App& app, DenoiseCommandLine& line) {
    app.add_option(
           "-o,--output", line.options.output,
           "File to write, for one input; '-' writes to standard output. Its extension says its kind.")
        ->type_name("OUT");
    app.add_option(
           "--out-dir", line.outputFolder,
           "Folder to write to, for any number of inputs. It is made if missing; files keep their names, and "
           "files from a folder their place in it.")
        ->type_name("DIR")
        ->excludes("--output");
    app.add_flag("--stems", line.options.stems,
                 "Also write NAME.speech.EXT, which is the clean sound, and NAME.noise.EXT, which is what "
                 "was taken away. "
                 "Both add up to the input.");
    app.add_option("--plot", line.plot,
                   "Draw the spectrograms of input and output to this PNG picture, for one input.")
        ->type_name("PNG");
    app.add_option("--format", line.options.formatName,
                   "Kind of file to write: wav, flac, ogg, opus, mp3, aiff, caf, au, w64, rf64 or raw.")
        ->type_name("KIND")
        ->check(audioFormatName());
    app.add_option("--bit-depth", line.bitDepth, "Bits a sample; 32f is floating point, which cannot clip.")
        ->type_name("BITS")
        ->check(oneOf(bitDepths));
}

void addNoiseOptions(CLI::App& app, DenoiseCommandLine& line) {
    addModel(app, line.options.model);
    auto* profile =
        app.add_option("--noise-profile", line.noiseProfile,
                       "Learn the noise from this recording, which holds noise only: some seconds of the "
                       "empty room, say.")
            ->type_name("FILE");
    app.add_option("--learn-noise", line.learnNoise,
                   "Learn the noise from this part of each input, in seconds from its start: 0.0-1.5 is the "
                   "first one "
                   "and a half. Nobody may speak there.")
        ->type_name("FROM-TO")
        ->check(timeRange())
        ->excludes(profile);
    line.options.engine.controls.amountDb = separation::constants::defaultAmountDb;
    app.add_option(
           "--amount", line.options.engine.controls.amountDb,
           "How far noise is lowered, in dB: 0 changes nothing, 10 to 20 keeps some room, 100 sets no limit.")
        ->type_name("DB")
        ->check(numberBetween(0, double{separation::constants::noLimitAmountDb}))
        ->capture_default_str();
    app.add_option(
           "--sensitivity", line.options.engine.controls.separation.sensitivityDb,
           "Which way to err, in dB: above 0 keeps more of the sound, below 0 removes more; -20 to 20.")
        ->type_name("DB")
        ->check(numberBetween(-sensitivityRangeDb, sensitivityRangeDb))
        ->capture_default_str();
    app.add_option("--smoothing", line.options.engine.controls.smoothingMs,
                   "Let sound fade with at least this time constant, in ms, 0 to 500: keeps the ends of "
                   "words, and some "
                   "noise behind them.")
        ->type_name("MS")
        ->check(numberBetween(0, double{separation::constants::longestSmoothingMs}))
        ->capture_default_str();
    addLearnSeconds(app, line.options.learnSeconds);
    addQuality(app, line.quality);
    app.add_flag("--unlink-channels", line.unlinkChannels,
                 "Treat each channel by itself, for separate microphones. Otherwise all channels are lowered "
                 "together, "
                 "so that the stereo image stays.");
}

void addRawOptions(CLI::App& app, DenoiseCommandLine& line) {
    auto* rate = app.add_option("--raw-rate", line.rawRate,
                                "Standard input is raw samples of this rate, in Hz, without a header.")
                     ->type_name("HZ")
                     ->check(numberBetween(1000, 768000));
    app.add_option("--raw-channels", line.rawChannels, "Channels of raw samples, interleaved.")
        ->type_name("N")
        ->check(numberBetween(1, 64))
        ->capture_default_str()
        ->needs(rate);
    line.rawFormat = "s16";
    app.add_option("--raw-format", line.rawFormat,
                   "What raw samples are: signed integers or floats of so many bits, little-endian.")
        ->type_name("FORMAT")
        ->check(oneOf(rawFormats))
        ->capture_default_str()
        ->needs(rate);
}

void checkPlaces(const DenoiseCommandLine& line) {
    const DenoiseOptions& options = line.options;
    const auto fromPipe = std::count(options.inputs.begin(), options.inputs.end(), "-");
    if (options.output.empty() && line.outputFolder.empty())
        throw UsageError("where to? Give -o OUT, or --out-dir DIR");
    if (!options.output.empty() && options.inputs.size() > 1)
        throw UsageError("-o takes one input; for several give --out-dir DIR");
    if (!options.output.empty() && std::filesystem::is_directory(options.inputs.front()))
        throw UsageError(options.inputs.front() + " is a folder: give --out-dir DIR instead of -o");
    if (fromPipe > 1) throw UsageError("standard input '-' can be read only once");
    if (line.rawRate != 0 && fromPipe == 0)
        throw UsageError("--raw-rate is for standard input: give '-' as input");
    if (options.toStandardOutput() && options.stems)
        throw UsageError("--stems writes several files: give -o a name, or --out-dir");
    if (options.toStandardOutput() && line.json)
        throw UsageError("-o - and --json cannot both use standard output");
    if (options.toStandardOutput() && !options.formatName.empty() && options.formatName != "wav" &&
        options.formatName != "raw")
        throw UsageError("standard output takes --format wav or raw only");
}

} // namespace

CLI::App* addDenoiseOptions(CLI::App& program, DenoiseCommandLine& line) {
    CLI::App* app = program.add_subcommand("denoise", "Take the noise out of recordings of speech.");
    line.app = app;
    app->add_option("IN", line.options.inputs,
                    "Audio files, folders with audio files in any depth, or '-' for standard input.")
        ->required();
    addOutputOptions(*app, line);
    addNoiseOptions(*app, line);
    addRawOptions(*app, line);
    addForce(*app, line.force);
    addJson(*app, line.json);
    addReporting(*app, line.reporting);
    app->footer(footer);
    return app;
}

DenoiseOptions checkedOptions(const DenoiseCommandLine& line) {
    checkPlaces(line);
    DenoiseOptions options = line.options;
    options.outputFolder = line.outputFolder;
    options.noiseProfile = line.noiseProfile;
    options.plot = line.plot;
    options.engine.quality = qualityFrom(line.quality);
    options.engine.linkChannels = !line.unlinkChannels;
    if (!line.learnNoise.empty()) options.learnNoise = parseTimeRange(line.learnNoise);
    if (!line.bitDepth.empty()) options.sampleFormat = bitDepths.at(line.bitDepth);
    if (line.rawRate != 0) {
        options.raw = dsp::AudioFormat{line.rawRate, line.rawChannels, dsp::Container::Raw,
                                       rawFormats.at(line.rawFormat), -1};
    }
    return options;
}

} // namespace winnow::tools
