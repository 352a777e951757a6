// SPDX-License-Identifier: GPL-3.0-or-later
/// Factors into a solver's units and back (nmf/scaling.h).
#pragma once

#include "nmf/communicator.h"
#include "nmf/penalties.h"
#include "nmf/scaling.h"

#include <vector>

namespace winnow::nmf {

/// Powers of two, one an atom, that take the atoms of W to about 1. @param ranks  that have other rows of W;
/// null where this is all of it
template <class T> std::vector<double> balanceOf(const Matrix<T>& W, Communicator* ranks = nullptr);

/// To W / c and s c H.
template <class T>
void scaleIn(const std::vector<double>& balance, const Scaling<T>& scaling, Matrix<T>& W, Matrix<T>& H);

/// Back in V's units, and with the learned atoms normalised where the penalties ask for it. @param norms  of
/// the atoms in the factor that is to have norm 1; unused for UnitNorm::None
template <class T>
void scaleOut(const std::vector<double>& balance, const Scaling<T>& scaling, Penalties::UnitNorm unit,
              Index firstLearned, const std::vector<double>& norms, Matrix<T>& W, Matrix<T>& H);

/// The same where W and H are whole.
template <class T>
void scaleOut(const std::vector<double>& balance, const Scaling<T>& scaling, Penalties::UnitNorm unit,
              Index firstLearned, Matrix<T>& W, Matrix<T>& H);

} // namespace winnow::nmf
