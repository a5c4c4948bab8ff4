// SPDX-License-Identifier: Apache-2.0
// Where flows are sent, as a user writes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "bpf/result.hpp"

namespace config {

// The program knows the probe's own messages to so many (bpf/shared.h).
inline constexpr std::size_t kMostCollectors = 16;
[[nodiscard]] std::string too_many_collectors();  // what to say of more

struct CollectorAddress {
    std::string host;           // a name, or an IPv4 or IPv6 address without brackets
    std::uint16_t port = 4739;  // in the byte order of this machine; the default is IANA's for ipfix
    friend bool operator==(const CollectorAddress&, const CollectorAddress&) = default;

    // "udp://192.0.2.1:4739", "udp://[2001:db8::1]:4739"
    [[nodiscard]] std::string text() const;
};

// Reads udp://HOST, udp://HOST:PORT or HOST:PORT, where HOST is a name, an IPv4 address or an IPv6 address in brackets. Nothing
// is looked up. Errors quote the text and say which part is wrong.
[[nodiscard]] Result<CollectorAddress> parse_collector_address(std::string_view text);

}  // namespace config
