// SPDX-License-Identifier: GPL-3.0-or-later
/// `winnow evaluate` as a shell runs it.
#include "separation/csv.h"
#include "tests/support/catch.h"
#include "tests/support/evaluation_set.h"
#include "tests/tools/run_winnow.h"

#include <filesystem>
#include <string>
#include <vector>

using namespace winnow;
using namespace winnow::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

/// A set with a model beside it, and the command that evaluates it.
struct Fixture {
    EvaluationFiles files;

    Fixture() { separation::saveModel(files / "m.winnow", *smallModel(), false); }

    ProgramResult evaluate(const std::vector<std::string>& more, bool withModel = true) const {
        std::vector<std::string> arguments{"evaluate", "--clean", path("clean"), "--noisy", path("noisy")};
        if (withModel) arguments.insert(arguments.end(), {"--model", path("m.winnow")});
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runWinnow(arguments);
    }
    std::string path(const std::string& name) const { return (files / name).string(); }
};

} // namespace

TEST_CASE("evaluate prints the means before and after as a table") {
    const Fixture f;
    const auto result = f.evaluate({});
    CHECK(result.exitCode == 0);
    CHECK(result.err.empty());
    CHECK_THAT(result.out, Contains("SI-SDR") && Contains("better") && Contains("ESTOI"));
    CHECK_THAT(result.out, Contains("noisy") && Contains("estimate"));
}

TEST_CASE("evaluate gives means, groups and pairs as JSON") {
    const Fixture f;
    const auto result =
        f.evaluate({"--json", "--list", f.path("list.csv"), "--group-by", "room", "--group-by", "snr"});
    REQUIRE(result.exitCode == 0);
    const auto json = result.json();
    CHECK(json["pairs"] == 3);
    CHECK(json["failed"] == 0);
    REQUIRE(json["files"].size() == 3);
    CHECK(json["files"][0]["id"] == "a");
    CHECK(json["files"][0]["list"]["room"] == "hall, large");
    CHECK(json["groups"]["room"]["attic"]["pairs"] == 2);
    CHECK(json["groups"]["snr"].size() == 3);
    const auto& files = json["files"];
    const auto mean = [&](const char* signal, const char* metric) {
        double sum = 0;
        for (const auto& file : files)
            sum += file[signal][metric].get<double>() / 3;
        return sum;
    };
    for (const char* metric : {"si_sdr", "sdr", "sir", "seg_snr", "stoi", "estoi"}) {
        CHECK(json["mean"]["noisy"][metric].get<double>() == Approx(mean("noisy", metric)));
        CHECK(json["mean"]["estimate"][metric].get<double>() == Approx(mean("estimate", metric)));
    }
    CHECK(json["mean"]["estimate"]["si_sdr_improvement"].get<double>() ==
          Approx(mean("estimate", "si_sdr") - mean("noisy", "si_sdr")));
}

TEST_CASE("evaluate groups its table by columns of the list, numbers in their order") {
    const Fixture f;
    const auto result = f.evaluate({"--list", f.path("list.csv"), "--group-by", "snr"});
    REQUIRE(result.exitCode == 0);
    const auto at = [&](const std::string& text) { return result.out.find(text); };
    CHECK(at("snr 4") < at("snr 10"));
    CHECK(at("snr 10") < at("snr 30"));
    CHECK(at("snr 30") != std::string::npos);
}

TEST_CASE("evaluate writes a CSV line for every pair, with the list's columns") {
    const Fixture f;
    REQUIRE(f.evaluate({"--csv", f.path("out.csv"), "--list", f.path("list.csv")}).exitCode == 0);
    const auto table = separation::readCsv(f.path("out.csv"));
    REQUIRE(table.rows.size() == 3);
    CHECK(table.rows[0].cells[table.require("id")] == "a");
    CHECK(table.rows[0].cells[table.require("room")] == "hall, large");
    const double before = std::stod(table.rows[1].cells[table.require("noisy_si_sdr")]);
    const double after = std::stod(table.rows[1].cells[table.require("estimate_si_sdr")]);
    CHECK(std::stod(table.rows[1].cells[table.require("si_sdr_improvement")]) ==
          Approx(after - before).margin(1e-3));
    CHECK(table.rows[1].cells[table.require("error")].empty());

    const auto again = f.evaluate({"--csv", f.path("out.csv")});
    CHECK(again.exitCode == 1);
    CHECK_THAT(again.err, Contains("--force"));
    CHECK(f.evaluate({"--csv", f.path("out.csv"), "--force"}).exitCode == 0);
}

TEST_CASE("evaluate with profiles takes the pairs that have one and says how many do not") {
    const Fixture f;
    const auto result = f.evaluate({"--profile", f.path("profile"), "--json"});
    CHECK(result.exitCode == 0);
    CHECK(result.json()["pairs"] == 2);
    CHECK(result.json()["without_profile"] == 1);
    CHECK(result.json()["learns_profile"] == true);
    CHECK_THAT(result.err, Contains("1 pairs have no profile"));
}

TEST_CASE("evaluate scores what another program made") {
    const Fixture f;
    for (const char* id : {"a", "b", "c"})
        writeWav(f.files / (std::string("estimate/") + id + ".wav"), scaled(EvaluationFiles::clean(), 0.5),
                 8000);
    const auto result = f.evaluate({"--estimate", f.path("estimate"), "--json"}, false);
    REQUIRE(result.exitCode == 0);
    CHECK(result.json()["mean"]["estimate"]["si_sdr"].is_null()); // perfect: infinite
    CHECK(result.json()["mean"]["estimate"]["stoi"].get<double>() == Approx(1).margin(1e-3));
    CHECK(f.evaluate({"--estimate", f.path("estimate")}, true).exitCode == 2);
    CHECK(f.evaluate({"--estimate", f.path("estimate"), "--profile", f.path("profile")}, false).exitCode ==
          2);
}

TEST_CASE("evaluate writes what the model made where it is asked to") {
    const Fixture f;
    REQUIRE(f.evaluate({"--write", f.path("made/here")}).exitCode == 0);
    const auto estimate = f.evaluate({"--estimate", f.path("made/here"), "--json"}, false);
    REQUIRE(estimate.exitCode == 0);
    const auto direct = f.evaluate({"--json"}).json();
    CHECK(estimate.json()["mean"]["estimate"]["si_sdr"] == direct["mean"]["estimate"]["si_sdr"]);
    CHECK(f.evaluate({"--write", f.path("made/here")}).exitCode == 1);        // not without --force
    CHECK(f.evaluate({"--write", f.path("noisy"), "--force"}).exitCode == 1); // never an input
}

TEST_CASE("evaluate names bad files, goes on with the others and ends with 3") {
    const Fixture f;
    writeWav(f.files / "clean/lonely.wav", EvaluationFiles::clean(), 8000);
    writeFile(f.files / "noisy/b.wav", "text");
    const auto result = f.evaluate({"--json"});
    CHECK(result.exitCode == 3);
    CHECK_THAT(result.err, Contains("lonely.wav") && Contains("no noisy partner") && Contains("b.wav"));
    CHECK(result.json()["failed"] == 2);
    CHECK(result.json()["mean"]["noisy"]["si_sdr"].is_number());
    CHECK(result.json()["files"][1]["error"].is_string());
    CHECK_THAT(f.evaluate({}).out, Contains("SI-SDR"));
}

TEST_CASE("evaluate without any pair fails, and says why") {
    const Fixture f;
    fs::create_directories(f.files / "empty");
    const auto empty = runWinnow({"evaluate", "--clean", f.path("empty"), "--noisy", f.path("noisy")});
    CHECK(empty.exitCode == 1);
    CHECK_THAT(empty.err, Contains("no audio files"));
    writeWav(f.files / "other/x.wav", EvaluationFiles::clean(), 8000);
    CHECK(runWinnow({"evaluate", "--clean", f.path("other"), "--noisy", f.path("noisy")}).exitCode == 1);
}

TEST_CASE("evaluate takes only what a list names, and misses what it names in vain") {
    const Fixture f;
    const auto some = writeFile(f.files / "some.csv", "id,x\na,1\nc,2\n").string();
    CHECK(f.evaluate({"--list", some, "--json"}).json()["pairs"] == 2);
    const auto more = writeFile(f.files / "more.csv", "id,x\na,1\nnone,2\n").string();
    const auto result = f.evaluate({"--list", more});
    CHECK(result.exitCode == 3);
    CHECK_THAT(result.err, Contains("none") && Contains("listed"));
}

TEST_CASE("evaluate refuses lists and columns that do not fit") {
    const Fixture f;
    CHECK(f.evaluate({"--group-by", "snr"}).exitCode == 2);
    const auto wrong = f.evaluate({"--list", f.path("list.csv"), "--group-by", "colour"});
    CHECK(wrong.exitCode == 2);
    CHECK_THAT(wrong.err, Contains("colour") && Contains("snr, room"));
    CHECK(f.evaluate({"--list", writeFile(f.files / "bad.csv", "name\na\n").string()}).exitCode == 1);
    CHECK(f.evaluate({"--list", writeFile(f.files / "twice.csv", "id\na\na\n").string()}).exitCode == 1);
    CHECK(f.evaluate({"--model", f.path("none.winnow")}, false).exitCode == 1);
    CHECK(f.evaluate({"--amount", "200"}).exitCode == 2);
}
