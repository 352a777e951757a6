# SPDX-License-Identifier: GPL-3.0-or-later
# Training of the two-layer engine through its unfolded updates. Included by separation/CMakeLists.txt; paths are relative
# to its folder.
target_sources(winnow_separation PRIVATE
  training/unfolded/adam.cpp
  training/unfolded/batch_pass.cpp
  training/unfolded/clip.cpp
  training/unfolded/features.cpp
  training/unfolded/fine_tuning.cpp
  training/unfolded/initial_dictionaries.cpp
  training/unfolded/learned_noise_sound.cpp
  training/unfolded/learning_set.cpp
  training/unfolded/mixture.cpp
  training/unfolded/mixture_queue.cpp
  training/unfolded/model_conversion.cpp
  training/unfolded/parameters.cpp
  training/unfolded/room.cpp
  training/unfolded/shape.cpp
  training/unfolded/simd_dispatch.cpp
  training/unfolded/source_audio.cpp
  training/unfolded/spectral_shaper.cpp
  training/unfolded/synthetic_noise.cpp
  training/unfolded/trainer.cpp
  training/unfolded/trainer_options.cpp
  training/unfolded/trainer_state.cpp
  training/unfolded/unfolded_training.cpp
  training/unfolded/validation_split.cpp
  training/unfolded/working_memory.cpp
)

# The pass through a sequence once per SIMD level, as nmf's kernels, here with Eigen's products: each level has Eigen in a
# namespace of its own. Always optimised, so that tests of the debug build end.
function(winnow_unfolded_level level)
  set(target winnow_unfolded_${level})
  add_library(${target} OBJECT training/unfolded/sequence_pass.cpp)
  winnow_common_options(${target})
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE Eigen3::Eigen)
  target_compile_definitions(${target} PRIVATE WINNOW_UNFOLDED_LEVEL=${level} Eigen=Eigen_${level})
  # GCC 12 warns of uninitialised variables inside its own AVX-512 intrinsics (their "undefined" source operands).
  target_compile_options(${target} PRIVATE -O3 -ffp-contract=fast -fno-math-errno -fno-trapping-math
                         -Wno-maybe-uninitialized -Wno-uninitialized ${ARGN})
  target_sources(winnow_separation PRIVATE $<TARGET_OBJECTS:${target}>)
endfunction()

winnow_unfolded_level(baseline)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  winnow_unfolded_level(v3 -march=x86-64-v3)
  winnow_unfolded_level(v4 -march=x86-64-v4)
  set_source_files_properties(training/unfolded/simd_dispatch.cpp PROPERTIES COMPILE_DEFINITIONS WINNOW_UNFOLDED_X86=1)
endif()
