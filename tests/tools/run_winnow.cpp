// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tools/run_winnow.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>

namespace winnow::test {
namespace {

constexpr auto longestRun = std::chrono::minutes(2);

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    }
    ~Pipe() { close(0), close(1); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close(std::size_t end) {
        if (ends[end] >= 0) ::close(ends[end]);
        ends[end] = -1;
    }
};

[[noreturn]] void becomeProgram(const std::string& program, const std::vector<std::string>& arguments,
                                const RunOptions& options, const Pipe& in, const Pipe& out, const Pipe& err) {
    const int input = options.inputFile.empty() ? in.ends[0] : ::open(options.inputFile.c_str(), O_RDONLY);
    ::dup2(input, STDIN_FILENO);
    ::dup2(out.ends[1], STDOUT_FILENO);
    ::dup2(err.ends[1], STDERR_FILENO);
    if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
    std::vector<char*> argv{const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execvp(program.c_str(), argv.data());
    ::_exit(127);
}

// Moves bytes both ways until the program has closed its outputs.
void converse(pid_t child, const RunOptions& options, Pipe& in, Pipe& out, Pipe& err, ProgramResult& result) {
    const auto deadline = std::chrono::steady_clock::now() + longestRun;
    std::size_t written = 0;
    bool interrupt = options.interruptAfterBytes >= 0;
    ::fcntl(in.ends[1], F_SETFL, O_NONBLOCK);
    while (out.ends[0] >= 0 || err.ends[0] >= 0) {
        if (written == options.input.size() && !interrupt && options.interruptAfterBytes < 0) in.close(1);
        if (interrupt && written >= static_cast<std::size_t>(options.interruptAfterBytes)) {
            ::kill(child, SIGINT);
            interrupt = false;
        }
        const bool more = written < options.input.size() && in.ends[1] >= 0;
        std::array<pollfd, 3> fds{
            {{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}, {more ? in.ends[1] : -1, POLLOUT, 0}}};
        if (::poll(fds.data(), fds.size(), 1000) < 0 && errno != EINTR)
            throw std::runtime_error("poll failed");
        if (std::chrono::steady_clock::now() > deadline) ::kill(child, SIGKILL);
        if (more && fds[2].revents != 0) {
            const ssize_t sent =
                ::write(in.ends[1], options.input.data() + written, options.input.size() - written);
            if (sent >= 0)
                written += static_cast<std::size_t>(sent);
            else if (errno != EAGAIN)
                in.close(1); // it does not want more
        }
        const auto drain = [](Pipe& pipe, const pollfd& fd, std::string& text) {
            if (pipe.ends[0] < 0 || fd.revents == 0) return;
            std::array<char, 65536> buffer{};
            const ssize_t got = ::read(pipe.ends[0], buffer.data(), buffer.size());
            if (got > 0)
                text.append(buffer.data(), static_cast<std::size_t>(got));
            else
                pipe.close(0);
        };
        drain(out, fds[0], result.out);
        drain(err, fds[1], result.err);
    }
}

} // namespace

ProgramResult runProgram(const std::string& program, const std::vector<std::string>& arguments,
                         const RunOptions& options) {
    ::signal(SIGPIPE, SIG_IGN); // a program may leave without reading all of its input
    Pipe in, out, err;
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("cannot fork");
    if (child == 0) becomeProgram(program, arguments, options, in, out, err);
    in.close(0), out.close(1), err.close(1);

    ProgramResult result;
    converse(child, options, in, out, err, result);
    int status = 0;
    ::waitpid(child, &status, 0);
    result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

ProgramResult runWinnow(const std::vector<std::string>& arguments, const RunOptions& options) {
    return runProgram(WINNOW_PROGRAM, arguments, options);
}

} // namespace winnow::test
