// SPDX-License-Identifier: Apache-2.0
#include "probe/load/needs.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <sys/utsname.h>

#include <cerrno>
#include <cstring>

#include "probe/unique_fd.hpp"

namespace probe {

static tl::unexpected<Error> lacking(const char* what, const char* since) {
    utsname system{};
    ::uname(&system);
    return fail(std::string("this kernel (") + system.release + ") has no " + what + ", which came with Linux " + since +
                "; xdpflow needs Linux 5.15 or newer");
}

Result<> check_needs() {
    libbpf_set_print([](libbpf_print_level, const char*, va_list) { return 0; });
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.map_flags = BPF_F_MMAPABLE;
    const UniqueFd array(bpf_map_create(BPF_MAP_TYPE_ARRAY, "needs", 4, 8, 1, &options));
    if (!array.is_open()) {
        if (errno == EPERM) return fail("no permission to use BPF: run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
        if (errno == ENOSYS) return lacking("BPF system call", "3.18");
        return lacking("arrays that user space can map (BPF_F_MMAPABLE)", "5.5");
    }
    const UniqueFd ring(bpf_map_create(BPF_MAP_TYPE_RINGBUF, "needs", 0, 0, 4096, nullptr));
    if (!ring.is_open()) return lacking("BPF ring buffer", "5.8");
    const int xdp = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_XDP, nullptr);
    if (xdp == -EPERM)
        return fail("no permission to load XDP programs: run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
    if (xdp != 1) return lacking("XDP", "4.8");
    if (libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_timer_init, nullptr) != 1) return lacking("BPF timer", "5.15");
    return {};
}

}  // namespace probe
