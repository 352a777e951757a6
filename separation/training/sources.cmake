# SPDX-License-Identifier: GPL-3.0-or-later
# Metrics, evaluation, corpora and training. Included by separation/CMakeLists.txt; paths are relative to its folder.
target_sources(winnow_separation PRIVATE
  bss_eval.cpp
  cross_correlation.cpp
  csv.cpp
  evaluation.cpp
  evaluation_pairs.cpp
  metrics.cpp
  parallel_for.cpp
  stoi.cpp
  training/cache/block_store.cpp
  training/cache/cache_file.cpp
  training/cache/cached_columns.cpp
  training/checkpoint_file.cpp
  training/class_frames.cpp
  training/class_learning.cpp
  training/class_store.cpp
  training/corpus.cpp
  training/data_card.cpp
  training/dictionary_options.cpp
  training/dictionary_training.cpp
  training/dictionary_update.cpp
  training/file_stamp.cpp
  training/frame_draw.cpp
  training/growth_stages.cpp
  training/held_frames.cpp
  training/learned_class.cpp
  training/online_learning.cpp
  training/recording_frames.cpp
  training/recording_survey.cpp
  training/shared_activations.cpp
  training/staged_learning.cpp
  training/training_state.cpp
)
set_source_files_properties(training/data_card.cpp PROPERTIES
  COMPILE_DEFINITIONS "WINNOW_VERSION=\"${PROJECT_VERSION}\"")
