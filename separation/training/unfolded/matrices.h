// SPDX-License-Identifier: GPL-3.0-or-later
/// Short names for the Eigen types of the training step. All matrices are column-major, a column is a frame.
#pragma once

#include "separation/training/unfolded/level.h"

#include <Eigen/Core>

namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL {

template <class T> using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
template <class T> using Vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
template <class T> using RowVector = Eigen::Matrix<T, 1, Eigen::Dynamic>;
template <class T> using ConstMap = Eigen::Map<const Matrix<T>>;

template <class T> Eigen::Map<const Matrix<T>> matrix(const T* p, Eigen::Index rows, Eigen::Index cols) {
    return {p, rows, cols};
}
template <class T> Eigen::Map<Matrix<T>> matrix(T* p, Eigen::Index rows, Eigen::Index cols) {
    return {p, rows, cols};
}
template <class T> Eigen::Map<const Vector<T>> vector(const T* p, Eigen::Index size) {
    return {p, size};
}
template <class T> Eigen::Map<Vector<T>> vector(T* p, Eigen::Index size) {
    return {p, size};
}

} // namespace winnow::separation::unfolded::WINNOW_UNFOLDED_LEVEL
