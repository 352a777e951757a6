// SPDX-License-Identifier: GPL-3.0-or-later
/// The namespace that keeps code compiled for one instruction set apart from the same code compiled for
/// another.
///
/// The files of a training step's hot part are compiled once per SIMD level with -DWINNOW_UNFOLDED_LEVEL=v4
/// and -DEigen=Eigen_v4 (and so on): without a namespace each, the linker would merge the levels' inline
/// functions and run AVX-512 code on machines without it. Whoever includes these files otherwise gets the
/// namespace `portable`.
#pragma once

#ifndef WINNOW_UNFOLDED_LEVEL
#define WINNOW_UNFOLDED_LEVEL portable
#endif
