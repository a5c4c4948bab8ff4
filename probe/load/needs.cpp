// SPDX-License-Identifier: Apache-2.0
#include "probe/load/needs.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <sys/utsname.h>

#include <cerrno>
#include <iterator>

#include "probe/unique_fd.hpp"

namespace probe {

static tl::unexpected<Error> lacking(const char* what, const char* since) {
    utsname system{};
    ::uname(&system);
    return fail(std::string("this kernel (") + system.release + ") has no " + what + ", which came with Linux " + since +
                "; xdpflow needs Linux 5.15 or newer");
}

static bool is_forbidden() { return errno == EPERM || errno == EACCES; }

static tl::unexpected<Error> no_permission(const char* to_do) {
    return fail(std::string("no permission to ") + to_do + ": run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
}

// A small XDP program: libbpf_probe_bpf_prog_type() does not tell one that may not be loaded from one that is not known. Its
// difference of two pointers is what CAP_PERFMON is needed for.
static UniqueFd load_xdp() {
    const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_0, BPF_REG_10, 0, 0},
                             {BPF_ALU64 | BPF_SUB | BPF_X, BPF_REG_0, BPF_REG_10, 0, 0},
                             {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, XDP_PASS},
                             {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
    return UniqueFd(bpf_prog_load(BPF_PROG_TYPE_XDP, "needs", "GPL", pass, std::size(pass), nullptr));
}

Result<> check_needs() {
    libbpf_set_print([](libbpf_print_level, const char*, va_list) { return 0; });
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.map_flags = BPF_F_MMAPABLE;
    const UniqueFd array(bpf_map_create(BPF_MAP_TYPE_ARRAY, "needs", 4, 8, 1, &options));
    if (!array.is_open()) {
        if (is_forbidden()) return no_permission("use BPF");
        if (errno == ENOSYS) return lacking("BPF system call", "3.18");
        return lacking("arrays that user space can map (BPF_F_MMAPABLE)", "5.5");
    }
    const UniqueFd ring(bpf_map_create(BPF_MAP_TYPE_RINGBUF, "needs", 0, 0, 4096, nullptr));
    if (!ring.is_open()) return is_forbidden() ? no_permission("use BPF") : lacking("BPF ring buffer", "5.8");
    const UniqueFd xdp = load_xdp();
    if (!xdp.is_open()) return is_forbidden() ? no_permission("load XDP programs") : lacking("XDP", "4.8");
    if (libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_timer_init, nullptr) != 1) return lacking("BPF timer", "5.15");
    return {};
}

}  // namespace probe
