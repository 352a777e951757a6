// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/input/matrix_file.h"

#include "dsp/audio_file.h"
#include "tools/factorize/input/grey_image.h"
#include "tools/factorize/input/image_stack.h"
#include "tools/factorize/input/matrix_market.h"
#include "tools/factorize/input/npy_file.h"
#include "tools/factorize/input/npz_file.h"
#include "tools/factorize/input/sound_spectrogram.h"
#include "tools/output_guard.h"

#include <cctype>
#include <new>

namespace winnow::tools {
namespace {

namespace fs = std::filesystem;
constexpr double mostDenseBytes = 0x1p34;

template <class T>
MatrixData<T> readText(const fs::path& path, const std::string& format, const ReadingOptions& options) {
    TextLayout layout{',', options.header, options.rowNames};
    layout.delimiter = format == "tsv" ? '\t' : format == "text" ? ' ' : csvDelimiter(path);
    MatrixData<T> result = readDelimitedText<T>(path, layout);
    result.kind = format;
    return result;
}

template <class T>
MatrixData<T> readAs(const std::string& format, const fs::path& path, const ReadingOptions& options) {
    if (format == "npz") return readNpz<T>(path, options.array);
    if (format == "mtx") return readMatrixMarket<T>(path);
    if (format == "image") return readImageMatrix<T>(path);
    if (format == "images") return readImageStack<T>(path);
    if (format == "sound") return readSoundSpectrogram<T>(path, options.frameMs);
    if (format != "npy") return readText<T>(path, format, options);
    FileSource source(path);
    MatrixData<T> result;
    result.kind = "npy";
    result.dense = readNpyMatrix<T>(source);
    return result;
}

} // namespace

std::string formatOf(const fs::path& path, const ReadingOptions& options) {
    if (options.format != "auto") return options.format;
    std::error_code error;
    if (fs::is_directory(path, error)) return "images";
    std::string extension = path.extension().string();
    for (char& c : extension)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const char* known : {"npy", "npz", "csv", "tsv", "mtx"})
        if (extension == std::string(".") + known) return known;
    if (extension == ".txt" || extension == ".dat") return "text";
    if (hasImageExtension(path)) return "image";
    if (dsp::hasAudioExtension(path)) return "sound";
    sizeOfInput(path); // a name that does not exist is the likelier mistake
    throw FileError(path, "has an extension that does not tell its format; give --format");
}

template <class T> MatrixData<T> readMatrix(const fs::path& path, const ReadingOptions& options) {
    const std::string format = formatOf(path, options);
    try {
        return readAs<T>(format, path, options);
    } catch (const std::bad_alloc&) {
        throw FileError(path, "does not fit into memory");
    }
}

template <class T> nmf::Matrix<T> readDense(const fs::path& path, const ReadingOptions& options) {
    MatrixData<T> data = readMatrix<T>(path, options);
    if (data.isSparse()) throw FileError(path, "is sparse; a dense matrix is needed here");
    return std::move(data.dense);
}

nmf::Tensor readTensor(const fs::path& path) {
    FileSource source(path);
    return readNpyTensor(source);
}

template <class T> void makeDense(const fs::path& path, MatrixData<T>& data) {
    if (!data.isSparse()) return;
    const double bytes = static_cast<double>(data.rows()) * static_cast<double>(data.columns()) * sizeof(T);
    if (bytes > mostDenseBytes)
        throw FileError(path, "would take " + std::to_string(static_cast<long long>(bytes / 0x1p30)) +
                                  " GiB as a dense matrix");
    data.dense = nmf::Matrix<T>(*data.sparse);
    data.sparse.reset();
}

#define WINNOW_MATRIX_FILE(T)                                                                                \
    template MatrixData<T> readMatrix(const fs::path&, const ReadingOptions&);                               \
    template nmf::Matrix<T> readDense(const fs::path&, const ReadingOptions&);                               \
    template void makeDense(const fs::path&, MatrixData<T>&);
WINNOW_MATRIX_FILE(float)
WINNOW_MATRIX_FILE(double)

} // namespace winnow::tools
