// SPDX-License-Identifier: Apache-2.0
// HOST, HOST:PORT, [IPV6]:PORT: the part of a URL that names a service.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bpf/result.hpp"

namespace config {

struct HostPort {
    std::string host;  // without brackets
    std::optional<std::uint16_t> port;
};

// Errors say what is wrong with it, without quoting the whole: "the host is missing; write ...".
[[nodiscard]] Result<HostPort> parse_host_port(std::string_view text);

// "192.0.2.1:4739", "[2001:db8::1]:4739"
[[nodiscard]] std::string host_port_text(const std::string& host, std::uint16_t port);

}  // namespace config
