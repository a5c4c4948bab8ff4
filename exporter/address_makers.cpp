// SPDX-License-Identifier: Apache-2.0
// What data bases know of a flow's addresses: autonomous system, network, country, city, place.
#include <cstring>

#include "exporter/held_address.hpp"
#include "exporter/makers.hpp"

namespace exporter {
namespace {

void write(std::byte* out, std::uint32_t number) { store(out, number); }
void write(std::byte* out, std::uint8_t number) { store(out, number); }
template <std::size_t kOctets>
void write(std::byte* out, const std::array<std::byte, kOctets>& text) {
    std::memcpy(out, text.data(), kOctets);
}

// One of the facts of one of the addresses.
template <Side kSide, auto kFact>
Maker fact(const bpf::Layout& held, Sources& sources) {
    const HeldAddress address(held, kSide);
    AddressBook* book = address.is_held() ? sources.addresses.get() : nullptr;
    return [address, book](const Record& record, std::byte* out) {
        static const AddressFacts unknown;
        write(out, (book ? book->find(address(record)) : unknown).*kFact);
    };
}

constexpr Side kSource = Side::source, kDestination = Side::destination;
constexpr NamedMaker kMakers[] = {
    {"SRC_AS", fact<kSource, &AddressFacts::as>},
    {"DST_AS", fact<kDestination, &AddressFacts::as>},
    {"SRC_AS_MAP", fact<kSource, &AddressFacts::as_name>},
    {"DST_AS_MAP", fact<kDestination, &AddressFacts::as_name>},
    {"IPV4_SRC_MASK", fact<kSource, &AddressFacts::prefix>},
    {"IPV4_DST_MASK", fact<kDestination, &AddressFacts::prefix>},
    {"IPV6_SRC_MASK", fact<kSource, &AddressFacts::prefix>},
    {"IPV6_DST_MASK", fact<kDestination, &AddressFacts::prefix>},
    {"SRC_IP_COUNTRY", fact<kSource, &AddressFacts::country>},
    {"DST_IP_COUNTRY", fact<kDestination, &AddressFacts::country>},
    {"SRC_IP_CITY", fact<kSource, &AddressFacts::city>},
    {"DST_IP_CITY", fact<kDestination, &AddressFacts::city>},
    {"SRC_IP_LONG", fact<kSource, &AddressFacts::longitude>},
    {"DST_IP_LONG", fact<kDestination, &AddressFacts::longitude>},
    {"SRC_IP_LAT", fact<kSource, &AddressFacts::latitude>},
    {"DST_IP_LAT", fact<kDestination, &AddressFacts::latitude>},
};

}  // namespace

std::span<const NamedMaker> address_makers() { return kMakers; }

}  // namespace exporter
