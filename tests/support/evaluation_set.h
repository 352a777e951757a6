// SPDX-License-Identifier: GPL-3.0-or-later
/// A small set of clean and noisy recordings as files, and a model to denoise them with.
#pragma once

#include "separation/model.h"
#include "tests/support/files.h"
#include "tests/support/metric_signals.h"
#include "tests/support/temp_dir.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace winnow::test {

/// Pairs "a", "b" and "c" of 1.5 s at 8 kHz with noise at three levels, and a profile for "a" and "c".
class EvaluationFiles {
public:
    static constexpr int rate = 8000;

    EvaluationFiles() {
        const double gains[] = {0.02, 0.1, 0.4};
        const std::string ids[] = {"a", "b", "c"};
        for (std::size_t i = 0; i < 3; ++i) {
            const auto noise = uniformNoise(12000, 30 + i);
            writeWav(folder_ / "clean" / (ids[i] + ".wav"), clean(), rate);
            writeWav(folder_ / "noisy" / (ids[i] + ".wav"), mix(clean(), noise, gains[i]), rate);
            if (ids[i] != "b")
                writeWav(folder_ / "profile" / (ids[i] + ".wav"),
                         scaled(uniformNoise(8000, 40 + i), gains[i]), rate);
        }
        writeFile(folder_ / "list.csv", "id,snr,room\na,30,\"hall, large\"\nb,10,attic\nc,4,attic\n");
    }

    static std::vector<float> clean() { return speechLike(12000, rate); }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return folder_ / name; }

private:
    TempDir folder_;
};

/// Two speech atoms with formants, one flat noise atom, for 8 kHz.
inline std::shared_ptr<separation::NmfModel> smallModel() {
    std::vector<float> axis;
    nmf::Matrix<float> atoms(129, 3);
    for (int k = 0; k < 129; ++k) {
        axis.push_back(static_cast<float>(k * 31.25));
        const float hertz = axis.back();
        atoms(k, 0) = 1 / (1 + std::pow((hertz - 600) / 300, 4.0F));
        atoms(k, 1) = 1 / (1 + std::pow((hertz - 1300) / 300, 4.0F));
        atoms(k, 2) = 1;
    }
    auto model = std::make_shared<separation::NmfModel>(
        separation::Dictionary(
            axis, atoms,
            {{"speech", separation::GroupKind::Speech, 0, 2}, {"noise", separation::GroupKind::Noise, 2, 1}}),
        separation::FrontEnd{}, separation::NmfSettings{});
    model->name = "small";
    return model;
}

} // namespace winnow::test
