// SPDX-License-Identifier: GPL-3.0-or-later
/// Ctrl-C and `kill`: the work in hand is given up in order, without leaving half a file.
#pragma once

namespace winnow::tools {

/// From now on SIGINT and SIGTERM only set a flag; a second one ends the program at once. A file that would
/// outgrow the size limit of the shell (ulimit -f) fails to be written instead of ending the program. [main]
void catchInterrupts();

/// True once a signal came. Long work asks this in its progress callback and stops. [any]
bool interrupted() noexcept;

/// 128 + number of the signal that came. [any]
int interruptExitCode() noexcept;

} // namespace winnow::tools
