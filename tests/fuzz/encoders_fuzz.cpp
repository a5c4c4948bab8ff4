// SPDX-License-Identifier: Apache-2.0
// Any records of any built-in fields, encoded as IPFIX, NetFlow v9 or v5 in messages of any size, come back as they were. The first octet
// chooses the protocol, the others are what tests/unit/exporter/round_trip.hpp chooses by.
#include <array>
#include <cstdint>
#include <span>

#include "tests/unit/exporter/round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using config::Protocol;
    if (size == 0) return 0;
    const Protocol protocol = std::array{Protocol::ipfix, Protocol::netflow9, Protocol::netflow5}[data[0] % 3];
    exporter::testing::RoundTrip(protocol, std::span(data, size).subspan(1)).run();  // what it throws ends the program
    return 0;
}
