// SPDX-License-Identifier: Apache-2.0
#include "exporter/service_names.hpp"

#include <netdb.h>
#include <netinet/in.h>

#include <optional>

namespace exporter {
namespace {

constexpr std::uint8_t kTcp = 6, kUdp = 17, kDccp = 33, kSctp = 132, kUdpLite = 136;

std::optional<std::uint8_t> number_of(std::string_view protocol) {
    if (protocol == "tcp") return kTcp;
    if (protocol == "udp") return kUdp;
    if (protocol == "dccp") return kDccp;
    if (protocol == "sctp") return kSctp;
    return std::nullopt;
}

}  // namespace

ServiceNames ServiceNames::of_this_system() {
    ServiceNames names;
    ::setprotoent(1);
    // The first alias is the name as IANA writes it: TCP, IPv6-ICMP.
    while (const protoent* entry = ::getprotoent())
        if (entry->p_proto >= 0 && entry->p_proto < 256)
            names.name_protocol(static_cast<std::uint8_t>(entry->p_proto),
                                entry->p_aliases[0] != nullptr ? entry->p_aliases[0] : entry->p_name);
    ::endprotoent();
    ::setservent(1);
    while (const servent* entry = ::getservent())
        if (const auto protocol = number_of(entry->s_proto))
            names.name_port(*protocol, ntohs(static_cast<std::uint16_t>(entry->s_port)), entry->s_name);
    ::endservent();
    return names;
}

std::string_view ServiceNames::port(std::uint8_t protocol, std::uint16_t port) const {
    const auto found = ports_.find({protocol == kUdpLite ? kUdp : protocol, port});
    return found == ports_.end() ? std::string_view() : std::string_view(found->second);
}

bool has_ports(std::uint8_t protocol) {
    return protocol == kTcp || protocol == kUdp || protocol == kDccp || protocol == kSctp || protocol == kUdpLite;
}

}  // namespace exporter
