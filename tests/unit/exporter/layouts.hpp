// SPDX-License-Identifier: Apache-2.0
// Layouts and records made by hand, so that the tests of the exporter depend on no catalogue.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "bpf/layout.hpp"
#include "exporter/record.hpp"

namespace exporter::testing {

// A layout with the features it points to. Members lie one behind the other in the order given, with no regard to alignment; the
// key is padded to whole words, its last octet is the mark. Columns are all fields in that order.
class TestLayout {
 public:
    TestLayout(std::initializer_list<bpf::Feature> key, std::initializer_list<bpf::Feature> value,
               std::initializer_list<bpf::Feature> computed = {}) {
        std::size_t offset = place(key, 0);
        layout_.key_octets = (offset + 1 + 7) / 8 * 8;
        layout_.mark_offset = layout_.key_octets - 1;
        offset = place(value, layout_.key_octets);
        layout_.value_octets = offset - layout_.key_octets;
        layout_.slot_octets = (offset + 63) / 64 * 64;
        for (const bpf::Feature& feature : computed) layout_.columns.push_back({&keep(feature), {}});
    }
    TestLayout(const TestLayout&) = delete;
    TestLayout& operator=(const TestLayout&) = delete;

    // One more column that shows the value of a member under the name `held_as`.
    void add_held_column(const char* name, const char* held_as) {
        bpf::Feature feature;
        feature.name = name;
        feature.held_as = held_as;
        for (std::size_t i = 0; i < layout_.members.size(); ++i) {
            if (layout_.members[i].feature->name == held_as) layout_.columns.push_back({&keep(feature), i});
        }
    }

    [[nodiscard]] const bpf::Layout& get() const { return layout_; }
    [[nodiscard]] bpf::Layout& get() { return layout_; }

 private:
    std::size_t place(std::initializer_list<bpf::Feature> features, std::size_t offset) {
        for (const bpf::Feature& feature : features) {
            layout_.columns.push_back({&keep(feature), layout_.members.size()});
            layout_.members.push_back({&features_.back(), offset});
            offset += bpf::size_of(feature);
        }
        return offset;
    }
    const bpf::Feature& keep(const bpf::Feature& feature) { return features_.emplace_back(feature); }

    std::deque<bpf::Feature> features_;
    bpf::Layout layout_;
};

inline bpf::Feature field(const char* name, bpf::Type type, bpf::Role role) {
    bpf::Feature feature;
    feature.name = name;
    feature.type = type;
    feature.role = role;
    return feature;
}

inline bpf::Feature text_field(const char* name, std::uint16_t octets) {
    bpf::Feature feature = field(name, bpf::Type::string, bpf::Role::computed);
    feature.length = octets;
    return feature;
}

inline bpf::Feature octets_field(const char* name, std::uint16_t octets, bpf::Role role = bpf::Role::first) {
    bpf::Feature feature = field(name, bpf::Type::octets, role);
    feature.length = octets;
    return feature;
}

inline bpf::Feature tcp_flags() {
    bpf::Feature feature = field("TCP_FLAGS", bpf::Type::u8, bpf::Role::bit_or);
    feature.unit = "flags";
    feature.layer = bpf::Layer::tcp;
    return feature;
}

// Octets of a test record, written by offset.
class Bytes {
 public:
    explicit Bytes(std::size_t octets) : octets_(octets) {}
    explicit Bytes(const bpf::Layout& layout) : octets_(layout.slot_octets) { octets_[layout.mark_offset] = std::byte{1}; }

    template <class T>
    Bytes& put(std::size_t offset, T value) {
        std::memcpy(octets_.data() + offset, &value, sizeof value);
        return *this;
    }
    Bytes& put_octets(std::size_t offset, std::initializer_list<int> values) {
        for (const int value : values) octets_.at(offset++) = static_cast<std::byte>(value);
        return *this;
    }
    [[nodiscard]] std::byte* data() { return octets_.data(); }
    [[nodiscard]] const std::byte* data() const { return octets_.data(); }

 private:
    std::vector<std::byte> octets_;
};

// The usual flow: 58 octets. Key: USER_KEY 0, addresses 4 and 8, ports 12 and 14, PROTOCOL 16; value from 24.
inline const bpf::Layout& ipv4_layout() {
    using bpf::Role, bpf::Type;
    static const TestLayout layout({field("USER_KEY", Type::u32, Role::key), field("IPV4_SRC_ADDR", Type::ipv4, Role::key),
                                    field("IPV4_DST_ADDR", Type::ipv4, Role::key), field("L4_SRC_PORT", Type::be16, Role::key),
                                    field("L4_DST_PORT", Type::be16, Role::key), field("PROTOCOL", Type::u8, Role::key)},
                                   {field("IN_PKTS", Type::u64, Role::sum), field("IN_BYTES", Type::u64, Role::sum),
                                    field("FLOW_START_MILLISECONDS", Type::time_ns, Role::min),
                                    field("FLOW_END_MILLISECONDS", Type::time_ns, Role::max),
                                    field("SRC_TOS", Type::u8, Role::first), tcp_flags()},
                                   {field("FLOW_END_REASON", Type::u8, Role::computed)});
    return layout.get();
}

// What the tests vary in a record of ipv4_layout(); the rest of the key is 192.0.2.1:1024 → 198.51.100.7:443, TCP, USER_KEY 3.
struct Flow {
    std::uint16_t id = 0;  // tells flows apart: the last two octets of the source address
    std::uint64_t start_ns = 0;
    std::uint64_t end_ns = 0;
    std::uint64_t packets = 1;
    std::uint64_t octets = 100;
    std::uint8_t tos = 0;
    std::uint8_t flags = 0;

    friend bool operator==(const Flow&, const Flow&) = default;
};

inline Bytes bytes_of(const Flow& flow) {
    Bytes bytes(ipv4_layout());
    bytes.put(0, std::uint32_t{3}).put_octets(4, {192, 0, flow.id >> 8, flow.id & 0xff, 198, 51, 100, 7, 4, 0, 1, 187, 6});
    bytes.put(24, flow.packets).put(32, flow.octets).put(40, flow.start_ns).put(48, flow.end_ns);
    return std::move(bytes.put(56, flow.tos).put(57, flow.flags));
}

inline Flow flow_in(const std::byte* bytes) {
    return {static_cast<std::uint16_t>(load_big_endian(bytes + 6, 2)),
            load<std::uint64_t>(bytes + 40),
            load<std::uint64_t>(bytes + 48),
            load<std::uint64_t>(bytes + 24),
            load<std::uint64_t>(bytes + 32),
            load<std::uint8_t>(bytes + 56),
            load<std::uint8_t>(bytes + 57)};
}

}  // namespace exporter::testing
