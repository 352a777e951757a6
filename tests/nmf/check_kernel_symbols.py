#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that the kernel objects of each SIMD level keep to themselves and to their instructions.

The kernels are compiled once per level. A function that two objects define under one name (an inline function or a
template, a weak symbol) is kept once by the linker, from any of them: AVX-512 code could then run on an AVX2 machine.
So every symbol an object offers must carry its level's namespace. And the flags must have had their effect: the
registers named in the code are those of the level.

Usage: check_kernel_symbols.py --nm NM --objdump OBJDUMP [--mark REGEX] --control OBJECT... --level NAME OBJECT...
       [--level ...]
The control objects are ordinary ones, full of weak symbols of the standard library: the check must object to them.
MARK is what a symbol must hold to be the level's own, with {level} for its name and {length} for the name's length.
"""
import re
import subprocess
import sys

# Of sanitizers and exception handling: data, or named after what they belong to.
HARMLESS = re.compile(r"^(DW\.ref\.|__odr_asan|_GLOBAL_|\.L|__asan|__ubsan)")
# x86 registers by level: (must be named, must not be named)
REGISTERS = {
    "baseline": ("%xmm", r"%[yz]mm"),
    "v2": ("%xmm", r"%[yz]mm"),
    "v3": ("%ymm", r"%zmm"),
    "v4": ("%zmm", None),
}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def strangers(nm, mark, level, objects):
    """Symbols the objects offer to others outside the level's namespace."""
    mark = re.compile(mark.replace("{level}", level).replace("{length}", str(len(level))))
    found = []
    for path in objects:
        for line in output(nm, "--defined-only", "--extern-only", path).splitlines():
            fields = line.split()
            name = fields[-1] if len(fields) >= 2 else ""
            if name and not name.endswith(":") and not mark.search(name) and not HARMLESS.match(name):
                found.append(f"{path}: {' '.join(fields[-2:])}")
    return found


def wrong_registers(objdump, level, objects):
    must, must_not = REGISTERS[level]
    code = "".join(output(objdump, "-d", "--no-show-raw-insn", path) for path in objects)
    if "%rsp" not in code:  # not x86-64: the baseline only, whatever it is
        return []
    found = []
    if must not in code:
        found.append(f"{level}: no instruction uses {must}; did the compiler flag have no effect?")
    if must_not and re.search(must_not, code):
        found.append(f"{level}: registers of a higher level are used ({must_not})")
    return found


def main(arguments):
    options, levels, current = {"--control": [], "--mark": "7kernels{length}{level}"}, {}, None
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--nm", "--objdump", "--mark"):
            options[argument] = next(rest)
        elif argument == "--control":
            current = options["--control"]
        elif argument == "--level":
            current = levels.setdefault(next(rest), [])
        else:
            current.append(argument)

    if not strangers(options["--nm"], options["--mark"], "v4", options["--control"]):
        sys.exit("check_kernel_symbols: finds no weak symbol in the control objects, so it would find none at all")
    if not levels or not all(levels.values()):
        sys.exit("check_kernel_symbols: no objects to check")
    bad = []
    for level, objects in levels.items():
        bad += strangers(options["--nm"], options["--mark"], level, objects)
        bad += wrong_registers(options["--objdump"], level, objects)
    print("\n".join(bad) if bad else f"kernel objects of {', '.join(levels)} keep to themselves")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
