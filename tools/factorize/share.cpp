// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/share.h"

#include "nmf/communicator.h"
#include "tools/exit_code.h"
#include "tools/factorize/input/matrix_market.h"
#include "tools/factorize/input/npz_file.h"
#include "tools/factorize/input/sparse_builder.h"
#include "tools/factorize/methods/plain_options.h"

#include <fmt/format.h>

namespace winnow::tools {
namespace {

using nmf::Matrix;

void checkWhole(const FactorizeLine& line, const Method& method, const char* how) {
    if (method.name != "nmf")
        throw UsageError(
            fmt::format("--method {} needs the whole matrix in the memory of one process, and does not "
                        "work {}; --method nmf does",
                        method.name, how));
    for (const char* option :
         {"--weights", "--missing", "--impute", "--update", "--restarts", "--perturbations", "--ranks"})
        if (line.given(option)) throw UsageError(fmt::format("{} does not work {}", option, how));
    if (line.init == "kmeans" || line.init == "spa")
        throw UsageError(
            fmt::format("--init {} needs the whole matrix in the memory of one process, and does not "
                        "work {}; take another, or --init-W and --init-H",
                        line.init, how));
}

nmf::OwnPart partOf(const Problem& problem, bool sparse) {
    nmf::Options options = plainOptions(problem.line, lossBeta(problem.line.loss));
    options.sharing = problem.sharing;
    return nmf::ownPart(problem.sharing.rows, problem.sharing.columns, options, sparse);
}

/// A range of a factor's columns.
struct Piece {
    Index first, count;
};

/// The pieces of a factor, one a rank, to rank 0. Where several ranks have the same, the first one sends it.
template <class T>
void gatherColumns(nmf::Communicator& ranks, Matrix<T>& columns, Index total, const Piece& own) {
    using nmf::Communicator;
    const std::vector<Piece> pieces = nmf::gatherValues(ranks, own);
    const auto sends = [&](std::size_t rank) {
        for (std::size_t before = 0; before < rank; ++before)
            if (pieces[before].first == pieces[rank].first && pieces[before].count > 0) return false;
        return pieces[rank].count > 0;
    };
    const auto bytes = [&](T* data, Index count) {
        return std::as_writable_bytes(std::span(data, static_cast<std::size_t>(count * columns.rows())));
    };
    const auto rank = static_cast<std::size_t>(ranks.rank());
    if (rank > 0) {
        std::vector<Communicator::Outgoing> out;
        if (sends(rank)) out.push_back({0, bytes(columns.data(), columns.cols())});
        ranks.exchange(out, {});
        return;
    }
    columns.conservativeResize(Eigen::NoChange, total); // rank 0 has the first columns
    std::vector<Communicator::Incoming> in;
    for (std::size_t other = 1; other < pieces.size(); ++other)
        if (sends(other))
            in.push_back({static_cast<int>(other),
                          bytes(columns.data() + pieces[other].first * columns.rows(), pieces[other].count)});
    ranks.exchange({}, in);
}

} // namespace

void checkShared(const FactorizeLine& line, const Method& method) {
    checkWhole(line, method, "under mpirun");
}

void checkStreamed(const FactorizeLine& line, const Method& method) {
    checkWhole(line, method, "with --memory");
}

template <class T> MatrixData<T> readNpyPart(const std::filesystem::path& path, Problem& problem) {
    const NpyMatrixFile file(path);
    problem.sharing.rows = file.rows();
    problem.sharing.columns = file.columns();
    problem.part = partOf(problem, false);
    const nmf::OwnPart part = *problem.part;
    const NpyColumns<T> columns(file, part.ofRows, part.firstAcross, part.countAcross);
    columns.check(part.first, part.count);
    MatrixData<T> data;
    data.kind = "npy";
    data.dense.resize(part.rows(), part.columns());
    if (!part.ofRows) {
        columns.read(part.first, part.count, data.dense.data());
        return data;
    }
    constexpr Index some = 120;
    Matrix<T> block(part.countAcross, some);
    for (Index i = 0; i < part.count; i += some) {
        const Index count = std::min(some, part.count - i);
        columns.read(part.first + i, count, block.data());
        data.dense.middleRows(i, count) = block.leftCols(count).transpose();
    }
    return data;
}

template <class T>
std::optional<MatrixData<T>> readSparsePart(const std::filesystem::path& path, const std::string& format,
                                            Problem& problem) {
    SparseBuilder<T> builder(path.string(), [&](Index rows, Index columns) {
        problem.sharing.rows = rows;
        problem.sharing.columns = columns;
        problem.part = partOf(problem, true);
        const nmf::OwnPart part = *problem.part;
        return EntryBox{part.firstRow(), part.rows(), part.firstColumn(), part.columns()};
    });
    if (!(format == "npz" ? readNpzEntries(path, builder) : readMatrixMarketEntries(path, builder)))
        return {};
    MatrixData<T> data;
    data.kind = format;
    data.sparse = builder.finish();
    problem.storedEntries = builder.entries();
    return data;
}

template <class T> void cutToPart(MatrixData<T>& data, Problem& problem) {
    problem.sharing.rows = data.rows();
    problem.sharing.columns = data.columns();
    problem.part = partOf(problem, data.isSparse());
    const nmf::OwnPart part = *problem.part;
    if (data.isSparse()) {
        problem.storedEntries = data.sparse->nonZeros();
        data.sparse = nmf::SparseMatrix<T>(
            data.sparse->block(part.firstRow(), part.firstColumn(), part.rows(), part.columns()));
    } else {
        data.dense =
            Matrix<T>(data.dense.block(part.firstRow(), part.firstColumn(), part.rows(), part.columns()));
    }
}

template <class T> void cutToPart(KnownFactors<T>& known, const Problem& problem) {
    if (!problem.part) return;
    const nmf::OwnPart part = *problem.part;
    if (known.W.size() > 0) known.W = Matrix<T>(known.W.middleRows(part.firstRow(), part.rows()));
    if (known.H.size() > 0) known.H = Matrix<T>(known.H.middleCols(part.firstColumn(), part.columns()));
}

template <class T> void gatherFactors(const Problem& problem, nmf::Factorization<T>& fit) {
    if (!problem.part || problem.sharing.ranks->size() == 1) return;
    nmf::Communicator& ranks = *problem.sharing.ranks;
    const nmf::OwnPart part = *problem.part;
    gatherColumns(ranks, fit.H, problem.sharing.columns, {part.firstColumn(), part.columns()});
    Matrix<T> transposed = fit.W.transpose();
    gatherColumns(ranks, transposed, problem.sharing.rows, {part.firstRow(), part.rows()});
    fit.W = transposed.transpose();
}

#define WINNOW_SHARE(T)                                                                                      \
    template MatrixData<T> readNpyPart(const std::filesystem::path&, Problem&);                              \
    template std::optional<MatrixData<T>> readSparsePart(const std::filesystem::path&, const std::string&,   \
                                                         Problem&);                                          \
    template void cutToPart(MatrixData<T>&, Problem&);                                                       \
    template void cutToPart(KnownFactors<T>&, const Problem&);                                               \
    template void gatherFactors(const Problem&, nmf::Factorization<T>&);
WINNOW_SHARE(float)
WINNOW_SHARE(double)

} // namespace winnow::tools
