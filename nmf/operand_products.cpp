// SPDX-License-Identifier: GPL-3.0-or-later
#include "nmf/operand_products.h"

#include "nmf/aligned_buffer.h"
#include "nmf/kernels/gram_kernels.h"
#include "nmf/kernels/kernels.h"

#include <algorithm>

namespace winnow::nmf {

namespace {

template <class T> Index paddedTo(Index atoms) {
    const Index lanes = kernels::gramKernels<T>(simdLevel()).lanes;
    return (atoms + lanes - 1) / lanes * lanes;
}

} // namespace

template <class T> Matrix<T> transposedProduct(const Operand<T>& V, const Matrix<T>& X) {
    const Index l = X.cols();
    const Index stride = paddedTo<T>(l);
    AlignedBuffer<T> left(stride * V.rows()), block(stride * kernels::kTileColumns);
    AlignedBuffer<T> scratch(std::max<Index>(V.scratchSize(stride), 1));
    for (Index i = 0; i < V.rows(); ++i)
        for (Index a = 0; a < l; ++a)
            left.data()[i * stride + a] = X(i, a);
    Matrix<T> result(l, V.columns());
    for (Index first = 0; first < V.columns(); first += kernels::kTileColumns) {
        const Index count = std::min(kernels::kTileColumns, V.columns() - first);
        V.load(first, count, scratch.data());
        V.project(first, count, scratch.data(), left.data(), stride, block.data());
        for (Index j = 0; j < count; ++j)
            std::copy_n(block.data() + j * stride, l, result.data() + (first + j) * l);
    }
    return result;
}

template <class T> Matrix<T> productWithRows(const Operand<T>& V, const Matrix<T>& Y) {
    const Index l = Y.rows();
    const Index stride = paddedTo<T>(l);
    AlignedBuffer<T> total(V.totalSize(l, stride)), sum(stride * V.rows()),
        block(stride * kernels::kTileColumns);
    AlignedBuffer<T> scratch(std::max<Index>(V.scratchSize(stride), 1));
    for (Index first = 0; first < V.columns(); first += kernels::kTileColumns) {
        const Index count = std::min(kernels::kTileColumns, V.columns() - first);
        for (Index j = 0; j < count; ++j)
            std::copy_n(Y.data() + (first + j) * l, l, block.data() + j * stride);
        V.load(first, count, scratch.data());
        V.accumulate(first, count, scratch.data(), block.data(), l, stride, total.data());
    }
    V.unpackTotal(total.data(), l, stride, sum.data());
    Matrix<T> result(V.rows(), l);
    for (Index i = 0; i < V.rows(); ++i)
        for (Index a = 0; a < l; ++a)
            result(i, a) = sum.data()[i * stride + a];
    return result;
}

template Matrix<float> transposedProduct(const Operand<float>&, const Matrix<float>&);
template Matrix<double> transposedProduct(const Operand<double>&, const Matrix<double>&);
template Matrix<float> productWithRows(const Operand<float>&, const Matrix<float>&);
template Matrix<double> productWithRows(const Operand<double>&, const Matrix<double>&);

} // namespace winnow::nmf
