// SPDX-License-Identifier: Apache-2.0
#include "probe/load/grace.hpp"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstring>

namespace probe {

Result<Grace> Grace::make() {
    UniqueFd inner(bpf_map_create(BPF_MAP_TYPE_ARRAY, "grace_inner", 4, 4, 1, nullptr));
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.inner_map_fd = static_cast<__u32>(inner.get());
    UniqueFd outer(inner.is_open() ? bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "grace", 4, 4, 1, &options) : -1);
    if (!outer.is_open())
        return fail(std::string("cannot make the map that waits for packets in flight: ") + std::strerror(errno));
    return Grace(std::move(inner), std::move(outer));
}

Result<> Grace::wait() const {
    const __u32 index = 0;
    const int inner = inner_.get();
    if (bpf_map_update_elem(outer_.get(), &index, &inner, 0) != 0)
        return fail(std::string("cannot wait for packets in flight: ") + std::strerror(errno));
    return {};
}

}  // namespace probe
