# SPDX-License-Identifier: GPL-3.0-or-later
"""Speech that Debian packages carry, prepared as a corpus: the modules behind tools/corpus-debian (docs/CORPUS.md)."""
