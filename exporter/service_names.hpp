// SPDX-License-Identifier: Apache-2.0
// Names of protocols and ports as this machine knows them: /etc/protocols and /etc/services, or what nsswitch.conf(5) has in their
// place. Read once; no look-up later asks the system.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace exporter {

class ServiceNames {
 public:
    ServiceNames() = default;  // knows none
    // All that the system lists; nothing if it lists none.
    [[nodiscard]] static ServiceNames of_this_system();

    void name_protocol(std::uint8_t protocol, std::string name) { protocols_[protocol] = std::move(name); }
    void name_port(std::uint8_t protocol, std::uint16_t port, std::string name) {
        ports_.emplace(std::pair(protocol, port), std::move(name));
    }

    // Empty: not known. UDP-Lite has the ports of UDP.
    [[nodiscard]] std::string_view protocol(std::uint8_t protocol) const { return protocols_[protocol]; }
    [[nodiscard]] std::string_view port(std::uint8_t protocol, std::uint16_t port) const;

 private:
    std::array<std::string, 256> protocols_;
    std::map<std::pair<std::uint8_t, std::uint16_t>, std::string> ports_;
};

// Whether flows of this protocol have ports.
[[nodiscard]] bool has_ports(std::uint8_t protocol);

}  // namespace exporter
