// SPDX-License-Identifier: GPL-3.0-or-later
/// Recordings to learn from, in named categories.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace winnow::separation {

struct Recording {
    std::filesystem::path path;
    std::string category; ///< speaker, or kind of noise
    std::string licence;  ///< empty where unknown
    std::string source;
    std::string shownPath; ///< as named in the data card: relative to the corpus, never absolute
};

struct Corpus {
    std::vector<Recording> recordings; ///< sorted by shown path, so that a folder's order does not matter
};

/// All audio files below a folder, in any depth; the first folder level is the category ("" for files
/// directly in it). Names that begin with a dot are skipped. Files are not opened here.
/// @throws std::runtime_error: missing, not a folder, not readable, no audio files. [main]
Corpus corpusFromFolder(const std::filesystem::path& folder);

/// Rows of a CSV manifest with a header: `path` (relative to the manifest), `kind` (speech or noise), and
/// where present `split`, `category_or_speaker` (or `category`, `speaker`), `licence`, `source`.
/// @param kind      rows of this kind;  @param split  rows of this split, empty: all
/// @param licences  rows whose licence is one of these or starts with one that ends in '*'; empty: all
/// @throws std::runtime_error naming file and line: not a CSV, a column missing that is needed, another kind
/// than speech and noise, no path, a path given twice, no row left. [main]
Corpus corpusFromManifest(const std::filesystem::path& manifest, const std::string& kind,
                          const std::string& split, const std::vector<std::string>& licences);

/// Several corpora as one; categories of the same name are one category. Recordings of the same shown path
/// stay in the order given. @throws std::runtime_error: a file is in two of them. [main]
Corpus joinCorpora(std::vector<Corpus> corpora);

} // namespace winnow::separation
