# SPDX-License-Identifier: GPL-3.0-or-later
# JUCE 7.0.5 gives the names of a choice the values 0 .. 1, and the parameter itself the range 0 .. n-1: a host that
# offers "Dry" would set "Noise". Only `output` has more than two. Usage: cmake -DTTL=.../dsp.ttl -P lv2_choices.cmake
file(READ "${TTL}" text)
string(REPLACE "\"Dry\" ;\n\t\trdf:value 1 ;" "\"Dry\" ;\n\t\trdf:value 2 ;" text "${text}")
string(REPLACE "\"Noise\" ;\n\t\trdf:value 0.5 ;" "\"Noise\" ;\n\t\trdf:value 1 ;" text "${text}")
file(WRITE "${TTL}" "${text}")
