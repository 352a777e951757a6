// SPDX-License-Identifier: GPL-3.0-or-later
/// Ctrl-C and `kill`.
#include "tools/interrupt.h"

#include "tools/exit_code.h"

#include <csignal>

namespace winnow::tools {
namespace {

volatile std::sig_atomic_t signalSeen = 0;

extern "C" void rememberSignal(int number) {
    signalSeen = number;
}

} // namespace

void catchInterrupts() {
    struct sigaction action = {};
    action.sa_handler = rememberSignal;
    // The second signal finds the default handler: a program stuck in a read can still be ended from the
    // keyboard.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGXFSZ, SIG_IGN); // a file at its size limit is an error of the write, not the end
}

bool interrupted() noexcept {
    return signalSeen != 0;
}

int interruptExitCode() noexcept {
    return exitCode::signalBase + static_cast<int>(signalSeen);
}

} // namespace winnow::tools
