// SPDX-License-Identifier: Apache-2.0
// What a collector of NetFlow v9 and v5 makes of messages, after RFC 3954 and Cisco's table alone: shares nothing with the encoders.
// What is wrong with a message is thrown as a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace exporter::testing {

// Field number to value: the octets as they are on the wire, without zeros in front. The times 21 and 22: milliseconds since 1970,
// likewise.
using Values = std::map<std::uint16_t, std::string>;

inline std::string octets_of_number(std::uint64_t number) {
    std::string octets;
    for (; number > 0; number >>= 8) octets.insert(octets.begin(), static_cast<char>(number & 0xff));
    return octets;
}

inline std::string without_zeros(std::string octets) {
    octets.erase(0, octets.find_first_not_of('\0') == std::string::npos ? octets.size() : octets.find_first_not_of('\0'));
    return octets;
}

class Octets {
 public:
    explicit Octets(std::span<const std::byte> octets) : left_(octets) {}
    [[nodiscard]] std::size_t left() const { return left_.size(); }
    std::span<const std::byte> take(std::size_t count) {
        if (count > left_.size()) throw std::runtime_error("the message is too short");
        const auto part = left_.first(count);
        left_ = left_.subspan(count);
        return part;
    }
    std::uint32_t number(std::size_t octets) {
        std::uint32_t value = 0;
        for (const std::byte octet : take(octets)) value = value << 8 | std::to_integer<std::uint32_t>(octet);
        return value;
    }
    std::string text(std::size_t octets) {
        std::string text;
        for (const std::byte octet : take(octets)) text += static_cast<char>(octet);
        return text;
    }

 private:
    std::span<const std::byte> left_;
};

// Of one collector; knows the templates that it has seen.
class NetflowDecoder {
 public:
    // Appends the records of a message.
    void read(std::span<const std::byte> message, std::vector<Values>& records) {
        Octets octets(message);
        const std::uint32_t version = octets.number(2), count = octets.number(2);
        const std::uint64_t uptime = octets.number(4), seconds = octets.number(4);
        boot_ms_ = seconds * 1000 - uptime;
        const std::size_t before = records.size();
        std::size_t templates = 0;
        if (version == 9)
            templates = read_9(octets, records);
        else if (version == 5)
            read_5(octets, count, records);
        else
            throw std::runtime_error("this is not NetFlow");
        if (records.size() - before + templates != count) throw std::runtime_error("the header's count is wrong");
    }

 private:
    using Template = std::vector<std::pair<std::uint16_t, std::uint16_t>>;

    [[nodiscard]] std::string value(std::uint16_t id, std::string octets) const {
        if (id != 21 && id != 22) return without_zeros(std::move(octets));
        std::uint64_t uptime = 0;
        for (const char octet : octets) uptime = uptime << 8 | static_cast<unsigned char>(octet);
        return octets_of_number(boot_ms_ + uptime);
    }

    std::size_t read_9(Octets& octets, std::vector<Values>& records) {
        octets.number(4);
        octets.number(4);
        std::size_t templates = 0;
        while (octets.left() > 0) {
            const std::uint32_t id = octets.number(2), length = octets.number(2);
            if (length < 4) throw std::runtime_error("a set is shorter than its header");
            Octets set(octets.take(length - 4));
            if (id == 0)
                templates += read_templates(set);
            else
                read_data(static_cast<std::uint16_t>(id), set, records);
        }
        return templates;
    }

    std::size_t read_templates(Octets& set) {
        std::size_t count = 0;
        for (; set.left() > 0; ++count) {
            Template& fields = templates_[static_cast<std::uint16_t>(set.number(2))];
            fields.resize(set.number(2));
            for (auto& [id, length] : fields) {
                id = static_cast<std::uint16_t>(set.number(2));
                length = static_cast<std::uint16_t>(set.number(2));
            }
        }
        return count;
    }

    void read_data(std::uint16_t id, Octets& set, std::vector<Values>& records) {
        if (!templates_.contains(id)) throw std::runtime_error("no template has been seen");
        const Template& fields = templates_[id];
        std::size_t record = 0;
        for (const auto& [number, length] : fields) record += length;
        while (set.left() >= record) {
            Values& values = records.emplace_back();
            for (const auto& [number, length] : fields) values[number] = value(number, set.text(length));
        }
        if (set.left() > 3 || !without_zeros(set.text(set.left())).empty()) throw std::runtime_error("this is no padding");
    }

    void read_5(Octets& octets, std::uint32_t count, std::vector<Values>& records) {
        octets.take(12);
        for (std::uint32_t i = 0; i < count; ++i) {
            Values& values = records.emplace_back();
            for (const auto& [id, length] :
                 Template{{8, 4},  {12, 4}, {15, 4}, {10, 2}, {14, 2}, {2, 4},  {1, 4},  {22, 4}, {21, 4}, {7, 2},
                          {11, 2}, {0, 1},  {6, 1},  {4, 1},  {5, 1},  {16, 2}, {17, 2}, {9, 1},  {13, 1}, {0, 2}})
                values[id] = value(id, octets.text(length));
            if (!values[0].empty()) throw std::runtime_error("padding is not 0");
            values.erase(0);
        }
        if (octets.left() > 0) throw std::runtime_error("there is more than the header's count");
    }

    std::uint64_t boot_ms_ = 0;  // modulo 2^64
    std::map<std::uint16_t, Template> templates_;
};

}  // namespace exporter::testing
