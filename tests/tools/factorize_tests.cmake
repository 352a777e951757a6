# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of `winnow factorize`. Included by tests/tools/CMakeLists.txt.
target_sources(winnow_tools_tests PRIVATE
  factorize_bad_input_test.cpp
  factorize_fixture.cpp
  factorize_known_test.cpp
  factorize_memory_sparse_test.cpp
  factorize_memory_test.cpp
  factorize_methods_test.cpp
  factorize_npy_test.cpp
  factorize_pictures_test.cpp
  factorize_ranks_test.cpp
  factorize_sights_and_sounds_test.cpp
  factorize_test.cpp
  factorize_text_test.cpp
)
if(WINNOW_MPI)
  target_sources(winnow_tools_tests PRIVATE factorize_mpirun_test.cpp)
  target_compile_definitions(winnow_tools_tests PRIVATE
    WINNOW_MPIEXEC="${MPIEXEC_EXECUTABLE}" WINNOW_MPIEXEC_RANKS="${MPIEXEC_NUMPROC_FLAG}")
endif()
