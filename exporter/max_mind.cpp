// SPDX-License-Identifier: Apache-2.0
#include "exporter/max_mind.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "exporter/record.hpp"

namespace exporter {
namespace {

constexpr std::size_t kLongestPath = 4;

}  // namespace

Result<std::unique_ptr<MaxMind>> MaxMind::open(const std::string& path) {
    std::unique_ptr<MaxMind> made(new MaxMind);
    const int status = ::MMDB_open(path.c_str(), MMDB_MODE_MMAP, &made->data_);
    if (status == MMDB_SUCCESS) {
        made->is_open_ = true;
        return made;
    }
    const bool is_of_system = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR;
    const std::string why = is_of_system ? std::strerror(errno) : ::MMDB_strerror(status);
    return tl::unexpected<Error>(Error{"cannot be read as a MaxMind data base: " + why, path, 0, 0});
}

bool MaxMind::is_one(const std::string& path) {
    MMDB_s data{};
    const int status = ::MMDB_open(path.c_str(), MMDB_MODE_MMAP, &data);
    if (status == MMDB_SUCCESS) ::MMDB_close(&data);
    return status == MMDB_SUCCESS || path.ends_with(".mmdb");
}

MaxMind::~MaxMind() {
    if (is_open_) ::MMDB_close(&data_);
}

std::optional<MaxMind::Found> MaxMind::find(const config::Address& address) {
    sockaddr_in ipv4{};
    sockaddr_in6 ipv6{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_addr.s_addr = htonl(static_cast<std::uint32_t>(address.high >> 32));
    ipv6.sin6_family = AF_INET6;
    auto* octets = reinterpret_cast<std::byte*>(&ipv6.sin6_addr);
    store_big_endian(octets, address.high);
    store_big_endian(octets + 8, address.low);
    const auto* wanted = address.is_ipv6 ? reinterpret_cast<const sockaddr*>(&ipv6) : reinterpret_cast<const sockaddr*>(&ipv4);
    int error = MMDB_SUCCESS;
    const MMDB_lookup_result_s result = ::MMDB_lookup_sockaddr(&data_, wanted, &error);
    // A data base of IPv4 alone says so of every other address.
    if (error != MMDB_SUCCESS && error != MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR) broken_++;
    if (error != MMDB_SUCCESS || !result.found_entry) return std::nullopt;
    // In a tree of IPv6, addresses of IPv4 are those of ::/96; a shorter prefix than that covers all of them.
    const int before = !address.is_ipv6 && data_.metadata.ip_version == 6 ? 96 : 0;
    return Found{result.entry, static_cast<std::uint8_t>(std::max(0, static_cast<int>(result.netmask) - before))};
}

std::optional<MMDB_entry_data_s> MaxMind::value(const Found& found, Path path, std::uint32_t type) const {
    std::array<const char*, kLongestPath + 1> names{};
    std::copy_n(path.begin(), std::min(path.size(), kLongestPath), names.begin());
    MMDB_entry_s entry = found.entry;
    MMDB_entry_data_s data{};
    if (::MMDB_aget_value(&entry, &data, names.data()) != MMDB_SUCCESS || !data.has_data || data.type != type)
        return std::nullopt;
    return data;
}

std::optional<std::string_view> MaxMind::text(const Found& found, Path path) const {
    const auto data = value(found, path, MMDB_DATA_TYPE_UTF8_STRING);
    return data ? std::optional(std::string_view(data->utf8_string, data->data_size)) : std::nullopt;
}

std::optional<std::uint32_t> MaxMind::number(const Found& found, Path path) const {
    const auto data = value(found, path, MMDB_DATA_TYPE_UINT32);
    return data ? std::optional(data->uint32) : std::nullopt;
}

std::optional<double> MaxMind::fraction(const Found& found, Path path) const {
    const auto data = value(found, path, MMDB_DATA_TYPE_DOUBLE);
    return data ? std::optional(data->double_value) : std::nullopt;
}

}  // namespace exporter
