// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/confinement.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace probe {

namespace {

constexpr __u64 kTruncate = 1ULL << 14;  // younger than Debian's header: Landlock's third version
constexpr __u64 kRead = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr __u64 kReadFile = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE;
constexpr __u64 kWrite = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_WRITE_FILE |
                         LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
constexpr __u64 kFirstVersion = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

// Those of a child that has no business with anybody: sockets, other processes, the kernel's settings.
constexpr const char* kForbidden[] = {"socket",
                                      "socketpair",
                                      "io_uring_setup",
                                      "ptrace",
                                      "kill",
                                      "tkill",
                                      "pidfd_send_signal",
                                      "rt_sigqueueinfo",
                                      "setpriority",
                                      "process_vm_readv",
                                      "process_vm_writev",
                                      "bpf",
                                      "userfaultfd",
                                      "perf_event_open",
                                      "keyctl",
                                      "add_key",
                                      "request_key",
                                      "mount",
                                      "unshare",
                                      "setns",
                                      "pidfd_getfd",
                                      "kcmp",
                                      "init_module",
                                      "finit_module",
                                      "kexec_load",
                                      "open_by_handle_at",
                                      "msgget",
                                      "shmget",
                                      "semget",
                                      "mq_open",
                                      "clone3",
                                      "memfd_secret",
                                      "personality"};

bool allow(int rules, const std::filesystem::path& path, __u64 access_of_folder, __u64 access_of_file) {
    const UniqueFd file(::open(path.c_str(), O_PATH | O_CLOEXEC));
    if (!file.is_open()) return true;
    std::error_code error;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = std::filesystem::is_directory(path, error) ? access_of_folder : access_of_file;
    rule.parent_fd = file.get();
    return ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

Result<std::vector<sock_filter>> make_filter() {
    const std::unique_ptr<void, void (*)(void*)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
    bool is_sound = filter != nullptr;
    for (const char* name : kForbidden) {
        const int number = seccomp_syscall_resolve_name(name);
        // ENOSYS of clone3 makes libraries take clone, which needs no look into memory to be judged.
        const int answer = std::strcmp(name, "clone3") == 0 ? ENOSYS : EPERM;
        if (is_sound && number != __NR_SCMP_ERROR)
            is_sound = seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(static_cast<unsigned>(answer)), number, 0) == 0;
    }
    const UniqueFd memory(::memfd_create("filter", MFD_CLOEXEC));
    if (!is_sound || !memory.is_open() || seccomp_export_bpf(filter.get(), memory.get()) != 0)
        return fail("cannot make the filter of system calls for the compiler");
    std::vector<sock_filter> code(static_cast<std::size_t>(::lseek(memory.get(), 0, SEEK_END)) / sizeof(sock_filter));
    const std::size_t octets = code.size() * sizeof(sock_filter);
    if (::pread(memory.get(), code.data(), octets, 0) != static_cast<ssize_t>(octets))
        return fail("cannot read the filter of system calls for the compiler");
    return code;
}

}  // namespace

Result<Confinement> Confinement::make(const std::vector<std::filesystem::path>& readable, const std::filesystem::path& writable) {
    Confinement confinement;
    auto filter = make_filter();
    if (!filter) return tl::unexpected(filter.error());
    confinement.filter_ = std::move(*filter);
    const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return confinement;
    landlock_ruleset_attr rules{};
    rules.handled_access_fs = kFirstVersion | (version >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) | (version >= 3 ? kTruncate : 0);
    confinement.rules_ = UniqueFd(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0)));
    bool is_sound = confinement.rules_.is_open();
    for (const auto& path : readable) is_sound = is_sound && allow(confinement.rules_.get(), path, kRead, kReadFile);
    const __u64 write = kWrite | (version >= 3 ? kTruncate : 0);
    is_sound = is_sound && allow(confinement.rules_.get(), writable, write, 0);
    is_sound =
        is_sound && allow(confinement.rules_.get(), "/dev/null", 0, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    if (!is_sound) return fail(std::string("cannot make the rules of files for the compiler: ") + std::strerror(errno));
    return confinement;
}

bool Confinement::enter() const {
    __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    if (::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 || ::syscall(SYS_capset, &head, none) != 0) return false;
    if (rules_.is_open() && ::syscall(SYS_landlock_restrict_self, rules_.get(), 0) != 0) return false;
    const sock_fprog program{static_cast<unsigned short>(filter_.size()), const_cast<sock_filter*>(filter_.data())};
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

}  // namespace probe
