// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/leaf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace probe::monitor {

namespace {

using Kind = ShapeNode::Kind;
constexpr bool kLittle = std::endian::native == std::endian::little;

bool is_zero(const std::byte* at, std::size_t octets) {
    return std::all_of(at, at + octets, [](std::byte one) { return one == std::byte{0}; });
}

// Bit i of a field, counted from its lowest one.
std::uint32_t place_of_bit(const Spot& spot, std::uint32_t i) {
    return kLittle ? spot.bit_offset + i : spot.bit_offset + spot.bits - 1 - i;
}
unsigned shift_of(std::uint32_t place) { return kLittle ? place % 8 : 7 - place % 8; }

std::uint64_t raw_bits(const std::byte* at, const Spot& spot) {
    std::uint64_t value = 0;
    for (std::uint32_t i = 0; i < spot.bits && i < 64; i++) {
        const std::uint32_t place = place_of_bit(spot, i);
        value |= (std::to_integer<std::uint64_t>(at[place / 8]) >> shift_of(place) & 1) << i;
    }
    return value;
}

void put_bits(std::byte* at, const Spot& spot, std::uint64_t value) {
    for (std::uint32_t i = 0; i < spot.bits && i < 64; i++) {
        const std::uint32_t place = place_of_bit(spot, i);
        const std::byte bit = std::byte{1} << shift_of(place);
        at[place / 8] = value >> i & 1 ? at[place / 8] | bit : at[place / 8] & ~bit;
    }
}

Spot whole(const ShapeNode& node, Spot spot) {
    return spot.bits ? spot : Spot{spot.bit_offset, std::min<std::uint32_t>(node.octets, 8) * 8};
}

std::uint64_t swapped(std::uint64_t value, std::uint32_t octets) {
    std::uint64_t other = 0;
    for (std::uint32_t i = 0; i < octets; i++) other = other << 8 | (value >> 8 * i & 0xff);
    return other;
}

std::uint64_t extended(std::uint64_t value, std::uint32_t bits, bool is_signed) {
    if (!is_signed || bits == 0 || bits >= 64 || !(value >> (bits - 1) & 1)) return value;
    return value | ~std::uint64_t{0} << bits;
}

// As the program sees it, sign-extended.
std::uint64_t integer_at(const ShapeNode& node, const std::byte* at, const Spot& spot) {
    std::uint64_t value = raw_bits(at, spot);
    if (node.is_big_endian && kLittle && spot.bits == node.octets * 8) value = swapped(value, node.octets);
    return extended(value, spot.bits, node.kind == Kind::signed_integer || node.is_signed);
}

double real_at(const ShapeNode& node, const std::byte* at) {
    if (node.octets == 4) {
        float value = 0;
        std::memcpy(&value, at, sizeof value);
        return double{value};
    }
    double value = 0;
    std::memcpy(&value, at, sizeof value);
    return value;
}

std::string hexadecimal(const std::byte* at, std::uint32_t octets) {
    std::string digits;
    for (std::uint32_t i = octets; i-- > 0;)
        digits += fmt::format("{:02x}", std::to_integer<unsigned>(at[kLittle ? i : octets - 1 - i]));
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return "0x" + digits.substr(first);
}

template <class Number>
Leaf number(Number value) {
    return {value, true, value};
}

Leaf averaged(double sum, const Copies& copies) { return number(sum / copies.count); }

bool is_averaged(const Copies& copies) { return copies.how == Aggregate::average && copies.count > 1; }

const std::byte* first_not_zero(const ShapeNode& node, const Copies& copies, const Spot& spot) {
    for (std::uint32_t i = 0; i < copies.count; i++) {
        const std::byte* at = copies.first + copies.stride * i;
        const bool is_set = spot.bits ? raw_bits(at, spot) != 0 : !is_zero(at, node.octets);
        if (is_set) return at;
    }
    return copies.first;
}

Leaf enumeration(const ShapeNode& node, std::uint64_t value) {
    for (const auto& [number_of, name] : node.names) {
        if (number_of != value) continue;
        Leaf leaf{name, true, value};
        if (node.is_signed) leaf.number = static_cast<std::int64_t>(value);
        return leaf;
    }
    return node.is_signed ? number(static_cast<std::int64_t>(value)) : number(value);
}

}  // namespace

Leaf leaf_of(const ShapeNode& node, const Copies& copies, Spot spot) {
    const Spot all = whole(node, spot);
    if (node.kind == Kind::real) {
        double sum = 0;
        for (std::uint32_t i = 0; i < copies.count; i++) sum += real_at(node, copies.first + copies.stride * i);
        return is_averaged(copies) ? averaged(sum, copies) : number(sum);
    }
    if (node.kind == Kind::signed_integer || (node.kind == Kind::unsigned_integer)) {
        const bool is_signed = node.kind == Kind::signed_integer;
        std::uint64_t sum = 0;
        double exact = 0;
        for (std::uint32_t i = 0; i < copies.count; i++) {
            const std::uint64_t one = integer_at(node, copies.first + copies.stride * i, all);
            sum += one;
            exact += is_signed ? static_cast<double>(static_cast<std::int64_t>(one)) : static_cast<double>(one);
        }
        if (is_averaged(copies)) return averaged(exact, copies);
        return is_signed ? number(static_cast<std::int64_t>(sum)) : number(sum);
    }
    const std::byte* at = first_not_zero(node, copies, spot);
    if (node.kind == Kind::hexadecimal) return {hexadecimal(at, node.octets), false, {}};
    const std::uint64_t value = integer_at(node, at, all);
    if (node.kind == Kind::boolean) return {value != 0, true, std::uint64_t{value != 0}};
    return enumeration(node, value);
}

bool is_text(const ShapeNode& node, const Copies& copies, std::string& text) {
    const auto* begin = reinterpret_cast<const char*>(first_not_zero(node, copies, {}));
    const char* end = begin + node.octets;
    const char* nul = std::find(begin, end, '\0');
    if (!std::all_of(begin, nul, [](char letter) { return letter >= ' ' && letter <= '~'; })) return false;
    if (!std::all_of(nul, end, [](char letter) { return letter == '\0'; })) return false;
    text.assign(begin, nul);
    return true;
}

namespace {

void add(const Shape& shape, const ShapeNode& node, std::byte* into, const std::byte* more, Spot spot) {
    const Spot all = whole(node, spot);
    if (node.kind == Kind::object) {
        std::uint64_t end = 0;  // in bits: what was added is not added again under another name (unions)
        for (const ShapeNode::Member& member : node.members) {
            if (member.bit_offset < end) continue;
            end = member.bit_offset + (member.bits ? member.bits : std::uint64_t{shape.at(member.node).octets} * 8);
            const Spot part{member.bit_offset % 8, member.bits};
            const std::uint32_t octet = member.bit_offset / 8;
            add(shape, shape.at(member.node), into + octet, more + octet, part);
        }
    } else if (node.kind == Kind::list) {
        const ShapeNode& element = shape.at(node.element);
        for (std::uint32_t i = 0; i < node.count; i++)
            add(shape, element, into + std::size_t{i} * element.octets, more + std::size_t{i} * element.octets, {});
    } else if (node.kind == Kind::real) {
        const double sum = real_at(node, into) + real_at(node, more);
        const auto narrow = static_cast<float>(sum);
        std::memcpy(into, node.octets == 4 ? static_cast<const void*>(&narrow) : &sum, node.octets);
    } else if (node.kind == Kind::unsigned_integer || node.kind == Kind::signed_integer) {
        std::uint64_t sum = integer_at(node, into, all) + integer_at(node, more, all);
        if (node.is_big_endian && kLittle && all.bits == node.octets * 8) sum = swapped(sum, node.octets);
        put_bits(into, all, sum);
    } else if (spot.bits) {
        if (const std::uint64_t value = raw_bits(more, spot)) put_bits(into, spot, value);
    } else if (!is_zero(more, node.octets)) {
        std::memcpy(into, more, node.octets);
    }
}

}  // namespace

void accumulate(const Shape& shape, std::byte* into, const std::byte* more) { add(shape, shape.top(), into, more, {}); }

}  // namespace probe::monitor
