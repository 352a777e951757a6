# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian 12 packages that carry recorded human speech: where it lies, whose voice it is, what its licence is.

Every licence below was read in the package's own copyright file; `notice` repeats the words it rests on, and a run
stops using a package whose file no longer says them. What a recording's own tags say comes before the package.
"""

import re
from dataclasses import dataclass, field
from typing import Optional

# Bump when recordings must be prepared or chosen afresh: a journal of another recipe is not used.
RECIPE = 1

OR_LATER = ("either version 2 of the license, or (at your option) any later version",)
TEST_VOICE = "a voice of the project's test set"
SISTER = "may be the person of a test voice: same language in a sister package"


@dataclass(frozen=True)
class Source:
    """Recordings of one package."""

    package: str
    name: str  # folder in the corpus, and how voices without a name are called
    folder: str  # below the root
    # Matched against the path below `folder`: `name` becomes the file's name; `language` where the path tells it.
    pattern: "re.Pattern[str]"
    licence: str  # as in the manifest
    files: str  # the stanza of the copyright file that covers the recordings
    notice: "tuple[str, ...]"  # words of that stanza or of its licence, lower case
    attribution: str
    language: str = ""
    speaker: str = ""  # one voice for all, with `sex`
    sex: str = ""
    english: str = ""  # language of files whose name tells none
    excluded: Optional["re.Pattern[str]"] = None  # not speech
    reserved: "dict[str, str]" = field(default_factory=dict)  # language: why it stays out


# Beeps, silence and screaming monkeys.
ASTERISK_NOT_SPEECH = re.compile(
    r"silence/|beep|beeperr|ascending-2tone|descending-2tone|confbridge-(join|leave)$|tt-monkeys$")


def asterisk(package: str, folder: str, language: str, files: str, notice: "tuple[str, ...]", licence: str,
             speaker: str, attribution: str, extension: str = "g722") -> Source:
    return Source(package=package, name="asterisk", folder="usr/share/asterisk/sounds/" + folder,
                  pattern=re.compile(rf"(?P<name>.+)\.{extension}"), licence=licence, files=files, notice=notice,
                  attribution=attribution, language=language, speaker=speaker, sex="F", excluded=ASTERISK_NOT_SPEECH)


SOURCES = [
    asterisk("asterisk-core-sounds-en-g722", "en_US_f_Allison", "en", "*", ("allison smith", "cc-by-sa-3.0"),
             "CC BY-SA 3.0", "allison",
             "Asterisk prompts, English, recorded by Allison Smith (http://www.theivrvoice.com)"),
    asterisk("asterisk-core-sounds-es-g722", "es_MX_f_Allison", "es", "*", ("allison smith", "cc-by-sa-3.0"),
             "CC BY-SA 3.0", "allison",
             "Asterisk prompts, Spanish, recorded by Allison Smith (http://www.theivrvoice.com)"),
    asterisk("asterisk-core-sounds-fr-g722", "fr_CA_f_June", "fr", "fr-*", ("june wallack", "cc-by-sa-3.0"),
             "CC BY-SA 3.0", "june",
             "Asterisk prompts, French, recorded by June Wallack (http://www.junewallack.com), translated by Clod "
             "Patry, Kristopher Lalletti and June Wallack"),
    asterisk("asterisk-prompt-it-menardi-wav", "it_IT_f_Menardi", "it", "*",
             ("creative commons attribution share alike 3.0 italian",), "CC BY-SA 3.0 IT", "menardi",
             "Asterisk prompts, Italian, (c) 2006-2011, made by Marco Menardi and his wife Paola Dal Zot; they and new "
             "ones are to be had at http://www.voip.ammdomus.it", extension="wav"),
    Source(package="tuxpaint-stamps-default", name="tuxpaint", folder="usr/share/tuxpaint/stamps",
           # Only spoken descriptions; the other sounds are effects.
           pattern=re.compile(r"(?P<name>.+)_desc(_(?P<language>[a-z]{2,3}(_[A-Z]{2})?))?\.(ogg|wav)"),
           licence="GPL-2+", files="*", notice=OR_LATER, english="en",
           attribution="Tux Paint stamps, (c) 2002-2022 Bill Kendrick and contributors; spoken among others by "
                       "Kseniya Buraya (be), Krasimir Petkov (bg), Pere Pujal i Carabantes (ca), John Arundel (en), "
                       "Jacques Chion and PaulK (fr), Sanne Stams (nl), Brazilian school children (pt_BR)",
           reserved={"da": TEST_VOICE, "el": TEST_VOICE, "es": TEST_VOICE, "lt": SISTER}),
    Source(package="ktuberling-data", name="ktuberling", folder="usr/share/ktuberling/sounds",
           # sr, sr@latin, sr@ijekavian and so on are one voice.
           pattern=re.compile(r"(?P<language>[a-z]{2,3}(_[A-Z]{2})?)(@\w+)?/(?P<name>.+)\.(ogg|opus|wav)"),
           licence="GPL-2+", files="*", notice=OR_LATER,
           attribution="KTuberling, (c) 1999-2017 Albert Astals Cid, Eric Bischoff, Meni Livne, the KDE team and "
                       "contributors",
           reserved={"da": TEST_VOICE, "el": TEST_VOICE, "lt": TEST_VOICE, "es": SISTER}),
    Source(package="klettres-data", name="klettres", folder="usr/share/klettres",
           pattern=re.compile(r"(?P<language>[a-z]{2,3}(_[A-Z]{2})?)/(?P<name>(alpha|syllab)/.+)\.(ogg|wav)"),
           licence="GPL-2+", files="*", notice=OR_LATER,
           attribution="KLettres, (c) 2001-2011 Anne-Marie Mahfouf, Eric Bischoff, Mark Kretschmann, Michael "
                       "Goettsche, Pino Toscano and contributors",
           reserved={"es": TEST_VOICE, "lt": TEST_VOICE, "da": SISTER, "el": SISTER}),
]

# Packages that were looked at and stay out, so that nobody has to look again.
LEFT_OUT = {
    "asterisk-core-sounds-it-g722": TEST_VOICE,
    "asterisk-core-sounds-ru-g722": TEST_VOICE,
    "asterisk-prompt-es-co": "GPL-2 without a later version; GSM at 8 kHz",
    "asterisk-prompt-fr-armelle": "a permissive licence of its own, not on the list of those that may train; GSM",
    "fillets-ng-data-cs": "GPL-2 without a later version",
    "fillets-ng-data-nl": "GPL-2 without a later version",
    "hedgewars-data": "GFDL-1.3",
    "gcin-voice": "syllables of a third of a second, cut for splicing",
    "warzone2100-data": "11 kHz with radio effects",
    "gcompris-qt-data": "no recordings: the program fetches its voices at run time",
    "pysiogame": "no speech", "khangman": "no speech", "kanagram": "no speech", "parley-data": "no recordings",
}

# Licences under which a recording may train a model that is shipped under GPL-3-or-later.
MAY_TRAIN = re.compile(r"CC0 1\.0|Public domain|CC BY [34]\.0|Apache-2\.0|CC BY-SA (3\.0( [A-Z]{2})?|4\.0)|GPL-2\+")


def may_train(licence: str) -> bool:
    return MAY_TRAIN.fullmatch(licence) is not None
