// SPDX-License-Identifier: GPL-3.0-or-later
/// Which files belong together.
#include "separation/evaluation_pairs.h"

#include "separation/training/corpus.h"

#include <map>

namespace winnow::separation {
namespace {

namespace fs = std::filesystem;
using FilesById = std::map<std::string, fs::path>;

/// The folder's audio files; of two with one id the second is unusable.
FilesById filesOf(const fs::path& folder, std::vector<UnusableFile>& unusable) {
    FilesById files;
    for (const Recording& recording : corpusFromFolder(folder).recordings) {
        const std::string id = fs::path(recording.shownPath).replace_extension().generic_string();
        const auto [place, isNew] = files.emplace(id, recording.path);
        if (!isNew)
            unusable.push_back(
                {id, recording.path.string(), "has the same name as " + place->second.string()});
    }
    return files;
}

fs::path find(const FilesById& files, const std::string& id) {
    const auto found = files.find(id);
    return found == files.end() ? fs::path() : found->second;
}

} // namespace

EvaluationSet findPairs(const EvaluationFolders& folders) {
    EvaluationSet set;
    const FilesById clean = filesOf(folders.clean, set.unusable),
                    noisy = filesOf(folders.noisy, set.unusable);
    const bool wantsProfile = !folders.profile.empty(), wantsEstimate = !folders.estimate.empty();
    const FilesById profiles = wantsProfile ? filesOf(folders.profile, set.unusable) : FilesById();
    const FilesById estimates = wantsEstimate ? filesOf(folders.estimate, set.unusable) : FilesById();

    for (const auto& [id, path] : clean) {
        const EvaluationPair pair{id, path, find(noisy, id), find(profiles, id), find(estimates, id)};
        if (pair.noisy.empty())
            set.unusable.push_back({id, path.string(), "has no noisy partner in " + folders.noisy.string()});
        else if (wantsProfile && pair.profile.empty())
            set.leftOut.push_back(id);
        else if (wantsEstimate && pair.estimate.empty())
            set.unusable.push_back({id, path.string(), "has no estimate in " + folders.estimate.string()});
        else
            set.pairs.push_back(pair);
    }
    for (const auto& [id, path] : noisy)
        if (clean.count(id) == 0)
            set.unusable.push_back({id, path.string(), "has no clean partner in " + folders.clean.string()});
    return set;
}

} // namespace winnow::separation
