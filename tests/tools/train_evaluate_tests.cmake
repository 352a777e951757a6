# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of `winnow train` and `winnow evaluate`, relative to this folder.
target_sources(winnow_tools_tests PRIVATE evaluate_report_test.cpp evaluate_test.cpp train_robustness_test.cpp train_test.cpp
               train_unfolded_test.cpp)

find_package(Python3 REQUIRED COMPONENTS Interpreter)
# Kills at random moments; docs/TRAINING.md has the long run.
foreach(method nmf online unfolded)
  add_test(NAME "tools: train (${method}) killed at random moments goes on to the same bytes"
           COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_LIST_DIR}/kill_and_resume.py" $<TARGET_FILE:winnow>
                   --method ${method} --kills 4)
endforeach()
foreach(method nmf online unfolded)
  add_test(NAME "tools: train (${method}) --memory obeys, and gives the model of a run without a limit"
           COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_LIST_DIR}/memory_limit.py" $<TARGET_FILE:winnow>
                   --method ${method} --memory 80 --times 4)
endforeach()

# Under mpirun, with more ranks than cores. tests/tools/winnow_corpus.py sets what Open MPI wants to be told for that.
if(WINNOW_MPI)
  foreach(method nmf online unfolded)
    add_test(NAME "tools: train (${method}) under mpirun gives the bytes of one process, with 1 to 4 ranks"
             COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_LIST_DIR}/train_ranks.py" $<TARGET_FILE:winnow>
                     --method ${method})
    add_test(NAME "tools: train (${method}) goes on to the same bytes when a rank is killed at a random moment"
             COMMAND Python3::Interpreter -B "${CMAKE_CURRENT_LIST_DIR}/kill_and_resume.py" $<TARGET_FILE:winnow>
                     --method ${method} --kills 3 --ranks 2)
  endforeach()
endif()
