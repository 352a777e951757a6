# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of metrics, evaluation, corpora and training, relative to this folder.
set(WINNOW_SEPARATION_TRAINING_TESTS
  block_store_test.cpp
  bss_eval_test.cpp
  cached_columns_test.cpp
  checkpoint_times_test.cpp
  corpus_csv_test.cpp
  corpus_test.cpp
  dictionary_training_checkpoint_test.cpp
  dictionary_training_draw_test.cpp
  dictionary_training_test.cpp
  dictionary_update_test.cpp
  evaluation_test.cpp
  metrics_test.cpp
  online_learning_test.cpp
  staged_learning_test.cpp
  stoi_test.cpp
  training_files_test.cpp
  training_ranks_test.cpp
  ${PROJECT_SOURCE_DIR}/tests/support/thread_ranks.cpp
)
