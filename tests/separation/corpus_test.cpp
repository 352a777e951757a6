// SPDX-License-Identifier: GPL-3.0-or-later
/// Corpora from folders and manifests.
#include "separation/training/corpus.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

#include <string>
#include <vector>

using namespace winnow::separation;
using Catch::Matchers::Contains;
using winnow::test::TempDir;
using winnow::test::writeFile;
using Names = std::vector<std::string>;

namespace {

Names shownPaths(const Corpus& corpus) {
    Names names;
    for (const Recording& recording : corpus.recordings)
        names.push_back(recording.shownPath);
    return names;
}

constexpr const char* manifest = "path,kind,split,speaker,licence,source\n"
                                 "s/b.flac,speech,train,ann,CC BY 4.0,\"books, read\"\n"
                                 "s/a.flac,speech,train,ben,CC0 1.0,own\n"
                                 "s/c.flac,speech,test,cat,CC BY 3.0,own\n"
                                 "n/x.flac,noise,train,rain,GPL-2,\n";

} // namespace

TEST_CASE("a folder's corpus is its audio files in any depth, sorted, with the first level as category") {
    const TempDir folder;
    for (const char* name : {"zoe/b.wav", "zoe/deep/er/a.FLAC", "adam/1.wav", "loose.wav", "adam/notes.txt",
                             ".hidden/x.wav", "adam/.y.wav"})
        writeFile(folder / name, "");
    const auto corpus = corpusFromFolder(folder.path());
    CHECK(shownPaths(corpus) == Names{"adam/1.wav", "loose.wav", "zoe/b.wav", "zoe/deep/er/a.FLAC"});
    CHECK(corpus.recordings[0].category == "adam");
    CHECK(corpus.recordings[1].category.empty());
    CHECK(corpus.recordings[3].category == "zoe");
    CHECK(corpus.recordings[2].path == folder.path() / "zoe" / "b.wav");
}

TEST_CASE("a folder that is missing, a file or without audio is refused by name") {
    const TempDir folder;
    writeFile(folder / "text/readme.txt", "");
    CHECK_THROWS_WITH(corpusFromFolder(folder.path() / "none"),
                      Contains("none") && Contains("no such folder"));
    CHECK_THROWS_WITH(corpusFromFolder(folder.path() / "text" / "readme.txt"), Contains("not a folder"));
    CHECK_THROWS_WITH(corpusFromFolder(folder.path()), Contains("no audio files"));
}

TEST_CASE("a manifest gives the rows of a kind and split with licence, source and category") {
    const TempDir folder;
    const auto file = writeFile(folder / "list.csv", manifest);
    const auto train = corpusFromManifest(file, "speech", "train", {});
    CHECK(shownPaths(train) == Names{"s/a.flac", "s/b.flac"});
    CHECK(train.recordings[1].category == "ann");
    CHECK(train.recordings[1].licence == "CC BY 4.0");
    CHECK(train.recordings[1].source == "books, read");
    CHECK(train.recordings[1].path == folder.path() / "s/b.flac");
    CHECK(shownPaths(corpusFromManifest(file, "speech", "", {})).size() == 3);
    CHECK(shownPaths(corpusFromManifest(file, "noise", "train", {})) == Names{"n/x.flac"});
}

TEST_CASE("a manifest's rows are filtered by licences, whole or by their beginning") {
    const TempDir folder;
    const auto file = writeFile(folder / "list.csv", manifest);
    CHECK(shownPaths(corpusFromManifest(file, "speech", "", {"CC BY 4.0"})) == Names{"s/b.flac"});
    CHECK(shownPaths(corpusFromManifest(file, "speech", "", {"CC BY*"})) == Names{"s/b.flac", "s/c.flac"});
    CHECK(shownPaths(corpusFromManifest(file, "speech", "train", {"CC BY*", "CC0 1.0"})).size() == 2);
    CHECK_THROWS_WITH(corpusFromManifest(file, "noise", "", {"CC BY"}), Contains("no row"));
}

TEST_CASE("a manifest needs only path and kind, unless more is asked for") {
    const TempDir folder;
    const auto file = writeFile(folder / "list.csv", "kind,path\nnoise,b.wav\nspeech,a.wav\n");
    const auto corpus = corpusFromManifest(file, "speech", "", {});
    CHECK(shownPaths(corpus) == Names{"a.wav"});
    CHECK(corpus.recordings[0].category.empty());
    CHECK_THROWS_WITH(corpusFromManifest(file, "speech", "train", {}), Contains("'split'"));
    CHECK_THROWS_WITH(corpusFromManifest(file, "speech", "", {"CC0"}), Contains("'licence'"));
}

TEST_CASE("a faulty manifest is refused with file and line") {
    const TempDir folder;
    const auto refusal = [&](const std::string& text) {
        try {
            corpusFromManifest(writeFile(folder / "list.csv", text), "speech", "", {});
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string("accepted");
    };
    CHECK_THAT(refusal("path\nx.wav\n"), Contains("list.csv") && Contains("'kind'"));
    CHECK_THAT(refusal("path,kind\nx.wav,speach\n"), Contains("line 2") && Contains("'speach'"));
    CHECK_THAT(refusal("path,kind\nx.wav,speech\n,speech\n"), Contains("line 3") && Contains("no path"));
    CHECK_THAT(refusal("path,kind\nx.wav,speech\n./x.wav,speech\n"), Contains("line 3") && Contains("twice"));
    CHECK_THAT(refusal("path,kind\nx.wav,noise\n"), Contains("no row"));
}

TEST_CASE("a manifest's absolute paths are used, and never shown") {
    const TempDir folder;
    const auto file = writeFile(folder / "list.csv", "path,kind\n/somewhere/private/x.wav,speech\n");
    const auto corpus = corpusFromManifest(file, "speech", "", {});
    CHECK(corpus.recordings[0].path == "/somewhere/private/x.wav");
    CHECK(corpus.recordings[0].shownPath == "x.wav");
}

TEST_CASE("several corpora become one, with categories of one name together") {
    const TempDir folder;
    for (const char* name : {"one/fan/a.wav", "one/rain/b.wav", "two/fan/a.wav", "two/fan/0.wav"})
        writeFile(folder / name, "");
    const Corpus one = corpusFromFolder(folder.path() / "one"), two = corpusFromFolder(folder.path() / "two");
    const Corpus both = joinCorpora({two, one});
    CHECK(shownPaths(both) == Names{"fan/0.wav", "fan/a.wav", "fan/a.wav", "rain/b.wav"});
    CHECK(both.recordings[1].path == folder.path() / "two" / "fan" / "a.wav"); // in the order given
    CHECK(both.recordings[2].path == folder.path() / "one" / "fan" / "a.wav");
    CHECK(both.recordings[2].category == both.recordings[0].category);
    CHECK_THROWS_WITH(joinCorpora({one, corpusFromFolder(folder.path() / "one" / "fan")}),
                      Contains("a.wav: is in two of the corpora"));
}
