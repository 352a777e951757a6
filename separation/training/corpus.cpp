// SPDX-License-Identifier: GPL-3.0-or-later
/// Corpora from folders and manifests.
#include "separation/training/corpus.h"

#include "dsp/audio_file.h"
#include "separation/csv.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;

void sortByShownPath(Corpus& corpus) {
    std::stable_sort(corpus.recordings.begin(), corpus.recordings.end(),
                     [](const Recording& a, const Recording& b) { return a.shownPath < b.shownPath; });
}

/// Never absolute, so that a data card says nothing about somebody's disk.
std::string shown(const fs::path& path) {
    const fs::path normal = path.lexically_normal();
    return (normal.is_absolute() ? normal.filename() : normal).generic_string();
}

bool matches(const std::string& licence, const std::vector<std::string>& patterns) {
    return patterns.empty() || std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
               return pattern.ends_with('*') ? licence.starts_with(pattern.substr(0, pattern.size() - 1))
                                             : licence == pattern;
           });
}

std::size_t categoryColumn(const CsvTable& table) {
    for (const char* title : {"category_or_speaker", "category", "speaker"})
        if (table.find(title) != CsvTable::npos) return table.find(title);
    return CsvTable::npos;
}

} // namespace

Corpus corpusFromFolder(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) throw std::runtime_error(folder.string() + ": there is no such folder");
    if (!fs::is_directory(folder, error)) throw std::runtime_error(folder.string() + ": is not a folder");

    Corpus corpus;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        const fs::path& path = entry->path();
        std::error_code ignored;
        const bool isFolder = entry->is_directory(ignored),
                   isHidden = path.filename().string().starts_with('.');
        if (isFolder && isHidden) entry.disable_recursion_pending();
        if (isFolder || isHidden || !dsp::hasAudioExtension(path)) continue;
        const fs::path relative = path.lexically_relative(folder);
        const bool inCategory = std::distance(relative.begin(), relative.end()) > 1;
        corpus.recordings.push_back(
            {path, inCategory ? relative.begin()->string() : "", "", "", relative.generic_string()});
    }
    if (error) throw std::runtime_error(folder.string() + ": cannot read this folder: " + error.message());
    if (corpus.recordings.empty())
        throw std::runtime_error(folder.string() + ": there are no audio files in this folder");
    sortByShownPath(corpus);
    return corpus;
}

Corpus corpusFromManifest(const fs::path& manifest, const std::string& kind, const std::string& split,
                          const std::vector<std::string>& licences) {
    const CsvTable table = readCsv(manifest);
    const std::size_t pathColumn = table.require("path"), kindColumn = table.require("kind");
    const std::size_t splitColumn = split.empty() ? table.find("split") : table.require("split");
    const std::size_t licenceColumn = licences.empty() ? table.find("licence") : table.require("licence");
    const std::size_t category = categoryColumn(table), source = table.find("source");
    const auto cell = [](const CsvTable::Row& row, std::size_t column) {
        return column == CsvTable::npos ? std::string() : row.cells[column];
    };

    Corpus corpus;
    std::set<std::string> seen;
    for (const CsvTable::Row& row : table.rows) {
        const std::string& rowKind = row.cells[kindColumn];
        if (rowKind != "speech" && rowKind != "noise")
            throw CsvError(table.where(row) + ": the kind is '" + rowKind +
                           "', and must be 'speech' or 'noise'");
        const std::string& name = row.cells[pathColumn];
        if (name.empty()) throw CsvError(table.where(row) + ": there is no path");
        if (rowKind != kind || (!split.empty() && row.cells[splitColumn] != split) ||
            !matches(cell(row, licenceColumn), licences))
            continue;
        if (!seen.insert(fs::path(name).lexically_normal().string()).second)
            throw CsvError(table.where(row) + ": '" + name + "' is listed twice");
        corpus.recordings.push_back({manifest.parent_path() / name, cell(row, category),
                                     cell(row, licenceColumn), cell(row, source), shown(name)});
    }
    if (corpus.recordings.empty())
        throw std::runtime_error(manifest.string() + ": no row is of kind '" + kind + "'" +
                                 (split.empty() ? "" : ", split '" + split + "'") +
                                 (licences.empty() ? "" : " and one of the licences asked for"));
    sortByShownPath(corpus);
    return corpus;
}

Corpus joinCorpora(std::vector<Corpus> corpora) {
    Corpus all;
    std::set<fs::path> seen;
    for (Corpus& corpus : corpora)
        for (Recording& recording : corpus.recordings) {
            if (!seen.insert(fs::weakly_canonical(recording.path)).second)
                throw std::runtime_error(recording.path.string() + ": is in two of the corpora given");
            all.recordings.push_back(std::move(recording));
        }
    sortByShownPath(all);
    return all;
}

} // namespace winnow::separation
