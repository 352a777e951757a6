// SPDX-License-Identifier: GPL-3.0-or-later
/// Frames and activations that do not fit into memory.
#include "separation/training/cache/cached_columns.h"
#include "separation/training/class_store.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

#include <thread>
#include <vector>

using namespace winnow;
using namespace winnow::separation;
using namespace winnow::test;
using Catch::Matchers::Contains;

namespace {

std::vector<float> column(nmf::Index j, nmf::Index rows) {
    std::vector<float> values;
    for (nmf::Index i = 0; i < rows; ++i)
        values.push_back(static_cast<float>(1000 * j + i));
    return values;
}

bool holds(const nmf::ColumnSource<float>& source, nmf::Index first, nmf::Index count) {
    nmf::Matrix<float> block(source.rows(), count);
    source.read(first, count, block.data());
    for (nmf::Index j = 0; j < count; ++j) {
        const auto expected = column(first + j, source.rows());
        if (!std::equal(expected.begin(), expected.end(), block.col(j).data())) return false;
    }
    return true;
}

} // namespace

TEST_CASE("frames put away in any order by several threads come back, from memory and from the file") {
    const TempDir folder;
    const nmf::Index rows = 7, columns = 1000;
    for (const std::uint64_t memory : {std::uint64_t{0}, std::uint64_t{10000}, BlockStore::unlimited}) {
        FrameStore store(rows, columns, memory, folder.path());
        {
            std::vector<std::jthread> threads;
            for (nmf::Index t = 0; t < 3; ++t)
                threads.emplace_back([&, t] {
                    for (nmf::Index j = columns - 1 - t; j >= 0; j -= 3)
                        store.put(j, column(j, rows));
                });
        }
        CHECK(holds(store.columns(), 0, columns));
        CHECK(holds(store.columns(), 119, 2));
        CHECK(holds(store.columns(), 999, 1));
        CHECK(holds(store.columns(), 240, 120));
    }
}

TEST_CASE("activations outside of memory can be replaced, kept and gone back to") {
    const TempDir folder;
    const nmf::Index atoms = 5, columns = 250;
    CachedActivations H(atoms, columns, 3000, folder.path());
    const auto fill = [&](float value) {
        for (nmf::Index first = 0; first < columns; first += 120) {
            const nmf::Index count = std::min<nmf::Index>(120, columns - first);
            const nmf::Matrix<float> block = nmf::Matrix<float>::Constant(atoms, count, value);
            H.write(first, count, block.data());
        }
    };
    const auto all = [&] {
        nmf::Matrix<float> read(atoms, columns);
        H.read(0, columns, read.data());
        return read;
    };
    fill(1);
    H.save();
    fill(2);
    CHECK(all() == nmf::Matrix<float>::Constant(atoms, columns, 2));
    H.restore();
    CHECK(all() == nmf::Matrix<float>::Constant(atoms, columns, 1));
}

TEST_CASE(
    "a limit is shared among frames and activations as they need it, and refused where it is too small") {
    const StoreSizes sizes{257, {100000, 50000}, {}, {80, 40}, 2};
    CHECK(shareMemory({}, sizes).activations == BlockStore::unlimited);
    CHECK(shareMemory({std::uint64_t{1} << 40, ""}, sizes).frames[0] == BlockStore::unlimited);
    const StoreShares tight = shareMemory({std::uint64_t{150} << 20, ""}, sizes);
    CHECK(tight.frames[0] == Approx(2 * static_cast<double>(tight.frames[1])).epsilon(1e-6));
    CHECK(static_cast<double>(tight.activations) / static_cast<double>(tight.frames[0]) ==
          Approx(80.0 / 257).epsilon(1e-6));
    CHECK(tight.frames[0] + tight.frames[1] + 3 * tight.activations < std::uint64_t{150} << 20);
    // Samples come first, and are held whole where they take less than half.
    StoreSizes sampled = sizes;
    sampled.samples = {2000, 1000};
    const StoreShares shared = shareMemory({std::uint64_t{150} << 20, ""}, sampled);
    CHECK(shared.samples == 2000U * 257 * sizeof(float));
    CHECK(shared.frames[0] < tight.frames[0]);
    CHECK_THROWS_WITH(shareMemory({1 << 20, ""}, sizes), Contains("a memory of 1M is too small"));
}
