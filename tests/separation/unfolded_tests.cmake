# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the training through the unfolded updates.
target_sources(winnow_separation_tests PRIVATE
  fine_tuning_test.cpp
  unfolded_adam_test.cpp
  unfolded_checkpoint_test.cpp
  unfolded_conversion_test.cpp
  unfolded_features_test.cpp
  unfolded_gradient_test.cpp
  unfolded_memory_test.cpp
  unfolded_mixture_test.cpp
  unfolded_reference_test.cpp
  unfolded_sources_test.cpp
  unfolded_support.cpp
  unfolded_trainer_test.cpp
  unfolded_training_test.cpp
)
set_source_files_properties(unfolded_support.cpp PROPERTIES
  COMPILE_DEFINITIONS "WINNOW_UNFOLDED_DATA=\"${PROJECT_SOURCE_DIR}/tests/data/unfolded\"")

# The objects of the SIMD levels that this build has. Symbols are their level's own by its namespace, by that of its Eigen or by
# their name; the interface's type information is data, the same at every level.
set(WINNOW_UNFOLDED_LEVELS "")
foreach(level baseline v3 v4)
  if(TARGET winnow_unfolded_${level})
    list(APPEND WINNOW_UNFOLDED_LEVELS --level ${level} $<TARGET_OBJECTS:winnow_unfolded_${level}>)
  endif()
endforeach()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME "separation: the objects of a SIMD level of training keep to themselves and to their instructions"
         COMMAND Python3::Interpreter "${PROJECT_SOURCE_DIR}/tests/nmf/check_kernel_symbols.py"
                 --nm "${CMAKE_NM}" --objdump "${CMAKE_OBJDUMP}"
                 --mark "8unfolded{length}{level}|Eigen_{level}|newSequencePass_{level}|^_ZT[IS]"
                 --control $<TARGET_OBJECTS:winnow_nmf> ${WINNOW_UNFOLDED_LEVELS}
         COMMAND_EXPAND_LISTS)
