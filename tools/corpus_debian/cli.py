# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of tools/corpus-debian."""

import argparse
import concurrent.futures.process
import os
import pathlib
import re
import shutil
import sys

from . import listing, notices, packages
from .build import prepare_all
from .journal import Journal
from .recordings import Recording, find
from .sources import LEFT_OUT, SOURCES, Source

DONE, FAILED, WRONG_USAGE, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
DEFAULT_MIN_CLEANNESS = 0.5


def note(text: str) -> None:
    print(f"corpus-debian: {text}", file=sys.stderr)


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def parser() -> argparse.ArgumentParser:
    command = argparse.ArgumentParser(
        prog="corpus-debian",
        description="Prepares the recorded speech that Debian 12 packages carry as a corpus to train from: mono 16-bit "
                    "FLAC, manifest.csv with a measure of cleanness, LICENCES.md.",
        epilog="A run that was interrupted goes on where it left. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some "
               "files failed, 130 interrupted.")
    command.add_argument("out", metavar="OUT", nargs="?", type=pathlib.Path, help="folder of the corpus")
    command.add_argument("--packages", metavar="LIST", help="only these packages, separated by commas (default: all)")
    command.add_argument("--no-install", action="store_true", help="use the packages that are there, install none")
    command.add_argument("--min-cleanness", metavar="X", type=_share, default=DEFAULT_MIN_CLEANNESS,
                         help="files at least this clean are for training, the others spare (0 to 1, default "
                              "%(default)s); changing it needs no new preparation")
    command.add_argument("--jobs", metavar="N", type=_count, default=os.cpu_count() or 1,
                         help="processes at work (default: one a processor)")
    command.add_argument("--root", metavar="DIR", type=pathlib.Path, default=pathlib.Path("/"),
                         help="where the packages are unpacked (dpkg-deb -x), for those who cannot install")
    command.add_argument("--list", action="store_true", help="print the packages known and those left out, and leave")
    return command


def _print_sources() -> None:
    for source in SOURCES:
        print(f"{source.package:<32} {source.licence}")
    print("\nLeft out:")
    for package, reason in LEFT_OUT.items():
        print(f"{package:<32} {reason}")


def chosen_sources(names: "str | None") -> "list[Source]":
    """Raises ValueError, for people, for a package that is not in the table."""
    if names is None:
        return SOURCES
    wanted = [name for name in re.split(r"[,\s]+", names) if name]
    known = {source.package for source in SOURCES}
    for name in wanted:
        if name in LEFT_OUT:
            raise ValueError(f"{name} is left out: {LEFT_OUT[name]}")
        if name not in known:
            raise ValueError(f"{name} is not among the packages known (see --list)")
    if not wanted:
        raise ValueError("--packages names none")
    return [source for source in SOURCES if source.package in wanted]


def _provide(sources: "list[Source]", root: pathlib.Path, install: bool) -> "list[Source]":
    """Installs what is missing, if it may; the sources that are there then."""
    missing = [source.package for source in sources if not packages.is_there(root, source.package)]
    tools = [] if shutil.which("ffmpeg") else ["ffmpeg"]
    if install and missing + tools:
        packages.install(missing + tools)
    if not shutil.which("ffmpeg"):
        raise packages.InstallError("ffmpeg is missing: install the package ffmpeg")
    there = [source for source in sources if packages.is_there(root, source.package)]
    for source in sources:
        if source not in there:
            note(f"{source.package}: not installed, left out")
    return there


def _find_all(sources: "list[Source]", root: pathlib.Path) -> "list[Recording]":
    found, seen = [], set()
    for source in sources:
        notices.check(root, source.package, source.files, source.notice)
        finding = find(source, root, seen)
        if not finding.recordings:
            note(f"{root / source.folder}: no recordings of {source.package} there; left away on installation?")
        for reason, count in sorted(finding.left_out.items()):
            note(f"{source.package}: {count} files left out ({reason})")
        found += finding.recordings
    return found


def _write_lists(out: pathlib.Path, journal: Journal, root: pathlib.Path, min_cleanness: float) -> int:
    """Lists everything prepared so far, also by earlier runs. Returns the number of files listed."""
    listed = listing.rows(journal.prepared(), min_cleanness)
    versions = {}
    for source in SOURCES:
        statement = notices.doc_folder(root, source.package) / "copyright"
        if statement.is_file() and any(row["source"] == "Debian " + source.package for row in listed):
            versions[source.package] = notices.version(root, source.package)
            (out / "copyright").mkdir(exist_ok=True)
            shutil.copyfile(statement, out / "copyright" / source.package)
    listing.write_manifest(out / "manifest.csv", listed)
    listing.write_licences(out / "LICENCES.md", listed, versions)
    print(listing.table(listed))
    return len(listed)


def _run(arguments: argparse.Namespace, sources: "list[Source]") -> int:
    root, out = arguments.root, arguments.out
    may_install = not arguments.no_install and root == pathlib.Path("/")
    recordings = _find_all(_provide(sources, root, may_install), root)
    out.mkdir(parents=True, exist_ok=True)
    journal = Journal(out)
    todo = [recording for recording in recordings if not journal.has(recording)]
    if len(todo) < len(recordings):
        note(f"{len(recordings) - len(todo)} of {len(recordings)} recordings are prepared already")
    failed = prepare_all(todo, out, journal, arguments.jobs, note)
    listed = _write_lists(out, journal, root, arguments.min_cleanness)
    if not listed:
        note("there is nothing to list")
        return FAILED
    return SOME_FAILED if failed else DONE


def main(words: "list[str] | None" = None) -> int:
    command = parser()
    arguments = command.parse_args(words)
    if arguments.list:
        _print_sources()
        return DONE
    if arguments.out is None:
        command.error("OUT, the folder of the corpus, is missing")
    try:
        sources = chosen_sources(arguments.packages)
    except ValueError as error:
        command.error(str(error))
    try:
        return _run(arguments, sources)
    except KeyboardInterrupt:
        note("interrupted; the same command goes on from here")
        return INTERRUPTED
    except (notices.NoticeError, packages.InstallError) as error:
        note(str(error))
    except concurrent.futures.process.BrokenProcessPool:
        note("a process at work was killed, perhaps for want of memory; the same command goes on from here")
    except OSError as error:
        note(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return FAILED
