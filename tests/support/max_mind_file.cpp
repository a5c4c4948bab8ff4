// SPDX-License-Identifier: Apache-2.0
#include "tests/support/max_mind_file.hpp"

#include <bit>
#include <stdexcept>

namespace support {
namespace {

using Json = nlohmann::json;

constexpr unsigned kText = 2, kDouble = 3, kUint16 = 5, kUint32 = 6, kMap = 7, kUint64 = 9, kArray = 11;
constexpr std::size_t kSeparator = 16;  // octets between tree and data

std::string big_endian(std::uint64_t number, unsigned octets) {
    std::string text;
    for (unsigned i = octets; i-- > 0;) text += static_cast<char>(number >> 8 * i & 0xff);
    return text;
}

// The control octet, with what extends it.
std::string head(unsigned type, std::size_t size) {
    if (size >= 29 + 256) throw std::logic_error("too long for a data base of a test");
    const auto short_size = static_cast<unsigned>(size < 29 ? size : 29);
    std::string text = type > 7 ? big_endian(short_size, 1) + big_endian(type - 7, 1) : big_endian(type << 5 | short_size, 1);
    if (size >= 29) text += big_endian(size - 29, 1);
    return text;
}

std::string number(unsigned type, std::uint64_t value, unsigned octets) { return head(type, octets) + big_endian(value, octets); }

std::string encoded(const Json& value) {
    if (value.is_string()) return head(kText, value.get<std::string>().size()) + value.get<std::string>();
    if (value.is_number_float()) return head(kDouble, 8) + big_endian(std::bit_cast<std::uint64_t>(value.get<double>()), 8);
    if (value.is_number()) return number(kUint32, value.get<std::uint32_t>(), 4);
    std::string text = head(kMap, value.size());
    for (const auto& [key, item] : value.items()) text += encoded(key) + encoded(item);
    return text;
}

}  // namespace

MaxMindFile& MaxMindFile::add(const std::string& text, const Json& value) {
    const config::Network network = config::parse_network(text).value();
    const auto data = static_cast<std::uint32_t>(data_.size());
    data_ += encoded(value);
    const unsigned skipped = ip_version_ == 6 && !network.address.is_ipv6 ? 96 : 0;  // an IPv4 address lies in ::/96
    const unsigned length = skipped + network.length;
    const auto bit = [&](unsigned i) -> unsigned {
        if (i < skipped) return 0;
        i -= skipped;
        return (i < 64 ? network.address.high >> (63 - i) : network.address.low >> (127 - i)) & 1;
    };
    std::uint32_t at = 0;
    for (unsigned i = 0; i + 1 < length; i++) {
        const Branch before = nodes_[at][bit(i)];
        if (before.kind != Branch::Kind::node) {
            const auto made = static_cast<std::uint32_t>(nodes_.size());
            nodes_.push_back({before, before});
            nodes_[at][bit(i)] = {Branch::Kind::node, made};
        }
        at = nodes_[at][bit(i)].number;
    }
    nodes_[at][bit(length - 1)] = {Branch::Kind::data, data};
    return *this;
}

std::string MaxMindFile::octets() const {
    std::string text;
    for (const auto& node : nodes_)
        for (const Branch& branch : node) {
            const std::size_t none = nodes_.size();
            const std::size_t record = branch.kind == Branch::Kind::node   ? branch.number
                                       : branch.kind == Branch::Kind::data ? none + kSeparator + branch.number
                                                                           : none;
            text += big_endian(record, 3);
        }
    text += std::string(kSeparator, '\0') + data_ + "\xab\xcd\xefMaxMind.com";
    text += head(kMap, 9);
    text += encoded("node_count") + number(kUint32, nodes_.size(), 4);
    text += encoded("record_size") + number(kUint16, 24, 2);
    text += encoded("ip_version") + number(kUint16, ip_version_, 2);
    text += encoded("database_type") + encoded(kind_);
    text += encoded("languages") + head(kArray, 1) + encoded("en");
    text += encoded("binary_format_major_version") + number(kUint16, 2, 2);
    text += encoded("binary_format_minor_version") + number(kUint16, 0, 2);
    text += encoded("build_epoch") + number(kUint64, 1'795'169'472, 8);
    text += encoded("description") + encoded(Json{{"en", "made by a test"}});
    return text;
}

}  // namespace support
