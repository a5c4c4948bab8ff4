// SPDX-License-Identifier: Apache-2.0
// Layouts with real element numbers, and octets to compare messages with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tests/unit/exporter/layouts.hpp"

namespace exporter::testing {

inline bpf::Feature element(const char* name, std::uint16_t id, bpf::Type type, bpf::Role role, std::uint32_t pen = 0) {
    bpf::Feature feature = field(name, type, role);
    feature.element = name;
    feature.id = id;
    feature.pen = pen;
    return feature;
}

// Two tables as of the fields IPV4_SRC_ADDR IPV4_DST_ADDR L4_SRC_PORT IN_BYTES TCP_FLAGS FLOW_START_MILLISECONDS.
// IPv4, key: addresses 0 and 4, port 8; value from 16: octets 16, flags 24, time 25.
// IPv6, key: addresses 0 and 16, port 32; value from 40: octets 40, flags 48, time 49.
inline const bpf::Layouts& sibling_layouts() {
    using bpf::Role, bpf::Type;
    static const auto make = [](bpf::Family family, const bpf::Feature& source, const bpf::Feature& destination) {
        auto* layout =
            new TestLayout({source, destination, element("L4_SRC_PORT", 7, Type::be16, Role::key)},
                           {element("IN_BYTES", 1, Type::u64, Role::sum), element("TCP_FLAGS", 6, Type::u8, Role::bit_or),
                            element("FLOW_START_MILLISECONDS", 152, Type::time_ns, Role::min)});
        layout->get().family = family;
        return layout;
    };
    static const TestLayout* ipv4 = make(bpf::Family::ipv4, element("IPV4_SRC_ADDR", 8, Type::ipv4, Role::key),
                                         element("IPV4_DST_ADDR", 12, Type::ipv4, Role::key));
    static const TestLayout* ipv6 = make(bpf::Family::ipv6, element("IPV6_SRC_ADDR", 27, Type::ipv6, Role::key),
                                         element("IPV6_DST_ADDR", 28, Type::ipv6, Role::key));
    static const bpf::Layouts layouts{{ipv4->get(), ipv6->get()}, 0, 0, {}, 0};
    return layouts;
}

// One table with the given value fields and no key.
class ValueLayouts {
 public:
    explicit ValueLayouts(std::initializer_list<bpf::Feature> value, std::initializer_list<bpf::Feature> computed = {})
        : layout_({}, value, computed),
          layouts_{{layout_.get()}, 0, 0, {}, 0} {}

    [[nodiscard]] const bpf::Layouts& get() const { return layouts_; }
    [[nodiscard]] const bpf::Layout& table() const { return layouts_.tables.front(); }

 private:
    TestLayout layout_;
    bpf::Layouts layouts_;
};

// "00 0a ff": what a test expects is written as octets.
inline std::string hex(std::span<const std::byte> octets) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (const std::byte octet : octets) {
        if (!text.empty()) text += ' ';
        text += kDigits[std::to_integer<std::size_t>(octet >> 4)];
        text += kDigits[std::to_integer<std::size_t>(octet & std::byte{15})];
    }
    return text;
}

inline Record record_of(const bpf::Layout& layout, const Bytes& bytes, RecordContext context = {}) {
    return {&layout, bytes.data(), EndReason::idle, context};
}

}  // namespace exporter::testing
