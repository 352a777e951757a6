#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tests of tools/corpus-debian: a tree of made-up packages, a stand-in for ffmpeg, no network, no installation.

Run: python3 tests/tools/corpus_debian_test.py"""

import array
import contextlib
import csv
import gzip
import io
import json
import math
import os
import pathlib
import random
import shutil
import struct
import sys
import tempfile
import unittest
from unittest import mock

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(REPOSITORY / "tools"))

from corpus_debian import (cli, ffmpeg, listing, measures, notices, packages, pitch, prepare, recordings,  # noqa: E402
                           sources, spectrum, tags)

RATE = 16000
GPL_TEXT = """ This package is free software; you can redistribute it and/or modify
 it under the terms of the GNU General Public License; either version 2 of
 the License, or (at your option) any later
 version.
 .
 More words."""

# The parts of ffmpeg's command line that are used, for 16-bit WAV in and "FLAC" (a WAV under that name) out.
FAKE_FFMPEG = """#!{python}
import array, struct, sys
words = sys.argv[1:]
value = lambda name: words[words.index(name) + 1]
def wav(rate, form, width, body):
    return (b"RIFF" + struct.pack("<I", 0xffffffff) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, form, 1, rate, rate * width, width, 8 * width) +
            b"data" + struct.pack("<I", 0xffffffff) + body)
if value("-i") == "-":
    samples = array.array("f", sys.stdin.buffer.read())
    body = array.array("h", [max(-32768, min(32767, round(32768 * v))) for v in samples]).tobytes()
    open(words[-1], "wb").write(wav(int(value("-ar")), 1, 2, body))
else:
    data = open(value("-i"), "rb").read()
    if data[:4] != b"RIFF":
        sys.exit(value("-i") + ": Invalid data found when processing input")
    rate, = struct.unpack_from("<I", data, 24)
    samples = array.array("h", data[44:])
    sys.stdout.buffer.write(wav(rate, 3, 4, array.array("f", [v / 32768 for v in samples]).tobytes()))
"""


def speech(seconds=1.2, pause=0.4, noise_db=-90.0, f0=120.0, rate=RATE, seed=1, top=7600.0):
    """Something with a voice's pitch, pauses, and sounds that are low (vowels) and high (sibilants) in turn; noise
    relative to it."""
    chance, length, edge = random.Random(seed), round(rate / f0), int(rate * pause)

    def period(low, high):
        partials = [k for k in range(1, length // 2) if low <= k * rate / length < high]
        wave = [sum(math.sin(2 * math.pi * k * i / length + k * k) / (1 + k / 6) for k in partials)
                for i in range(length)]
        peak = max(map(abs, wave)) if partials else 1
        return [v / peak for v in wave]

    vowel, sibilant = period(0, min(3000, top)), period(min(3000, 0.3 * rate), top)
    voice = [0.0] * edge
    for i in range(int(rate * seconds)):
        envelope = math.sin(2 * math.pi * 3 * i / rate)  # syllables of 1/6 s, one every 1/3 s
        envelope = envelope ** 2 if envelope > 0 else 0.0
        wave, gain = (vowel, 0.5) if i * 3 // rate % 2 == 0 else (sibilant, 0.25)
        voice.append(gain * envelope * wave[i % length])
    voice += [0.0] * edge
    spoken = [v for v in voice if v != 0]
    level = math.sqrt(sum(v * v for v in spoken) / len(spoken)) * 10 ** (noise_db / 20)
    return array.array("f", [v + chance.gauss(0, level) for v in voice])


def wav_bytes(samples, rate=RATE, form=1):
    body = array.array("h", [max(-32768, min(32767, round(32768 * v))) for v in samples]).tobytes()
    return (b"RIFF" + struct.pack("<I", 36 + len(body)) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, form, 1, rate, 2 * rate, 2, 16) + b"data" + struct.pack("<I", len(body)) + body)


def vorbis_head(comments):
    text = struct.pack("<I", 4) + b"test" + struct.pack("<I", len(comments))
    for comment in comments:
        data = comment.encode()
        text += struct.pack("<I", len(data)) + data
    return b"OggS" + bytes(24) + b"\x01vorbis" + bytes(30) + b"\x03vorbis" + text


class Tree:
    """Unpacked packages below a folder."""

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def write(self, path, data):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def package(self, name, licence="GPL-2", text=GPL_TEXT):
        folder = f"usr/share/doc/{name}"
        self.write(f"{folder}/copyright", f"Format: x\n\nFiles: *\nCopyright: somebody\nLicense: {licence}\n\n"
                                          f"Files: debian/*\nLicense: MIT\n\nLicense: {licence}\n{text}\n")
        self.write(f"{folder}/changelog.Debian.gz", gzip.compress(f"{name} (2:1.5-3) unstable; urgency=low\n".encode()))


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


class Spectrum(unittest.TestCase):
    def test_the_transform_equals_the_sum_it_stands_for(self):
        chance = random.Random(3)
        x = [complex(chance.gauss(0, 1), chance.gauss(0, 1)) for _ in range(32)]
        fast = spectrum.fft(x)
        for k in range(32):
            slow = sum(v * complex(math.cos(2 * math.pi * k * i / 32), -math.sin(2 * math.pi * k * i / 32))
                       for i, v in enumerate(x))
            self.assertAlmostEqual(abs(fast[k] - slow), 0, places=10)

    def test_bins_of_a_frame_sum_to_its_mean_square_and_two_frames_do_not_mix(self):
        size = 256
        tone = [math.sin(2 * math.pi * 20 * i / size) for i in range(size)]
        quiet = [0.1 * math.sin(2 * math.pi * 50 * i / size) for i in range(size)]
        spectra = spectrum.power_spectra(array.array("d", tone + quiet + tone), size, [0, size, 2 * size])
        self.assertEqual([max(range(127), key=s.__getitem__) + 1 for s in spectra], [20, 50, 20])
        for found, expected in zip(spectra, [0.5, 0.005, 0.5]):
            self.assertAlmostEqual(sum(found), expected, places=6)
        self.assertLess(spectra[1][19], 1e-12)

    def test_frames_last_about_25_ms_at_every_rate(self):
        for rate in (8000, 11025, 16000, 22050, 32000, 44100, 48000):
            self.assertTrue(0.017 < spectrum.frame_size(rate) / rate < 0.036, rate)


class Measures(unittest.TestCase):
    def test_the_noise_floor_follows_the_noise(self):
        for noise_db in (-20.0, -30.0, -40.0):
            found = measures.measure(RATE, speech(noise_db=noise_db))
            self.assertAlmostEqual(found.snr_db, -noise_db, delta=4)

    def test_more_noise_is_less_clean(self):
        values = [measures.cleanness(measures.measure(RATE, speech(noise_db=db)).as_dict(), "wav")
                  for db in (-60.0, -35.0, -25.0, -10.0)]
        self.assertEqual(values, sorted(values, reverse=True))
        self.assertEqual(len(set(values)), 4)
        self.assertEqual(values[-1], 0)

    def test_a_gate_does_not_hide_noise(self):
        noisy = speech(noise_db=-20.0)
        gated = array.array("f", [0.0 if clean == 0 else v for v, clean in zip(noisy, speech(noise_db=-400.0))])
        self.assertLess(measures.measure(RATE, gated).snr_db, 33)

    def test_bandwidth_is_where_the_spectrum_ends(self):
        for top in (3400.0, 6000.0):
            found = measures.measure(RATE, speech(noise_db=-90.0, top=top)).bandwidth_hz
            self.assertAlmostEqual(found, top, delta=450)
        self.assertEqual(measures.measure(8000, speech(rate=8000, noise_db=-30.0)).bandwidth_hz, 4000)

    def test_clipped_samples_are_counted(self):
        loud = speech()
        self.assertEqual(measures.measure(RATE, loud).clipped, 0)
        clipped = array.array("f", [max(-1.0, min(1.0, 4 * v)) for v in loud])
        found = measures.measure(RATE, clipped)
        self.assertAlmostEqual(found.clipped, sum(abs(4 * v) >= 0.99 for v in loud) / len(loud), places=4)
        self.assertEqual(measures.cleanness(found.as_dict(), "wav"), 0)

    def test_cleanness_is_the_product_of_its_parts(self):
        perfect = {"snr_db": 50, "depth_db": 45, "bandwidth_hz": 8000, "clipped": 0.0}
        self.assertEqual(measures.cleanness(perfect, "wav"), 1.0)
        self.assertEqual(measures.cleanness(perfect, "g722"), measures.CODINGS["g722"])
        self.assertEqual(measures.cleanness(perfect, "never heard of"), measures.UNKNOWN_CODING)
        self.assertEqual(measures.cleanness({**perfect, "depth_db": 27.5}, "wav"), 0.5)
        self.assertEqual(measures.cleanness({**perfect, "snr_db": 27.5, "bandwidth_hz": 5500}, "wav"), 0.25)
        self.assertEqual(measures.cleanness({**perfect, "bandwidth_hz": 3400}, "wav"), 0.0)

    def test_level_matters_to_no_measure_but_the_level(self):
        one = measures.measure(RATE, speech(noise_db=-30.0)).as_dict()
        other = measures.measure(RATE, array.array("f", [0.1 * v for v in speech(noise_db=-30.0)])).as_dict()
        self.assertAlmostEqual(one.pop("speech_db") - other.pop("speech_db"), 20, places=1)
        self.assertEqual(one, other)

    def test_silence_and_snippets_give_no_measure(self):
        self.assertIsNone(measures.measure(RATE, array.array("f", bytes(4 * RATE))))
        self.assertIsNone(measures.measure(RATE, speech()[:1500]))
        self.assertIsNone(measures.measure(RATE, array.array("f")))


class Pitch(unittest.TestCase):
    def test_the_pitch_of_a_voice_is_found(self):
        for f0 in (100.0, 200.0, 250.0):
            self.assertAlmostEqual(pitch.pitch(RATE, speech(f0=f0, noise_db=-40.0)), f0, delta=0.05 * f0)

    def test_noise_has_none(self):
        chance = random.Random(5)
        self.assertIsNone(pitch.pitch(RATE, array.array("f", [chance.gauss(0, 0.1) for _ in range(RATE)])))

    def test_sex_is_guessed_from_several_files_only(self):
        self.assertEqual(pitch.guessed_sex([110, 115, 240]), "M?")
        self.assertEqual(pitch.guessed_sex([210, 215, 110]), "F?")
        self.assertEqual(pitch.guessed_sex([210, 215]), "")


class Trimming(unittest.TestCase):
    def test_the_range_is_the_speech(self):
        for noise_db in (-400.0, -40.0, -25.0):
            sound = speech(seconds=1.0, pause=0.5, noise_db=noise_db)
            first, last = prepare.speech_range(RATE, sound, measures.measure(RATE, sound).speech_db)
            # Three syllables of 1/6 s, one every 1/3 s.
            self.assertAlmostEqual(first / RATE, 0.5, delta=0.03)
            self.assertAlmostEqual(last / RATE, 0.5 + 5 / 6, delta=0.05)

    def test_nothing_has_no_range(self):
        self.assertEqual(prepare.speech_range(RATE, array.array("f"), -20.0), (0, 0))


class Tags(Folder):
    def file(self, data, name="x.wav"):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def test_comments_of_ogg_files_are_read_and_damage_is_survived(self):
        data = vorbis_head(["ARTIST=Otger Mas", "Comments=GPL 2"])
        self.assertEqual(tags.comments(data), {"artist": "Otger Mas", "comments": "GPL 2"})
        self.assertEqual(tags.comments(b"OggS" + bytes(20) + b"OpusTags" + struct.pack("<II", 0, 1)), {})
        self.assertEqual(tags.comments(data[:-3]).get("artist"), "Otger Mas")
        self.assertEqual(tags.comments(b"RIFF"), {})

    def test_codings_are_told_apart(self):
        for data, name, expected in [(wav_bytes([0.0]), "a.wav", "wav"), (wav_bytes([0.0], form=7), "a.wav", "ulaw"),
                                     (wav_bytes([0.0], form=0x31), "a.wav", "gsm"), (b"\0\1", "a.g722", "g722"),
                                     (vorbis_head([]), "a.ogg", "vorbis"),
                                     (vorbis_head(["transcoded=mp3;64"]), "a.ogg", "mp3+vorbis"),
                                     (b"OggS" + bytes(24) + b"OpusHead", "a.opus", "opus")]:
            self.assertEqual(tags.coding(self.file(data, name), data, tags.comments(data)), expected)

    def test_a_recordings_own_licence_comes_before_the_packages(self):
        own = {"copyright": "GPL V3+"}
        self.assertEqual(tags.licence(own, "GPL-2+"), "GPL-3+")
        self.assertEqual(tags.licence({"comments": "GPL 2"}, "GPL-2+"), "GPL-2")
        later = {"artist": "X. Under the GPL, either version 2 of the License, or later"}
        self.assertEqual(tags.licence(later, "?"), "GPL-2+")
        self.assertEqual(tags.licence({"license": "GFDL"}, "GPL-2+"), "unclear")
        self.assertEqual(tags.licence({"artist": "Otger Mas", "comments": "da:Barn"}, "GPL-2+"), "GPL-2+")


class Notices(Folder):
    def setUp(self):
        super().setUp()
        self.tree = Tree(self.folder)

    def test_a_licence_is_read_where_its_stanza_points(self):
        self.tree.package("p")
        notices.check(self.folder, "p", "*", sources.OR_LATER)  # wrapped over lines, as in life
        self.assertEqual(notices.version(self.folder, "p"), "2:1.5-3")

    def test_a_package_that_changed_its_licence_is_refused_by_name(self):
        self.tree.package("p", text=" under version 2 dated June, 1991.")
        with self.assertRaisesRegex(notices.NoticeError, "doc/p/copyright.*either version 2"):
            notices.check(self.folder, "p", "*", sources.OR_LATER)

    def test_another_stanzas_licence_does_not_count(self):
        self.tree.write("usr/share/doc/p/copyright",
                        f"Files: *\nLicense: GFDL\n\nFiles: debian/*\nLicense: GPL-2+\n\nLicense: GPL-2+\n{GPL_TEXT}\n")
        with self.assertRaises(notices.NoticeError):
            notices.check(self.folder, "p", "*", sources.OR_LATER)
        with self.assertRaisesRegex(notices.NoticeError, "no stanza 'Files: fr-\\*'"):
            notices.check(self.folder, "p", "fr-*", sources.OR_LATER)

    def test_a_missing_statement_names_its_file(self):
        with self.assertRaisesRegex(notices.NoticeError, "none/copyright"):
            notices.check(self.folder, "none", "*", ())


class TableOfSources(unittest.TestCase):
    def test_only_licences_that_go_into_a_gpl_3_model_may_train(self):
        for licence in ("CC0 1.0", "Public domain", "CC BY 3.0", "CC BY 4.0", "Apache-2.0", "CC BY-SA 3.0",
                        "CC BY-SA 4.0", "CC BY-SA 3.0 IT", "GPL-2+"):
            self.assertTrue(sources.may_train(licence), licence)
        for licence in ("GPL-2", "GFDL-1.3", "CC BY-SA 2.5", "CC BY-NC 4.0", "GPL-3+", "unclear", "",
                        "CC BY-SA 3.0 IT NC"):
            self.assertFalse(sources.may_train(licence), licence)

    def test_every_source_may_train_and_none_is_also_left_out(self):
        for source in sources.SOURCES:
            self.assertTrue(sources.may_train(source.licence), source.package)
            self.assertNotIn(source.package, sources.LEFT_OUT)
            self.assertTrue(source.notice and source.attribution, source.package)
            self.assertFalse(source.folder.startswith("/"), source.package)

    def test_the_voices_of_the_test_set_are_reserved(self):
        reserved = {source.name: set(source.reserved) for source in sources.SOURCES}
        self.assertLessEqual({"es", "da", "el"}, reserved["tuxpaint"])
        self.assertLessEqual({"da", "lt", "el"}, reserved["ktuberling"])
        self.assertLessEqual({"lt", "es"}, reserved["klettres"])
        listed = {source.package for source in sources.SOURCES}
        self.assertFalse(listed & {"asterisk-core-sounds-it-g722", "asterisk-core-sounds-ru-g722"})


class Finding(Folder):
    def setUp(self):
        super().setUp()
        self.tree = Tree(self.folder)
        self.source = {source.name: source for source in sources.SOURCES}

    def find(self, name, seen=None):
        return recordings.find(self.source[name], self.folder, set() if seen is None else seen)

    def test_only_spoken_descriptions_of_stamps_are_taken(self):
        stamps = "usr/share/tuxpaint/stamps/animals/"
        for name in ("cow_desc_be.ogg", "cow_desc.ogg", "cow_desc_pt_BR.wav", "cow.ogg", "cow_desc_be.txt"):
            self.tree.write(stamps + name, vorbis_head([name]))
        found = {r.output: (r.language, r.speaker) for r in self.find("tuxpaint").recordings}
        self.assertEqual(found, {"speech/tuxpaint/tuxpaint_be/animals-cow.flac": ("be", "tuxpaint_be"),
                                 "speech/tuxpaint/tuxpaint_en/animals-cow.flac": ("en", "tuxpaint_en"),
                                 "speech/tuxpaint/tuxpaint_pt_BR/animals-cow.flac": ("pt_BR", "tuxpaint_pt_BR")})

    def test_reserved_voices_and_their_copies_stay_out(self):
        stamps = "usr/share/tuxpaint/stamps/"
        self.tree.write(stamps + "cow_desc_es.ogg", vorbis_head(["same"]))
        self.tree.write(stamps + "cow_desc_be.ogg", vorbis_head(["same"]))
        self.tree.write(stamps + "hen_desc_be.ogg", vorbis_head(["other"]))
        finding = self.find("tuxpaint")
        self.assertEqual([r.origin for r in finding.recordings], [stamps + "hen_desc_be.ogg"])
        self.assertEqual(finding.left_out, {"es: " + sources.TEST_VOICE: 1, "a copy of another file": 1})

    def test_copies_come_once_also_across_packages(self):
        for folder in ("outline", "filled"):
            self.tree.write(f"usr/share/tuxpaint/stamps/{folder}/a_desc_be.ogg", vorbis_head(["a"]))
        self.tree.write("usr/share/klettres/uk/alpha/a.ogg", vorbis_head(["a"]))
        seen = set()
        self.assertEqual([r.output for r in self.find("tuxpaint", seen).recordings],
                         ["speech/tuxpaint/tuxpaint_be/filled-a.flac"])
        self.assertEqual(self.find("klettres", seen).recordings, [])

    def test_several_artists_are_several_voices_and_dialects_one(self):
        sounds = "usr/share/ktuberling/sounds/"
        self.tree.write(sounds + "ca/ear.ogg", vorbis_head(["artist=Martí Mas"]))
        self.tree.write(sounds + "ca/eye.ogg", vorbis_head(["artist=Otger Mas"]))
        self.tree.write(sounds + "nds/eye.ogg", vorbis_head(["artist=Somebody", "x"]))
        self.tree.write(sounds + "sr/eye.ogg", vorbis_head(["1"]))
        self.tree.write(sounds + "sr@latin/eye.ogg", vorbis_head(["2"]))
        found = {r.output: r.speaker for r in self.find("ktuberling").recordings}
        self.assertEqual(found, {"speech/ktuberling/ktuberling_ca_marti-mas/ear.flac": "ktuberling_ca_marti-mas",
                                 "speech/ktuberling/ktuberling_ca_otger-mas/eye.flac": "ktuberling_ca_otger-mas",
                                 "speech/ktuberling/ktuberling_nds/eye.flac": "ktuberling_nds",
                                 "speech/ktuberling/ktuberling_sr/eye.flac": "ktuberling_sr",
                                 "speech/ktuberling/ktuberling_sr/eye-2.flac": "ktuberling_sr"})

    def test_beeps_and_silence_of_the_prompts_are_not_speech(self):
        folder = "usr/share/asterisk/sounds/fr_CA_f_June/"
        for name in ("beep", "silence/5", "tt-monkeys", "tt-monkeysintro", "digits/1", "confbridge-join"):
            self.tree.write(folder + name + ".g722", name)
        source = next(s for s in sources.SOURCES if s.package == "asterisk-core-sounds-fr-g722")
        found = recordings.find(source, self.folder, set())
        self.assertEqual([(r.output, r.speaker, r.sex, r.coding) for r in found.recordings],
                         [("speech/asterisk/june/fr_digits-1.flac", "june", "F", "g722"),
                          ("speech/asterisk/june/fr_tt-monkeysintro.flac", "june", "F", "g722")])
        self.assertEqual(found.left_out, {"not speech": 4})


class Packages(unittest.TestCase):
    def test_missing_packages_are_installed_as_root_without_what_they_recommend(self):
        with mock.patch.object(packages.os, "geteuid", return_value=0), \
             mock.patch.object(packages.subprocess, "run") as run, contextlib.redirect_stderr(io.StringIO()):
            packages.install(["a", "b"])
        commands = [call.args[0] for call in run.call_args_list]
        self.assertEqual(commands[0], ["apt-get", "update"])
        self.assertEqual(commands[1][-4:], ["-y", "--no-install-recommends", "a", "b"])

    def test_without_root_and_sudo_the_missing_ones_are_named(self):
        with mock.patch.object(packages.os, "geteuid", return_value=1000), \
             mock.patch.object(packages.shutil, "which", return_value=None), \
             mock.patch.object(packages.subprocess, "run") as run:
            with self.assertRaisesRegex(packages.InstallError, "neither root nor sudo.*a b"):
                packages.install(["a", "b"])
            run.assert_not_called()


class Command(Folder):
    """The whole command on a made-up tree."""

    def setUp(self):
        super().setUp()
        self.tree, self.out = Tree(self.folder / "root"), self.folder / "corpus"
        program = self.folder / "bin/ffmpeg"
        program.parent.mkdir()
        program.write_text(FAKE_FFMPEG.format(python=sys.executable))
        program.chmod(0o755)
        environment = mock.patch.dict(os.environ, {"PATH": f"{program.parent}:{os.environ['PATH']}"})
        environment.start()
        self.addCleanup(environment.stop)
        self.tree.package("klettres-data")
        letters = "usr/share/klettres/"
        self.clean = self.tree.write(letters + "uk/alpha/a.wav", wav_bytes(speech(noise_db=-60.0, seed=1)))
        self.noisy = self.tree.write(letters + "uk/alpha/b.wav", wav_bytes(speech(noise_db=-15.0, seed=2)))
        self.tree.write(letters + "uk/syllab/c.wav", wav_bytes(speech(noise_db=-50.0, seed=3)))
        self.tree.write(letters + "lt/alpha/d.wav", wav_bytes(speech(seed=4)))
        self.tree.write(letters + "de/alpha/tiny.wav", wav_bytes(speech()[:900]))
        self.tree.write(letters + "de/alpha/void.wav", wav_bytes([0.0] * RATE))

    def run_command(self, *words):
        self.said = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.redirect_stderr(self.said):
            code = cli.main([str(self.out), "--root", str(self.tree.root), "--jobs", "1", *words])
        self.printed = printed.getvalue()
        return code

    def rows(self):
        with open(self.out / "manifest.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def splits(self):
        return {row["path"].rpartition("/")[2]: row["split"] for row in self.rows()}

    def test_the_manifest_lists_every_recording_with_its_split(self):
        self.assertEqual(self.run_command("--packages", "klettres-data"), cli.DONE)
        self.assertEqual(self.splits(), {"alpha-a.flac": "train", "alpha-b.flac": "spare", "syllab-c.flac": "train"})
        row = self.rows()[0]
        self.assertEqual(list(row), listing.COLUMNS)
        expected = {"path": "speech/klettres/klettres_uk/alpha-a.flac", "kind": "speech",
                    "category_or_speaker": "klettres_uk", "sex": "M?", "language": "uk", "sample_rate": "16000",
                    "source": "Debian klettres-data", "licence": "GPL-2+", "coding": "wav"}
        self.assertEqual({name: row[name] for name in expected}, expected)
        self.assertIn("klettres-data", self.printed)
        self.assertIn("2 recordings left out (too short)", self.said.getvalue())

    def test_files_are_trimmed_and_faded_and_keep_their_level(self):
        self.run_command()
        row = self.rows()[0]
        data = (self.out / row["path"]).read_bytes()
        samples = array.array("h", data[44:])
        self.assertAlmostEqual(len(samples) / RATE, float(row["seconds"]), delta=0.01)
        # 1.2 s of which the last pause is not heard, and the margins.
        self.assertAlmostEqual(float(row["seconds"]), 7 / 6 + 0.25, delta=0.06)
        self.assertLess(abs(samples[0]), 4)
        self.assertLess(abs(samples[-1]), 4)
        self.assertAlmostEqual(max(samples) / 32768, max(speech(noise_db=-60.0, seed=1)), delta=0.01)

    def test_a_second_run_prepares_nothing_and_lists_the_same(self):
        self.run_command()
        before = (self.out / "manifest.csv").read_bytes()
        stamps = {path: path.stat().st_mtime_ns for path in self.out.rglob("*.flac")}
        with mock.patch.object(prepare.ffmpeg, "decode", side_effect=AssertionError("was prepared already")):
            self.assertEqual(self.run_command(), cli.DONE)
        self.assertIn("5 of 5 recordings are prepared already", self.said.getvalue())
        self.assertEqual((self.out / "manifest.csv").read_bytes(), before)
        self.assertEqual({path: path.stat().st_mtime_ns for path in self.out.rglob("*.flac")}, stamps)

    def test_a_run_goes_on_where_the_last_was_cut_off(self):
        self.run_command()
        whole = (self.out / "manifest.csv").read_bytes()
        lines = (self.out / ".journal.jsonl").read_text(encoding="utf-8").splitlines()
        lost = json.loads(lines[-1])
        (self.out / ".journal.jsonl").write_text("\n".join(lines[:-1]) + "\n" + lines[-1][:40], encoding="utf-8")
        (self.out / "speech/klettres/klettres_uk/alpha-a.flac").unlink()
        self.assertEqual(self.run_command(), cli.DONE)
        self.assertEqual((self.out / "manifest.csv").read_bytes(), whole, lost["origin"])

    def test_the_threshold_can_be_changed_afterwards(self):
        self.run_command()
        self.run_command("--min-cleanness", "0")
        self.assertEqual(set(self.splits().values()), {"train"})
        self.run_command("--min-cleanness", "1")
        self.assertEqual(self.splits()["alpha-b.flac"], "spare")

    def test_a_damaged_file_is_named_and_the_others_are_done(self):
        self.tree.write("usr/share/klettres/uk/alpha/bad.wav", b"junk")
        self.assertEqual(self.run_command(), cli.SOME_FAILED)
        self.assertRegex(self.said.getvalue(), "alpha/bad.wav: ffmpeg: .*Invalid data")
        self.assertEqual(len(self.rows()), 3)
        self.assertEqual(list(self.out.rglob("*.part")), [])

    def test_licences_name_what_was_used_and_bring_the_packages_statement(self):
        self.run_command()
        text = (self.out / "LICENCES.md").read_text(encoding="utf-8")
        self.assertIn("| klettres-data | 2:1.5-3 | GPL-2+ | 3 |", text)
        self.assertIn("Anne-Marie Mahfouf", text)
        self.assertNotIn("Tux Paint", text)
        self.assertEqual((self.out / "copyright/klettres-data").read_bytes(),
                         (self.tree.root / "usr/share/doc/klettres-data/copyright").read_bytes())

    def test_a_later_run_adds_to_what_is_there(self):
        self.run_command("--packages", "klettres-data")
        self.tree.package("tuxpaint-stamps-default")
        self.tree.write("usr/share/tuxpaint/stamps/cow_desc_pt_BR.wav", wav_bytes(speech(seed=9, f0=220.0)))
        self.assertEqual(self.run_command("--packages", "tuxpaint-stamps-default"), cli.DONE)
        self.assertEqual({row["source"] for row in self.rows()},
                         {"Debian klettres-data", "Debian tuxpaint-stamps-default"})

    def test_a_package_whose_licence_changed_stops_the_run(self):
        self.tree.package("klettres-data", text=" All rights reserved.")
        self.assertEqual(self.run_command(), cli.FAILED)
        self.assertIn("klettres-data/copyright: does not say", self.said.getvalue())
        self.assertFalse(self.out.exists())

    def test_a_recording_whose_own_licence_forbids_it_is_spare(self):
        with mock.patch.object(recordings.tags, "licence", return_value="GPL-2"):
            self.run_command("--min-cleanness", "0")
        self.assertEqual({row["split"] for row in self.rows()}, {"spare"})
        self.assertIn("| GPL-2 | 3 |", " ".join((self.out / "LICENCES.md").read_text(encoding="utf-8").split("\n")))

    def test_wrong_usage_says_what_is_wrong(self):
        for words, said in [(["--packages", "hedgewars-data"], "hedgewars-data is left out: GFDL"),
                            (["--packages", "nonesuch"], "nonesuch is not among the packages known"),
                            (["--packages", ","], "names none"), (["--min-cleanness", "2"], "not between 0 and 1")]:
            with self.subTest(words=words), self.assertRaises(SystemExit) as left:
                self.run_command(*words)
            self.assertEqual(left.exception.code, cli.WRONG_USAGE)
            self.assertIn(said, self.said.getvalue())

    def test_without_packages_nothing_is_made_and_nothing_installed(self):
        shutil.rmtree(self.tree.root / "usr/share/doc")
        with mock.patch.object(packages, "install") as install:
            self.assertEqual(self.run_command(), cli.FAILED)
            install.assert_not_called()
        self.assertIn("klettres-data: not installed, left out", self.said.getvalue())


@unittest.skipUnless(shutil.which("ffmpeg"), "the real ffmpeg is not installed")
class RealFfmpeg(Folder):
    def test_rate_level_and_length_survive_and_rumble_does_not(self):
        sound = speech()
        rumble = array.array("f", [v + 0.2 * math.sin(2 * math.pi * 5 * i / RATE) for i, v in enumerate(sound)])
        file = self.folder / "in.wav"
        file.write_bytes(wav_bytes(rumble))
        rate, samples = ffmpeg.decode(file, "wav")
        self.assertEqual((rate, len(samples)), (RATE, len(sound)))
        self.assertLess(measures.mean_square(samples[:RATE // 4]), 0.02 * measures.mean_square(rumble[:RATE // 4]))
        flac = self.folder / "deep/out.flac"
        ffmpeg.encode(flac, rate, samples)
        self.assertEqual(flac.read_bytes()[:4], b"fLaC")
        again = ffmpeg.decode(flac, "flac")[1]
        self.assertAlmostEqual(measures.decibels(measures.mean_square(again)),
                               measures.decibels(measures.mean_square(samples)), delta=0.2)
        first = flac.read_bytes()
        ffmpeg.encode(flac, rate, samples)
        self.assertEqual(flac.read_bytes(), first)

    def test_g722_is_read_at_16_khz_and_rates_above_48_khz_are_brought_down(self):
        (self.folder / "a.g722").write_bytes(bytes(8000))
        self.assertEqual(ffmpeg.decode(self.folder / "a.g722", "g722")[0], 16000)
        (self.folder / "b.wav").write_bytes(wav_bytes(speech(seconds=0.3, rate=96000), rate=96000))
        rate, samples = ffmpeg.decode(self.folder / "b.wav", "wav")
        self.assertEqual(rate, 48000)
        self.assertAlmostEqual(len(samples) / rate, 1.1, delta=0.01)

    def test_what_is_no_sound_is_refused_by_name(self):
        (self.folder / "bad.ogg").write_bytes(b"nothing")
        with self.assertRaisesRegex(ffmpeg.SoundError, "bad.ogg: ffmpeg: "):
            ffmpeg.decode(self.folder / "bad.ogg", "vorbis")


if __name__ == "__main__":
    unittest.main()
