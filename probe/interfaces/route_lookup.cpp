// SPDX-License-Identifier: Apache-2.0
#include "probe/interfaces/route_lookup.hpp"

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "exporter/flow_hash.hpp"

namespace probe {
namespace {

using exporter::load_big_endian;

config::Address address_of(const std::byte* octets, std::size_t count) {
    if (count == 4) return {false, load_big_endian(octets, 4) << 32, 0};
    return {true, load_big_endian(octets, 8), load_big_endian(octets + 8, 8)};
}

void set_next_hop(exporter::Route& route, const void* octets, std::size_t count) {
    if (count != 4 && count != 16) return;
    route.next_hop = address_of(static_cast<const std::byte*>(octets), count);
    route.has_next_hop = true;
}

int take_attribute(const nlattr* attribute, void* of) {
    auto& route = *static_cast<exporter::Route*>(of);
    const std::size_t length = mnl_attr_get_payload_len(attribute);
    const auto* payload = static_cast<const std::byte*>(mnl_attr_get_payload(attribute));
    switch (mnl_attr_get_type(attribute)) {
        case RTA_OIF:
            if (length == sizeof(std::uint32_t)) route.output = mnl_attr_get_u32(attribute);
            break;
        case RTA_GATEWAY: set_next_hop(route, payload, length); break;
        case RTA_VIA:  // of the other family
            if (length > sizeof(rtvia)) set_next_hop(route, payload + sizeof(rtvia), length - sizeof(rtvia));
            break;
        default: break;
    }
    return MNL_CB_OK;
}

int take_route(const nlmsghdr* message, void* into) {
    if (message->nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(message) < sizeof(rtmsg)) return MNL_CB_STOP;
    exporter::Route route;
    const auto* head = static_cast<const rtmsg*>(mnl_nlmsg_get_payload(message));
    if (head->rtm_type == RTN_UNICAST && mnl_attr_parse(message, sizeof(rtmsg), take_attribute, &route) == MNL_CB_OK)
        *static_cast<exporter::Route*>(into) = route;
    return MNL_CB_STOP;
}

}  // namespace

void RouteLookup::Close::operator()(mnl_socket* socket) const { mnl_socket_close(socket); }

Result<std::unique_ptr<RouteLookup>> RouteLookup::make() {
    Socket socket(mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC));
    if (!socket || mnl_socket_bind(socket.get(), 0, MNL_SOCKET_AUTOPID) != 0)
        return fail(std::string("cannot ask the kernel about routes (netlink): ") + std::strerror(errno));
    return std::unique_ptr<RouteLookup>(new RouteLookup(std::move(socket)));
}

exporter::Route RouteLookup::find(const config::Address& destination, Time now) {
    const std::uint64_t hash =
        exporter::mixed(exporter::mixed(destination.high + (destination.is_ipv6 ? 1 : 0)) + destination.low);
    Remembered& place = remembered_[hash % kRemembered];
    if (now >= place.until || place.address != destination) place = {destination, ask(destination), now + kLifetime};
    return place.route;
}

exporter::Route RouteLookup::ask(const config::Address& destination) {
    std::array<char, 8192> buffer{};
    nlmsghdr* message = mnl_nlmsg_put_header(buffer.data());
    message->nlmsg_type = RTM_GETROUTE;
    message->nlmsg_flags = NLM_F_REQUEST;
    message->nlmsg_seq = ++sequence_;
    auto* head = static_cast<rtmsg*>(mnl_nlmsg_put_extra_header(message, sizeof(rtmsg)));
    head->rtm_family = destination.is_ipv6 ? AF_INET6 : AF_INET;
    head->rtm_dst_len = destination.is_ipv6 ? 128 : 32;
    std::array<std::byte, 16> octets{};
    exporter::store_big_endian(octets.data(), destination.high);
    exporter::store_big_endian(octets.data() + 8, destination.low);
    mnl_attr_put(message, RTA_DST, destination.is_ipv6 ? 16 : 4, octets.data());
    asked_++;
    exporter::Route route;
    if (mnl_socket_sendto(socket_.get(), message, message->nlmsg_len) < 0) return route;
    const ssize_t length = mnl_socket_recvfrom(socket_.get(), buffer.data(), buffer.size());
    // An answer that says that there is no route is an error to libmnl, and leaves it empty.
    if (length > 0)
        mnl_cb_run(buffer.data(), static_cast<std::size_t>(length), sequence_, mnl_socket_get_portid(socket_.get()), take_route,
                   &route);
    return route;
}

}  // namespace probe
