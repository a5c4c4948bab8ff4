// SPDX-License-Identifier: Apache-2.0
#include "tests/support/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace support {

using probe::UniqueFd;

namespace {

[[noreturn]] void give_up(const std::string& what) { throw std::system_error(errno, std::generic_category(), what); }

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& word : words) result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

std::vector<std::string> environment_of(const Command& command) {
    std::vector<std::string> words = command.environment;
    for (char** inherited = environ; *inherited; inherited++) {
        const std::string word = *inherited, name = word.substr(0, word.find('=') + 1);
        const auto replaces = [&](const std::string& own) { return own.starts_with(name); };
        if (std::none_of(command.environment.begin(), command.environment.end(), replaces)) words.push_back(word);
    }
    return words;
}

bool die_with_parent(int parent) { return ::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && ::getppid() == parent; }

// Runs between fork and exec: the test may have threads, so nothing here waits for a lock of theirs.
[[noreturn]] void become(const Command& command, char* const* arguments, char* const* environment, int parent, int program,
                         int output, int errors) {
    bool ready = die_with_parent(parent) && (command.network < 0 || ::setns(command.network, CLONE_NEWNET) == 0);
    const UniqueFd nothing(::open("/dev/null", O_RDONLY));
    ready = ready && ::dup2(nothing.get(), 0) == 0 && ::dup2(output, 1) == 1 && ::dup2(errors, 2) == 2;
    if (command.no_output) ::close(1);
    if (command.user)
        ready = ready && ::setgroups(0, nullptr) == 0 && ::setgid(*command.user) == 0 && ::setuid(*command.user) == 0 &&
                die_with_parent(parent);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE}) ::signal(number, SIG_DFL);
    if (!ready) ::_exit(126);
    if (program >= 0) ::fexecve(program, arguments, environment);
    ::execvpe(arguments[0], arguments, environment);
    ::_exit(127);
}

UniqueFd memory_file() {
    UniqueFd file(::memfd_create("said", MFD_CLOEXEC));
    if (!file.is_open()) give_up("memfd_create");
    return file;
}

std::string content_of(const UniqueFd& file) {
    std::string content;
    std::array<char, 65536> part{};
    ssize_t got = 0;
    while ((got = ::pread(file.get(), part.data(), part.size(), static_cast<off_t>(content.size()))) > 0)
        content.append(part.data(), static_cast<std::size_t>(got));
    return content;
}

// Folders that exist now, in memory that a signal handler can read.
constexpr std::size_t kMostFolders = 16;
char folders[kMostFolders][128];

void remove_folders_and_die(int number) {
    for (const auto& folder : folders)
        if (folder[0] != 0) {
            const pid_t child = ::_Fork();
            if (child == 0) {
                ::execl("/bin/rm", "rm", "-rf", folder, nullptr);
                ::_exit(127);
            }
            ::waitpid(child, nullptr, 0);
        }
    ::signal(number, SIG_DFL);
    ::raise(number);
}

}  // namespace

bool eventually(const std::function<bool()>& condition, milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        ::poll(nullptr, 0, 1);
    }
    return true;
}

Process::Process(const Command& command) : output_(memory_file()), errors_(memory_file()) {
    std::vector<std::string> words = command.arguments, settings = environment_of(command);
    const auto arguments = pointers(words), environment = pointers(settings);
    // Opened here: another user may be unable to reach it.
    const UniqueFd program(command.user ? ::open(words.front().c_str(), O_PATH | O_CLOEXEC) : -1);
    const int output = command.standard_output >= 0 ? command.standard_output : output_.get(), parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) give_up("fork");
    if (pid_ == 0) become(command, arguments.data(), environment.data(), parent, program.get(), output, errors_.get());
    handle_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!handle_.is_open()) give_up("pidfd_open");
}

Process::~Process() {
    if (code_) return;
    signal(SIGKILL);
    wait();
}

std::string Process::output() const { return content_of(output_); }
std::string Process::errors() const { return content_of(errors_); }

bool Process::says(const std::string& text, milliseconds limit) {
    const auto said = [&] { return errors().find(text) != std::string::npos || output().find(text) != std::string::npos; };
    return eventually([&] { return said() || has_ended(); }, limit) && said();
}

void Process::signal(int number) const {
    if (!code_) ::kill(pid_, number);
}

std::optional<int> Process::wait(milliseconds limit) {
    if (code_) return code_;
    pollfd ended{handle_.get(), POLLIN, 0};
    if (::poll(&ended, 1, static_cast<int>(limit.count())) != 1) return std::nullopt;
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_) give_up("waitpid");
    code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return code_;
}

Answer run(const Command& command) {
    Process process(command);
    const auto code = process.wait();
    if (!code) throw std::runtime_error(command.arguments.front() + " does not end: " + process.errors());
    return {*code, process.output(), process.errors()};
}

ScratchFolder::ScratchFolder() {
    for (place_ = 0; place_ < kMostFolders && folders[place_][0] != 0;) place_++;
    if (place_ == kMostFolders) throw std::runtime_error("too many folders at a time");
    for (const int number : {SIGINT, SIGTERM}) ::signal(number, remove_folders_and_die);
    std::string name = std::filesystem::temp_directory_path() / "xdpflow-netns-XXXXXX";
    if (name.size() >= sizeof folders[0] || !::mkdtemp(name.data())) give_up(name);
    std::memcpy(folders[place_], name.c_str(), name.size() + 1);
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folders[place_], ignored);
    folders[place_][0] = 0;
}

std::string ScratchFolder::path(const std::string& name) const {
    return name.empty() ? std::string(folders[place_]) : std::string(folders[place_]) + "/" + name;
}

std::string ScratchFolder::write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name)) << content;
    return path(name);
}

}  // namespace support
