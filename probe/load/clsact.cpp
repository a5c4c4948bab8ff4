// SPDX-License-Identifier: Apache-2.0
#include "probe/load/clsact.hpp"

#include <bpf/libbpf.h>
#include <libmnl/libmnl.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <set>

namespace probe {

namespace {

constexpr const char* kOurs = "xdpflow:[";  // as libbpf names the filter of a program called xdpflow

// The handle of a filter whose process has made clsact, too, for those who come after it; others have the usual one.
constexpr std::uint32_t kUsualHandle = 1, kMakersHandle = 0x786466;

// Interfaces whose clsact this process has made, or has from a maker that is gone.
std::set<std::uint32_t>& made_here() {
    static std::set<std::uint32_t> interfaces;
    return interfaces;
}

bpf_tc_hook hook_of(std::uint32_t interface, Direction direction) {
    bpf_tc_hook hook{};
    hook.sz = sizeof hook;
    hook.ifindex = static_cast<int>(interface);
    hook.attach_point = direction == Direction::in ? BPF_TC_INGRESS : BPF_TC_EGRESS;
    return hook;
}

int take_bpf_option(const nlattr* attribute, void* of) {
    auto& filter = *static_cast<FoundFilter*>(of);
    const int type = mnl_attr_get_type(attribute);
    if (type == TCA_BPF_NAME && mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) == 0) filter.name = mnl_attr_get_str(attribute);
    if (type == TCA_BPF_ID && mnl_attr_validate(attribute, MNL_TYPE_U32) == 0) filter.program = mnl_attr_get_u32(attribute);
    return MNL_CB_OK;
}

int take_attribute(const nlattr* attribute, void* of) {
    // Options of other kinds of filters have other meanings, but none has a name of ours.
    return mnl_attr_get_type(attribute) == TCA_OPTIONS ? mnl_attr_parse_nested(attribute, take_bpf_option, of) : MNL_CB_OK;
}

int take_filter(const nlmsghdr* message, void* filters) {
    if (message->nlmsg_type != RTM_NEWTFILTER || mnl_nlmsg_get_payload_len(message) < sizeof(tcmsg)) return MNL_CB_OK;
    const auto* head = static_cast<const tcmsg*>(mnl_nlmsg_get_payload(message));
    if (head->tcm_handle == 0) return MNL_CB_OK;  // the place for filters of one priority
    FoundFilter filter;
    filter.handle = head->tcm_handle;
    filter.priority = head->tcm_info >> 16;
    mnl_attr_parse(message, sizeof(tcmsg), take_attribute, &filter);
    static_cast<std::vector<FoundFilter>*>(filters)->push_back(std::move(filter));
    return MNL_CB_OK;
}

bool is_ours(const FoundFilter& filter) { return filter.name.starts_with(kOurs); }

// A name that one process at a time can have, by network namespace, interface and direction.
// Not open: another process has it.
Result<UniqueFd> take_name(const Interface& interface, Direction direction) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = "xdpflow clsact " + std::to_string(interface.index) + (direction == Direction::in ? " in" : " out");
    std::memcpy(address.sun_path + 1, name.data(), name.size());
    UniqueFd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return fail(std::string("no socket: ") + std::strerror(errno));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0) return socket;
    if (errno == EADDRINUSE) return UniqueFd();
    return fail(interface.name + ": cannot take its name: " + std::strerror(errno));
}

Error taken(const Interface& interface, Direction direction) {
    std::string which;
    if (const auto filters = filters_of(interface.index, direction))
        for (const FoundFilter& filter : *filters)
            if (is_ours(filter)) which = ": program id " + std::to_string(filter.program);
    return {interface.name + ": another xdpflow meters what " + (direction == Direction::in ? "enters" : "leaves") +
                " it already" + which + "; stop that process first",
            {},
            0,
            0};
}

// Of a process that is gone: this one holds its name.
Result<> remove_remains(const Interface& interface, Direction direction, std::string& remark) {
    const auto filters = filters_of(interface.index, direction);
    if (!filters) return tl::unexpected(filters.error());
    const bpf_tc_hook hook = hook_of(interface.index, direction);
    for (const FoundFilter& filter : *filters) {
        if (!is_ours(filter)) continue;
        bpf_tc_opts options{};
        options.sz = sizeof options;
        options.handle = filter.handle;
        options.priority = filter.priority;
        const std::string id = "program id " + std::to_string(filter.program);
        if (const int error = ::bpf_tc_detach(&hook, &options); error != 0)
            return fail(interface.name + ": cannot remove what an xdpflow that is gone has left in clsact (" + id +
                        "): " + std::strerror(-error) + "; run: tc filter show dev " + interface.name +
                        (direction == Direction::in ? " ingress" : " egress"));
        if (filter.handle == kMakersHandle) made_here().insert(interface.index);
        remark +=
            remark.empty() ? interface.name + ": removed what an xdpflow that is gone had left in clsact: " + id : ", " + id;
    }
    return {};
}

}  // namespace

Result<std::vector<FoundFilter>> filters_of(std::uint32_t interface, Direction direction) {
    const std::unique_ptr<mnl_socket, int (*)(mnl_socket*)> socket(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC),
                                                                   mnl_socket_close);
    const auto cannot = [] { return fail(std::string("cannot ask the kernel for filters (netlink): ") + std::strerror(errno)); };
    if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) != 0) return cannot();
    std::array<char, 32'768> buffer{};
    nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
    request->nlmsg_type = RTM_GETTFILTER;
    request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request->nlmsg_seq = 1;
    auto* head = static_cast<tcmsg*>(mnl_nlmsg_put_extra_header(request, sizeof(tcmsg)));
    head->tcm_family = AF_UNSPEC;
    head->tcm_ifindex = static_cast<int>(interface);
    head->tcm_parent = TC_H_MAKE(TC_H_CLSACT, direction == Direction::in ? TC_H_MIN_INGRESS : TC_H_MIN_EGRESS);
    if (mnl_socket_sendto(socket.get(), request, request->nlmsg_len) < 0) return cannot();
    std::vector<FoundFilter> filters;
    for (int going = MNL_CB_OK; going > MNL_CB_STOP;) {
        const ssize_t octets = mnl_socket_recvfrom(socket.get(), buffer.data(), buffer.size());
        if (octets < 0) return cannot();
        going = mnl_cb_run(buffer.data(), static_cast<std::size_t>(octets), 1, mnl_socket_get_portid(socket.get()), take_filter,
                           &filters);
        if (going < 0) return cannot();
    }
    return filters;
}

Result<ClsactFilter> ClsactFilter::attach(int program, const Interface& interface, Direction direction, std::string& remark) {
    auto name = take_name(interface, direction);
    if (!name) return tl::unexpected(name.error());
    if (!name->is_open()) return tl::unexpected(taken(interface, direction));
    ClsactFilter filter;  // from here on it takes along what it has made
    filter.name_held_ = std::move(*name);
    filter.interface_ = interface.index;
    filter.direction_ = direction;
    bpf_tc_hook both = hook_of(interface.index, direction);
    both.attach_point = static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS);
    const int made = ::bpf_tc_hook_create(&both);
    if (made == 0) made_here().insert(interface.index);
    if (made != 0 && made != -EEXIST)
        return fail(interface.name + ": cannot make the queueing discipline clsact: " + std::strerror(-made));
    if (auto removed = remove_remains(interface, direction, remark); !removed) return tl::unexpected(removed.error());
    const Direction other = direction == Direction::in ? Direction::out : Direction::in;
    if (const auto others_name = take_name(interface, other); others_name && others_name->is_open())
        if (auto removed = remove_remains(interface, other, remark); !removed) return tl::unexpected(removed.error());
    const bpf_tc_hook hook = hook_of(interface.index, direction);
    bpf_tc_opts options{};
    options.sz = sizeof options;
    options.prog_fd = program;
    options.handle = made_here().contains(interface.index) ? kMakersHandle : kUsualHandle;
    if (const int error = ::bpf_tc_attach(&hook, &options); error != 0)
        return fail(interface.name + ": cannot attach the program to clsact: " + std::strerror(-error));
    filter.handle_ = options.handle;
    filter.priority_ = options.priority;
    return filter;
}

// Where it is gone the kernel would make a new one.
int ClsactFilter::replace(int program) {
    if (!is_there()) return ENOENT;
    const bpf_tc_hook hook = hook_of(interface_, direction_);
    bpf_tc_opts options{};
    options.sz = sizeof options;
    options.prog_fd = program;
    options.handle = handle_;
    options.priority = priority_;
    options.flags = BPF_TC_F_REPLACE;
    return -::bpf_tc_attach(&hook, &options);
}

bool ClsactFilter::is_there() const {
    const auto filters = filters_of(interface_, direction_);
    return filters && std::any_of(filters->begin(), filters->end(), [&](const FoundFilter& filter) {
               return filter.handle == handle_ && filter.priority == priority_;
           });
}

void ClsactFilter::remove() {
    if (!name_held_.is_open()) return;
    bpf_tc_hook hook = hook_of(interface_, direction_);
    bpf_tc_opts options{};
    options.sz = sizeof options;
    options.handle = handle_;
    options.priority = priority_;
    if (handle_ != 0) ::bpf_tc_detach(&hook, &options);
    const auto in = filters_of(interface_, Direction::in), out = filters_of(interface_, Direction::out);
    if (made_here().contains(interface_) && in && in->empty() && out && out->empty()) {
        hook.attach_point = static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS);
        ::bpf_tc_hook_destroy(&hook);
        made_here().erase(interface_);
    }
    name_held_.reset();
}

}  // namespace probe
