# SPDX-License-Identifier: GPL-3.0-or-later
target_sources(winnow_separation_tests PRIVATE
  layered_bands_test.cpp
  layered_core_test.cpp
  layered_interleaved_test.cpp
  layered_learned_test.cpp
  layered_model_test.cpp
  layered_reference.cpp
  layered_separator_test.cpp
  layered_streaming_test.cpp
  layered_tracker_test.cpp
)
