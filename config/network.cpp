// SPDX-License-Identifier: Apache-2.0
#include "config/network.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <string>

namespace config {
namespace {

std::uint64_t big_endian(const std::uint8_t* octets, int count) {
    std::uint64_t number = 0;
    for (int i = 0; i < count; ++i) number = number << 8 | octets[i];
    return number;
}

// The upper `length` bits of 64; a length beyond them is all of them.
std::uint64_t upper_bits(int length) {
    if (length <= 0) return 0;
    return length >= 64 ? ~std::uint64_t{0} : ~(~std::uint64_t{0} >> length);
}

// "24", or of IPv4 a mask: "255.255.255.0".
std::optional<int> length_of(std::string_view text, bool is_ipv6) {
    int length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (error == std::errc{} && end == text.data() + text.size()) return length;
    const auto mask = is_ipv6 ? std::nullopt : parse_address(text);
    if (!mask || mask->is_ipv6) return std::nullopt;
    length = std::countl_one(mask->high);
    if (upper_bits(length) != mask->high) return std::nullopt;
    return length;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
    const std::string copy(text);
    std::array<std::uint8_t, 16> octets{};
    if (copy.find('\0') != std::string::npos) return std::nullopt;
    if (::inet_pton(AF_INET, copy.c_str(), octets.data()) == 1) return Address{false, big_endian(octets.data(), 4) << 32, 0};
    if (::inet_pton(AF_INET6, copy.c_str(), octets.data()) == 1)
        return Address{true, big_endian(octets.data(), 8), big_endian(octets.data() + 8, 8)};
    return std::nullopt;
}

Result<Network> parse_network(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address) return fail(fmt::format("\"{}\" is not a network; write one like 192.0.2.0/24 or 2001:db8::/32", text));
    const int most = address->is_ipv6 ? 128 : 32;
    const auto length = slash == std::string_view::npos ? most : length_of(text.substr(slash + 1), address->is_ipv6);
    if (!length || *length < 0 || *length > most)
        return fail(fmt::format("\"{}\" is not a network: the length of its prefix is a number from 0 to {}", text, most));
    Network network{*address, static_cast<std::uint8_t>(*length)};
    network.address.high &= upper_bits(*length);
    network.address.low &= upper_bits(*length - 64);
    return network;
}

Result<std::vector<Network>> parse_networks(std::string_view text) {
    constexpr std::string_view kBetween = ", \t";
    std::vector<Network> networks;
    for (std::size_t at = text.find_first_not_of(kBetween); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(kBetween, at), text.size());
        const auto network = parse_network(text.substr(at, end - at));
        if (!network) return tl::unexpected(network.error());
        networks.push_back(*network);
        at = text.find_first_not_of(kBetween, end);
    }
    if (networks.empty()) return fail("there is no network; write one like 192.0.2.0/24 or 2001:db8::/32");
    return networks;
}

Address last_of(const Network& network) {
    Address last = network.address;
    last.high |= ~upper_bits(network.length);
    last.low |= ~upper_bits(network.length - 64);
    return last;
}

}  // namespace config
