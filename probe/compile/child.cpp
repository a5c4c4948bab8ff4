// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace probe {

namespace {

constexpr uid_t kNobody = 65534;
constexpr rlim_t kMostWritten = 64U << 20;  // octets of a file

tl::unexpected<Error> fail_with_errno(const std::string& what) { return fail(what + ": " + std::strerror(errno)); }

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

rlim_t seconds_of(std::chrono::milliseconds limit) { return static_cast<rlim_t>(limit.count() / 1000 + 1); }

int left_until(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::max<long>(left.count(), 0));
}

}  // namespace

Result<Child> Child::start(const ChildRequest& request) {
    Child child;
    child.name_ = request.command.front();
    child.time_limit_ = request.time_limit;
    child.errors_ = UniqueFd(::memfd_create("xdpflow", MFD_CLOEXEC));
    if (!child.errors_.is_open()) return fail_with_errno("cannot make a file in memory");
    // A socket and not a pipe: what is written to one that nobody reads any more sends no signal, if one asks for that.
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return fail_with_errno("cannot make a way to give a program its input");
    child.input_ = UniqueFd(ends[0]);
    // A user may have only so many of these: without one its end is waited for.
    child.names_ = UniqueFd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (::inotify_add_watch(child.names_.get(), request.folder.c_str(), IN_MOVED_TO) < 0) child.names_.reset();
    const UniqueFd input(ends[1]);
    ::shutdown(input.get(), SHUT_WR);

    std::vector<char*> arguments;
    for (const std::string& word : request.command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::string temporary = "TMPDIR=" + request.folder.string(), path = "PATH=/usr/bin:/bin", locale = "LC_ALL=C";
    const std::array<char*, 4> environment{temporary.data(), path.data(), locale.data(), nullptr};
    child.process_ = ::fork();
    if (child.process_ < 0) return fail_with_errno("cannot start " + child.name_);
    if (child.process_ == 0)
        become_child(arguments.data(), environment.data(), request.folder.c_str(), input.get(), child.errors_.get(),
                     request.memory_limit, seconds_of(request.time_limit), request.confinement);
    child.handle_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, child.process_, 0)));
    if (!child.handle_.is_open()) return fail_with_errno("cannot watch " + child.name_);
    return child;
}

Child::Child(Child&& other) noexcept
    : name_(std::move(other.name_)),
      time_limit_(other.time_limit_),
      process_(std::exchange(other.process_, -1)),
      handle_(std::move(other.handle_)),
      input_(std::move(other.input_)),
      errors_(std::move(other.errors_)),
      names_(std::move(other.names_)) {}

Child::~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

bool Child::is_running() const { return process_ > 0 && wait(std::chrono::steady_clock::now(), nullptr) == Event::late; }

// Whether there is news of such a file.
bool Child::has_named(const std::string& name) const {
    alignas(inotify_event) std::array<char, 4096> news{};
    const ssize_t got = ::read(names_.get(), news.data(), news.size());
    for (ssize_t at = 0; at < got;) {
        const auto* event = reinterpret_cast<const inotify_event*>(news.data() + at);
        if (event->len > 0 && name == event->name) return true;
        at += static_cast<ssize_t>(sizeof *event + event->len);
    }
    return false;
}

Child::Event Child::wait(std::chrono::steady_clock::time_point deadline, const std::string* name) const {
    std::array<pollfd, 2> events{{{handle_.get(), POLLIN, 0}, {names_.get(), POLLIN, 0}}};
    for (;;) {
        const int seen = ::poll(events.data(), name ? 2 : 1, left_until(deadline));
        if (seen < 0 && errno == EINTR) continue;
        if (events[0].revents) return Event::ended;
        if (seen <= 0) return Event::late;
        if (has_named(*name)) return Event::named;
    }
}

// False: the time is over. One that does not want all of it is asked for its reasons later.
bool Child::give(const std::string& input, std::chrono::steady_clock::time_point deadline) {
    for (std::size_t given = 0; given < input.size();) {
        const ssize_t sent = ::send(input_.get(), input.data() + given, input.size() - given, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) {
            given += static_cast<std::size_t>(sent);
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) break;
        pollfd room{input_.get(), POLLOUT, 0};
        if (::poll(&room, 1, left_until(deadline)) == 0) return false;
    }
    input_ = UniqueFd();
    return true;
}

Result<ChildResult> Child::finish(const std::string& input, const std::string* name) {
    const auto deadline = std::chrono::steady_clock::now() + time_limit_;
    const Event event = give(input, deadline) ? wait(deadline, name) : Event::late;
    if (event == Event::named) return ChildResult{0, content_of(errors_)};
    if (event == Event::late) ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(std::exchange(process_, -1), &status, 0);
    if (event == Event::late)
        return fail(name_ + " took longer than " + std::to_string(time_limit_.count()) + " ms and was stopped");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
        return fail(name_ + " was stopped: it wrote more than " + std::to_string(kMostWritten >> 20) + " MiB");
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
        return fail(name_ + " was stopped: it took more than " + std::to_string(seconds_of(time_limit_)) + " s of a CPU");
    if (WIFSIGNALED(status))
        return fail(name_ + " was ended by signal " + std::to_string(WTERMSIG(status)) + ": " + content_of(errors_));
    if (WEXITSTATUS(status) == 127) return fail(name_ + " cannot be run");
    return ChildResult{WEXITSTATUS(status), content_of(errors_)};
}

Result<ChildResult> run_child(const ChildRequest& request, const std::string& input) {
    auto child = Child::start(request);
    return child ? child->finish(input) : tl::unexpected(child.error());
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
