// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/factorize/share.h"

#include "nmf/communicator.h"
#include "tools/exit_code.h"
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
    if (line.init != "random")
        throw UsageError(
            fmt::format("--init {} needs the whole matrix in the memory of one process, and does not "
                        "work {}; take random, or --init-W and --init-H",
                        line.init, how));
}

nmf::OwnPart partOf(const Problem& problem, bool sparse) {
    nmf::Options options = plainOptions(problem.line, lossBeta(problem.line.loss));
    options.sharing = problem.sharing;
    return nmf::ownPart(problem.sharing.rows, problem.sharing.columns, options, sparse);
}

/// Pieces of columns of all ranks, of `rows` elements, to rank 0.
template <class T>
void gatherColumns(nmf::Communicator& ranks, Matrix<T>& columns, Index total, Index first) {
    using nmf::Communicator;
    const auto firsts = nmf::gatherValues(ranks, first);
    const auto bytes = [&](T* data, Index count) {
        return std::as_writable_bytes(std::span(data, static_cast<std::size_t>(count * columns.rows())));
    };
    if (ranks.rank() > 0) {
        ranks.exchange(std::vector<Communicator::Outgoing>{{0, bytes(columns.data(), columns.cols())}}, {});
        return;
    }
    const Index own = columns.cols();
    columns.conservativeResize(Eigen::NoChange, total);
    std::vector<Communicator::Incoming> in;
    Index at = own;
    for (int other = 1; other < ranks.size(); ++other) {
        const auto r = static_cast<std::size_t>(other);
        const Index end = r + 1 < firsts.size() ? firsts[r + 1] : total;
        in.push_back({other, bytes(columns.data() + at * columns.rows(), end - at)});
        at = end;
    }
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
    const NpyColumns<T> columns(file, part.ofRows);
    columns.check(part.first, part.count);
    MatrixData<T> data;
    data.kind = "npy";
    if (!part.ofRows) {
        data.dense.resize(file.rows(), part.count);
        columns.read(part.first, part.count, data.dense.data());
        return data;
    }
    data.dense.resize(part.count, file.columns());
    constexpr Index some = 120;
    Matrix<T> block(file.columns(), some);
    for (Index i = 0; i < part.count; i += some) {
        const Index count = std::min(some, part.count - i);
        columns.read(part.first + i, count, block.data());
        data.dense.middleRows(i, count) = block.leftCols(count).transpose();
    }
    return data;
}

template <class T> void cutToPart(MatrixData<T>& data, Problem& problem) {
    problem.sharing.rows = data.rows();
    problem.sharing.columns = data.columns();
    problem.part = partOf(problem, data.isSparse());
    const nmf::OwnPart part = *problem.part;
    if (data.isSparse()) {
        problem.storedEntries = data.sparse->nonZeros();
        data.sparse = nmf::SparseMatrix<T>(data.sparse->middleCols(part.first, part.count));
    } else if (part.ofRows) {
        data.dense = Matrix<T>(data.dense.middleRows(part.first, part.count));
    } else {
        data.dense = Matrix<T>(data.dense.middleCols(part.first, part.count));
    }
}

template <class T> void cutToPart(KnownFactors<T>& known, const Problem& problem) {
    if (!problem.part) return;
    const nmf::OwnPart part = *problem.part;
    if (part.ofRows && known.W.size() > 0) known.W = Matrix<T>(known.W.middleRows(part.first, part.count));
    if (!part.ofRows && known.H.size() > 0) known.H = Matrix<T>(known.H.middleCols(part.first, part.count));
}

template <class T> void gatherFactors(const Problem& problem, nmf::Factorization<T>& fit) {
    if (!problem.part || problem.sharing.ranks->size() == 1) return;
    nmf::Communicator& ranks = *problem.sharing.ranks;
    if (!problem.part->ofRows) {
        gatherColumns(ranks, fit.H, problem.sharing.columns, problem.part->first);
        return;
    }
    Matrix<T> transposed = fit.W.transpose();
    gatherColumns(ranks, transposed, problem.sharing.rows, problem.part->first);
    fit.W = transposed.transpose();
}

#define WINNOW_SHARE(T)                                                                                      \
    template MatrixData<T> readNpyPart(const std::filesystem::path&, Problem&);                              \
    template void cutToPart(MatrixData<T>&, Problem&);                                                       \
    template void cutToPart(KnownFactors<T>&, const Problem&);                                               \
    template void gatherFactors(const Problem&, nmf::Factorization<T>&);
WINNOW_SHARE(float)
WINNOW_SHARE(double)

} // namespace winnow::tools
