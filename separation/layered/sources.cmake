# SPDX-License-Identifier: GPL-3.0-or-later
target_sources(winnow_separation PRIVATE
  layered/band_sums.cpp
  layered/bands.cpp
  layered/frame_views.cpp
  layered/interleaved_separator.cpp
  layered/layered_core.cpp
  layered/layered_model.cpp
  layered/layered_separator.cpp
  layered/layered_weights.cpp
  layered/learned_noise.cpp
  layered/noise_tracker.cpp
  layered/packed_weights.cpp
)
