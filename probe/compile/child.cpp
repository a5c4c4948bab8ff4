// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "probe/unique_fd.hpp"

namespace probe {

namespace {

constexpr uid_t kNobody = 65534;
constexpr rlim_t kMostWritten = 64U << 20;  // octets of a file

tl::unexpected<Error> fail_with_errno(const std::string& what) { return fail(what + ": " + std::strerror(errno)); }

Result<UniqueFd> memory_file(const std::string& content) {
    UniqueFd file(::memfd_create("xdpflow", MFD_CLOEXEC));
    if (!file.is_open()) return fail_with_errno("cannot make a file in memory");
    for (std::size_t done = 0; done < content.size();) {
        const ssize_t written = ::write(file.get(), content.data() + done, content.size() - done);
        if (written < 0) return fail_with_errno("cannot fill a file in memory");
        done += static_cast<std::size_t>(written);
    }
    ::lseek(file.get(), 0, SEEK_SET);
    return file;
}

std::string content_of(const UniqueFd& file) {
    std::string content;
    std::array<char, 4096> buffer{};
    ssize_t got = 0;
    for (off_t at = 0; (got = ::pread(file.get(), buffer.data(), buffer.size(), at)) > 0 && content.size() < 65536; at += got)
        content.append(buffer.data(), static_cast<std::size_t>(got));
    return content;
}

// Runs between fork and exec: nothing here may allocate.
[[noreturn]] void become_child(char* const* arguments, char* const* environment, const char* folder, int input, int errors,
                               rlim_t memory, rlim_t seconds, const Confinement* confinement) {
    const auto limit = [](int what, rlim_t value) {
        const rlimit both{value, value};
        ::setrlimit(static_cast<__rlimit_resource>(what), &both);
    };
    const int nothing = ::open("/dev/null", O_WRONLY);
    if (::dup2(input, 0) < 0 || ::dup2(nothing, 1) < 0 || ::dup2(errors, 2) < 0 || ::chdir(folder) != 0) ::_exit(127);
    if (!confinement) ::close_range(3, ~0U, 0);
    if (confinement) ::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
    ::umask(022);  // what the child writes, the one who started it reads
    limit(RLIMIT_AS, memory), limit(RLIMIT_CPU, seconds), limit(RLIMIT_FSIZE, kMostWritten), limit(RLIMIT_CORE, 0);
    if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) ::_exit(127);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) ::_exit(127);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    if (confinement && !confinement->enter()) ::_exit(127);
    ::execve(arguments[0], arguments, environment);
    ::_exit(127);
}

// -1: the time is over.
int wait_for(pid_t child, std::chrono::milliseconds limit) {
    const UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
    pollfd ended{handle.get(), POLLIN, 0};
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (::poll(&ended, 1, static_cast<int>(std::max<long>(left.count(), 0))) != 0 && errno == EINTR && !ended.revents)
            continue;
        break;
    }
    int status = 0;
    if (ended.revents) {
        ::waitpid(child, &status, 0);
        return status;
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return -1;
}

}  // namespace

Result<ChildResult> run_child(const ChildRequest& request) {
    const auto input = memory_file(request.input);
    const auto errors = memory_file("");
    if (!input || !errors) return tl::unexpected((input ? errors : input).error());
    std::vector<char*> arguments;
    for (const std::string& word : request.command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::string temporary = "TMPDIR=" + request.folder.string(), path = "PATH=/usr/bin:/bin", locale = "LC_ALL=C";
    const std::array<char*, 4> environment{temporary.data(), path.data(), locale.data(), nullptr};
    const auto seconds = static_cast<rlim_t>(request.time_limit.count() / 1000 + 1);

    const pid_t child = ::fork();
    if (child < 0) return fail_with_errno("cannot start " + request.command.front());
    if (child == 0)
        become_child(arguments.data(), environment.data(), request.folder.c_str(), input->get(), errors->get(),
                     request.memory_limit, seconds, request.confinement);
    const int status = wait_for(child, request.time_limit);
    if (status == -1)
        return fail(request.command.front() + " took longer than " + std::to_string(request.time_limit.count()) +
                    " ms and was stopped");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return fail(request.command.front() + " was stopped: it wrote more than " + std::to_string(kMostWritten >> 20) + " MiB");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return fail(request.command.front() + " was stopped: it took more than " + std::to_string(seconds) + " s of a CPU");
    if (WIFSIGNALED(status))
        return fail(request.command.front() + " was ended by signal " + std::to_string(WTERMSIG(status)) + ": " +
                    content_of(*errors));
    if (WEXITSTATUS(status) == 127) return fail(request.command.front() + " cannot be run");
    return ChildResult{WEXITSTATUS(status), content_of(*errors)};
}

Result<ScratchFolder> ScratchFolder::make() {
    const char* base = std::getenv("TMPDIR");
    std::string path = std::string(base && *base == '/' ? base : "/tmp") + "/xdpflow-XXXXXX";
    if (!::mkdtemp(path.data())) return fail_with_errno("cannot make a folder like " + path);
    ScratchFolder folder{path};
    // Root stays its owner: a service whose root may not pass over permissions (CAP_DAC_OVERRIDE) reads and removes what is in it.
    if (::geteuid() == 0 && (::chown(path.c_str(), 0, kNobody) != 0 || ::chmod(path.c_str(), 0770) != 0))
        return fail_with_errno("cannot share " + path);
    return folder;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace probe
