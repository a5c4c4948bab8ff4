// SPDX-License-Identifier: Apache-2.0
#include "probe/interfaces/link_monitor.hpp"

#include <libmnl/libmnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>

namespace probe {

namespace {

constexpr int kKeptOctets = 1 << 20;  // some 700 events

tl::unexpected<Error> cannot(const char* what) {
    return fail(std::string("cannot ") + what + " the kernel about interfaces (netlink): " + std::strerror(errno));
}

std::uint32_t number(const nlattr* attribute) {
    return mnl_attr_validate(attribute, MNL_TYPE_U32) == 0 ? mnl_attr_get_u32(attribute) : 0;
}

std::string text(const nlattr* attribute) {
    return mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) == 0 ? mnl_attr_get_str(attribute) : std::string();
}

int take_kind(const nlattr* part, void* link) {
    if (mnl_attr_get_type(part) == IFLA_INFO_KIND) static_cast<Link*>(link)->kind = text(part);
    return MNL_CB_OK;
}

int take_program(const nlattr* part, void* link) {
    if (mnl_attr_get_type(part) == IFLA_XDP_PROG_ID) static_cast<Link*>(link)->xdp_program = number(part);
    return MNL_CB_OK;
}

int take_other_name(const nlattr* part, void* link) {
    if (mnl_attr_get_type(part) == IFLA_ALT_IFNAME) static_cast<Link*>(link)->other_names.push_back(text(part));
    return MNL_CB_OK;
}

int take_attribute(const nlattr* attribute, void* of) {
    Link& link = *static_cast<Link*>(of);
    switch (mnl_attr_get_type(attribute)) {
        case IFLA_IFNAME: link.name = text(attribute); break;
        case IFLA_IFALIAS: link.alias = text(attribute); break;
        case IFLA_MTU: link.mtu = number(attribute); break;
        case IFLA_MASTER: link.master = number(attribute); break;
        case IFLA_LINK: link.lower = number(attribute); break;
        case IFLA_LINK_NETNSID: link.lower_network = static_cast<std::int32_t>(number(attribute)); break;
        case IFLA_LINKINFO: return mnl_attr_parse_nested(attribute, take_kind, of);
        case IFLA_PROP_LIST: return mnl_attr_parse_nested(attribute, take_other_name, of);
        case IFLA_XDP: return mnl_attr_parse_nested(attribute, take_program, of);
        case IFLA_WIRELESS: return MNL_CB_ERROR;
        default: break;
    }
    return MNL_CB_OK;
}

// Nothing for messages that are no description of an interface: those of a bridge about its port, and wireless news.
std::optional<LinkEvent> event_of(const nlmsghdr* message) {
    if (message->nlmsg_type != RTM_NEWLINK && message->nlmsg_type != RTM_DELLINK) return std::nullopt;
    if (mnl_nlmsg_get_payload_len(message) < sizeof(ifinfomsg)) return std::nullopt;
    const auto* head = static_cast<const ifinfomsg*>(mnl_nlmsg_get_payload(message));
    if (head->ifi_family != AF_UNSPEC) return std::nullopt;
    LinkEvent event;
    event.gone = message->nlmsg_type == RTM_DELLINK;
    event.link.index = static_cast<std::uint32_t>(head->ifi_index);
    event.link.type = head->ifi_type;
    event.link.up = head->ifi_flags & IFF_UP;
    event.link.running = head->ifi_flags & IFF_RUNNING;
    event.link.loopback = head->ifi_flags & IFF_LOOPBACK;
    if (mnl_attr_parse(message, sizeof(ifinfomsg), take_attribute, &event.link) != MNL_CB_OK) return std::nullopt;
    if (event.link.name.empty()) return std::nullopt;
    return event;
}

int take_event(const nlmsghdr* message, void* events) {
    if (auto event = event_of(message)) static_cast<std::vector<LinkEvent>*>(events)->push_back(std::move(*event));
    return MNL_CB_OK;
}

using Buffer = std::array<char, 32'768>;  // what the kernel sends in one go at most

}  // namespace

void LinkMonitor::Close::operator()(mnl_socket* socket) const { mnl_socket_close(socket); }

Result<LinkMonitor::Socket> LinkMonitor::open(unsigned groups) {
    Socket socket(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | (groups ? SOCK_NONBLOCK : 0)));
    if (!socket || mnl_socket_bind(socket.get(), groups, MNL_SOCKET_AUTOPID) != 0) return cannot("ask");
    return socket;
}

Result<LinkMonitor> LinkMonitor::make() {
    auto socket = open(RTMGRP_LINK);
    if (!socket) return tl::unexpected(socket.error());
    LinkMonitor monitor(std::move(*socket));
    monitor.keep_at_most(kKeptOctets);
    return monitor;
}

int LinkMonitor::descriptor() const { return mnl_socket_get_fd(socket_.get()); }

void LinkMonitor::keep_at_most(int octets) const {
    if (::setsockopt(descriptor(), SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof octets) != 0)
        ::setsockopt(descriptor(), SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets);
}

Result<LinkMonitor::Batch> LinkMonitor::receive() {
    Batch batch;
    Buffer buffer;
    for (;;) {
        const ssize_t octets = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
        if (octets < 0 && errno == ENOBUFS) {
            batch.missed = true;
            continue;
        }
        if (octets < 0 && errno == EINTR) continue;
        if (octets < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return batch;
        if (octets < 0 || mnl_cb_run(buffer.data(), static_cast<std::size_t>(octets), 0, 0, take_event, &batch.events) < 0)
            return cannot("hear");
    }
}

Result<std::vector<Link>> LinkMonitor::all() {
    // Where interfaces change while they are listed, the list says so (EINTR), and is wrong.
    for (int attempt = 0; attempt < 100; attempt++) {
        auto socket = open(0);
        if (!socket) return tl::unexpected(socket.error());
        Buffer buffer;
        nlmsghdr* request = mnl_nlmsg_put_header(buffer.data());
        request->nlmsg_type = RTM_GETLINK;
        request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
        request->nlmsg_seq = 1;
        static_cast<ifinfomsg*>(mnl_nlmsg_put_extra_header(request, sizeof(ifinfomsg)))->ifi_family = AF_UNSPEC;
        if (mnl_socket_sendto(socket->get(), request, request->nlmsg_len) < 0) return cannot("ask");
        std::vector<LinkEvent> events;
        int going = MNL_CB_OK;
        while (going > MNL_CB_STOP) {
            const ssize_t octets = mnl_socket_recvfrom(socket->get(), buffer.data(), buffer.size());
            if (octets < 0) return cannot("ask");
            going = mnl_cb_run(buffer.data(), static_cast<std::size_t>(octets), 1, mnl_socket_get_portid(socket->get()),
                               take_event, &events);
        }
        if (going < 0 && errno == EINTR) continue;
        if (going < 0) return cannot("ask");
        std::vector<Link> links;
        for (LinkEvent& event : events) links.push_back(std::move(event.link));
        return links;
    }
    return fail("interfaces change faster than the kernel can list them");
}

}  // namespace probe
