// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/memory_plan.h"

#include "nmf/column_shards.h"
#include "system/byte_size.h"
#include "system/process_memory.h"
#include "tools/exit_code.h"
#include "tools/factorize/input/matrix_market.h"
#include "tools/factorize/input/npz_file.h"
#include "tools/factorize/memory_need.h"
#include "tools/factorize/methods/known_factors.h"
#include "tools/factorize/methods/plain_options.h"
#include "tools/factorize/methods/plain_result.h"
#include "tools/factorize/share.h"
#include "tools/output_guard.h"
#include "tools/ranks.h"

#include <fmt/format.h>

#include <algorithm>

namespace winnow::tools {
namespace {

using std::uint64_t;

constexpr Index tile = nmf::kernels::kTileColumns;
constexpr uint64_t mebi = uint64_t{1} << 20;
constexpr uint64_t slack = 6 * mebi;       // of what is not counted: pages of the program, stacks, the report
constexpr uint64_t mostAcross = 64 * mebi; // wider blocks of a file whose lines lie across read no faster

/// Rank without reading whole factors: -k, or what the named files say.
Index rankOf(const FactorizeLine& line) {
    if (line.rank) return *line.rank;
    Index rank = 0;
    for (const std::string* name : {&line.initW, &line.fixedW, &line.transform})
        if (!name->empty()) rank = std::max(rank, NpyMatrixFile(factorFile(*name, "W")).columns());
    if (!line.initH.empty()) rank = std::max(rank, NpyMatrixFile(line.initH).rows());
    return rank;
}

/// One problem's fitting into its memory.
class Plan {
public:
    explicit Plan(Problem& problem)
        : problem_(problem), line_(problem.line), file_(problem.line.inputs.front()),
          budget_(problem.line.memory) {
        shape_.elementBytes = line_.doublePrecision ? sizeof(double) : sizeof(float);
        shape_.ranks = problem.sharing.active() ? problem.sharing.ranks->size() : 1;
    }

    bool dense() {
        streamed_.file = std::make_shared<NpyMatrixFile>(file_);
        setShape(streamed_.file->rows(), streamed_.file->columns(), false);
        const NpyHeader& header = streamed_.file->header();
        need();
        const auto V = static_cast<uint64_t>(shape_.length * shape_.own) * shape_.elementBytes;
        if (fits(V + 2 * mebi)) return false;
        const bool across = header.fortranOrder == part_.ofRows;
        const auto wideTile =
            static_cast<uint64_t>(shape_.length * tile) * static_cast<uint64_t>(header.itemSize);
        need_.perThread +=
            wideTile; // of a file whose lines lie across, or whose elements are of another type
        chooseThreads();
        const auto threads = static_cast<uint64_t>(streamed_.threads);
        const uint64_t left = (budget_ - need_.fixed) / threads - need_.perThread;
        streamed_.acrossBytes =
            static_cast<std::size_t>(across ? std::min(mostAcross, wideTile + left) : wideTile);
        checkValues();
        return take();
    }

    bool sparse(const EntryReader& read) {
        const EntryCounts counts = countEntries(file_, read, [&](Index rows, Index columns) {
            setShape(rows, columns, true);
            return std::pair(part_.firstRow(), part_.rows());
        });
        problem_.storedEntries = counts.all;
        shape_.sparse = true;
        shape_.blockColumns = sparseBlockColumns(options_);
        for (Index j = part_.first; j < part_.first + part_.count; ++j) {
            const auto end =
                static_cast<std::size_t>(std::min(j + shape_.blockColumns, part_.first + part_.count));
            shape_.blockEntries = std::max(shape_.blockEntries,
                                           counts.starts[end] - counts.starts[static_cast<std::size_t>(j)]);
        }
        const auto starts = static_cast<uint64_t>(part_.count) * sizeof(std::int64_t);
        need();
        need_.fixed += starts;
        // In memory: triplets, and the matrix twice while it is made of them.
        const auto entries =
            static_cast<uint64_t>(counts.starts[static_cast<std::size_t>(part_.first + part_.count)] -
                                  counts.starts[static_cast<std::size_t>(part_.first)]);
        if (fits(entries * (8 + shape_.elementBytes + 2 * (4 + shape_.elementBytes)))) return false;
        chooseThreads();
        const uint64_t now = system::residentBytes() + slack / 2 + starts;
        const uint64_t left = budget_ > now + mebi ? budget_ - now : mebi;
        const auto build = [&]<class T>(T) {
            return std::make_shared<const SparseCache<T>>(file_, read, counts, part_.first, part_.count,
                                                          static_cast<std::size_t>(left),
                                                          std::filesystem::temp_directory_path());
        };
        if (line_.doublePrecision)
            streamed_.sparse = build(0.0);
        else
            streamed_.sparse = build(0.0F);
        return take();
    }

private:
    /// Every entry, as of a matrix that is read as a whole.
    void checkValues() const {
        const auto check = [&]<class T>(T) {
            NpyColumns<T>(*streamed_.file, streamed_.transposed, part_.firstAcross, part_.countAcross,
                          streamed_.acrossBytes)
                .check(part_.first, part_.count);
        };
        if (line_.doublePrecision)
            check(0.0);
        else
            check(0.0F);
    }

    void setShape(Index rows, Index columns, bool isSparse) {
        problem_.sharing.rows = rows;
        problem_.sharing.columns = columns;
        options_ = solverOptions(problem_, rankOf(line_), !line_.transform.empty(), 0);
        part_ = nmf::ownPart(rows, columns, options_, isSparse);
        streamed_.transposed = shape_.transposed = part_.ofRows;
        shape_.length = part_.countAcross;
        shape_.own = part_.count;
        setGrid(isSparse);
        if (shape_.ranks > 1 && problem_.sharing.ranks->rank() == 0)
            shape_.wholeFactors = static_cast<double>(rows + columns) * static_cast<double>(options_.rank);
    }

    void setGrid(bool isSparse) {
        const auto take = [&](const nmf::ShardGrid& grid, bool onGrid) {
            shape_.onGrid = onGrid;
            shape_.shards = grid.shape();
            shape_.rankGrid = grid.rankShape();
        };
        if (isSparse) {
            const nmf::ShardGrid grid = sparseGrid(problem_, options_);
            take(grid, grid.twoWays());
        } else {
            const nmf::DenseSplit split = denseSplit(problem_, options_);
            take(split.grid, split.onGrid);
        }
    }

    void need() {
        need_ = memoryNeed(options_, shape_);
        need_.fixed += system::residentBytes() + slack;
        // Known factors are read as a whole and cut, and the solver has copies of them.
        for (const std::string* known : {&line_.initW, &line_.initH, &line_.fixedW, &line_.transform})
            if (!known->empty()) need_.fixed += 3 * sizeOfInput(factorFile(*known, "W"));
        wanted_ = static_cast<uint64_t>(options_.threads > 0 ? options_.threads : threadsOfRank());
    }

    bool fits(uint64_t more) const { return need_.fixed + more + wanted_ * need_.perThread <= budget_; }

    /// As many as fit, as the result does not depend on them.
    void chooseThreads() {
        const uint64_t least = need_.fixed + need_.perThread;
        if (least > budget_)
            throw FileError(
                file_,
                fmt::format("needs at least {} of memory with these options, and --memory is {}; what counts "
                            "are the factors ({} x {} and {} x {}) and one block of the matrix",
                            system::byteSizeText(least), system::byteSizeText(budget_), problem_.sharing.rows,
                            options_.rank, options_.rank, problem_.sharing.columns));
        streamed_.threads = static_cast<int>(std::min(wanted_, (budget_ - need_.fixed) / need_.perThread));
    }

    bool take() {
        if (problem_.sharing.active()) problem_.part = part_;
        problem_.streamed = std::move(streamed_);
        return true;
    }

    Problem& problem_;
    const FactorizeLine& line_;
    const std::string& file_;
    uint64_t budget_, wanted_ = 1;
    nmf::Options options_;
    nmf::OwnPart part_{};
    MemoryShape shape_;
    MemoryNeed need_;
    StreamedMatrix streamed_;
};

} // namespace

bool planMemory(Problem& problem, const Method& method) {
    checkStreamed(problem.line, method);
    system::returnFreedMemory(); // so that what is freed does not count
    const std::string& file = problem.line.inputs.front();
    const std::string format = formatOf(file, problem.line.reading);
    const auto refuse = [&] {
        throw UsageError(
            fmt::format("--memory is for matrices in .npy files and sparse ones in .npz or .mtx files, "
                        "and {} is neither",
                        file));
    };
    Plan plan(problem);
    if (format == "npy") return plan.dense();
    if ((format != "npz" && format != "mtx") || problem.line.dense) refuse();
    return plan.sparse([&](EntrySink& sink) {
        if (!(format == "npz" ? readNpzEntries(file, sink) : readMatrixMarketEntries(file, sink))) refuse();
    });
}

} // namespace winnow::tools
