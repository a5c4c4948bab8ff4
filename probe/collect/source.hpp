// SPDX-License-Identifier: Apache-2.0
// Where messages come from, as a user writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bpf/result.hpp"

namespace probe::collect {

enum class Transport { udp, tcp, tls, file };

struct Source {
    Transport transport = Transport::file;
    std::string host;        // of udp, tcp and tls: a name or an address of this machine, without brackets; empty: all addresses
    std::uint16_t port = 0;  // likewise, in the byte order of this machine; 0: any that is free
    std::string path;        // of a file; "-": standard input
    friend bool operator==(const Source&, const Source&) = default;
};

// Reads udp://HOST:PORT, tcp://… and tls://…, file:///PATH, or a path. HOST may be missing, or an IPv6 address in brackets; PORT
// is by default that of IANA's registry, 4739, and for TLS 4740 (RFC 7011 section 10.3.4). Nothing is looked up.
[[nodiscard]] Result<Source> parse_source(std::string_view text);

// "udp://[::]:4739"
[[nodiscard]] std::string url(std::string_view scheme, const std::string& address, std::uint16_t port);

}  // namespace probe::collect
