// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tunnelled.hpp"

namespace support {

static MeterSetup looking_into(std::uint32_t levels) {
    MeterSetup setup;
    setup.tunnels = levels;
    return setup;
}

std::string seen(const Packet& frame, std::uint32_t levels) {
    const Metering metering =
        Meter("IP_PROTOCOL_VERSION PROTOCOL L4_DST_PORT IN_BYTES IN_PKTS", looking_into(levels)).run({frame});
    if (metering.counters.malformed == 1) return "malformed";
    if (metering.counters.non_ip == 1) return "non-IP";
    if (metering.values("IN_PKTS") != "1" || metering.values("IN_BYTES") != std::to_string(metering.counters.octets))
        return "lost";
    std::string values = metering.values("IP_PROTOCOL_VERSION");
    for (const char* field : {"PROTOCOL", "L4_DST_PORT", "IN_BYTES"}) values += " " + metering.values(field);
    return values;
}

std::string tunnelled(const std::string& field, const std::vector<Captured>& frames, const std::string& fields) {
    return metered(field, frames, fields, looking_into(4));
}

std::string tunnelled_by_octets(const std::string& field, const Packet& packet) {
    return by_captured_octets(field, packet, looking_into(4));
}

}  // namespace support
