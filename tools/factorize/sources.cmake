# SPDX-License-Identifier: GPL-3.0-or-later
# `winnow factorize`. Included by tools/CMakeLists.txt; paths are relative to its folder.
target_sources(winnow_tools PRIVATE
  factorize.cpp
  factorize/input/byte_source.cpp
  factorize/input/delimited_text.cpp
  factorize/input/grey_image.cpp
  factorize/input/image_stack.cpp
  factorize/input/matrix_file.cpp
  factorize/input/matrix_market.cpp
  factorize/input/npy_columns.cpp
  factorize/input/npy_elements.cpp
  factorize/input/npy_file.cpp
  factorize/input/npy_header.cpp
  factorize/input/npz_file.cpp
  factorize/input/sound_spectrogram.cpp
  factorize/input/sparse_builder.cpp
  factorize/input/sparse_cache.cpp
  factorize/input/text_numbers.cpp
  factorize/input/value_check.cpp
  factorize/input/zip_archive.cpp
  factorize/load.cpp
  factorize/memory_need.cpp
  factorize/memory_plan.cpp
  factorize/methods/clusters.cpp
  factorize/methods/constrained.cpp
  factorize/methods/exact.cpp
  factorize/methods/fit_error.cpp
  factorize/methods/in_time.cpp
  factorize/methods/known_factors.cpp
  factorize/methods/method.cpp
  factorize/methods/multiway.cpp
  factorize/methods/plain.cpp
  factorize/methods/plain_options.cpp
  factorize/methods/plain_result.cpp
  factorize/methods/signed.cpp
  factorize/methods/streamed.cpp
  factorize/methods/table.cpp
  factorize/options.cpp
  factorize/output/components_picture.cpp
  factorize/output/consensus_picture.cpp
  factorize/output/curve_pictures.cpp
  factorize/output/factor_files.cpp
  factorize/output/pictures.cpp
  factorize/output/raster.cpp
  factorize/output/report.cpp
  factorize/output/results.cpp
  factorize/output/staged_folder.cpp
  factorize/rank_selection.cpp
  factorize/share.cpp
  factorize/variant_options.cpp
)
# One file reads pictures with cairo, one archives with libzip.
target_link_libraries(winnow_tools PRIVATE Winnow::dep::cairo Winnow::dep::zip)
