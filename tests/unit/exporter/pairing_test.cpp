// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bpf/catalogue.hpp"
#include "exporter/pairing.hpp"

namespace exporter {
namespace {

const bpf::Catalogue& catalogue() {
    static const auto loaded = bpf::Catalogue::load("");
    return *loaded;
}

bpf::Layouts layouts_of(std::initializer_list<const char*> names) {
    std::vector<const bpf::Feature*> features;
    for (const char* name : names) features.push_back(catalogue().find(name));
    return bpf::make_layouts(features, {}, catalogue());
}

const bpf::Layout& whole() {
    static const bpf::Layouts layouts = layouts_of(
        {"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "L4_SRC_PORT", "L4_DST_PORT", "PROTOCOL", "INPUT_SNMP", "TCP_FLAGS", "OUT_PKTS"});
    return layouts.tables.front();
}

struct Key {
    std::uint32_t source = 0x0a000001, destination = 0xc0000201;
    std::uint16_t source_port = 50'000, destination_port = 443;
    std::uint8_t protocol = 6, flags = 0;
    std::uint16_t point = 3;

    friend bool operator==(const Key&, const Key&) = default;
};

std::size_t at(const char* name) { return whole().find(name)->offset; }

std::vector<std::byte> bytes_of(const Key& key) {
    std::vector<std::byte> bytes(whole().slot_octets);
    store_big_endian(bytes.data() + at("IPV4_SRC_ADDR"), key.source);
    store_big_endian(bytes.data() + at("IPV4_DST_ADDR"), key.destination);
    store_big_endian(bytes.data() + at("L4_SRC_PORT"), key.source_port);
    store_big_endian(bytes.data() + at("L4_DST_PORT"), key.destination_port);
    store(bytes.data() + at("PROTOCOL"), key.protocol);
    store(bytes.data() + at("TCP_FLAGS"), key.flags);
    store(bytes.data() + at("observationPointId"), key.point);
    return bytes;
}

Key key_in(const std::vector<std::byte>& bytes) {
    const auto number = [&](const char* name, std::size_t octets) { return load_big_endian(bytes.data() + at(name), octets); };
    return {static_cast<std::uint32_t>(number("IPV4_SRC_ADDR", 4)),
            static_cast<std::uint32_t>(number("IPV4_DST_ADDR", 4)),
            static_cast<std::uint16_t>(number("L4_SRC_PORT", 2)),
            static_cast<std::uint16_t>(number("L4_DST_PORT", 2)),
            static_cast<std::uint8_t>(number("PROTOCOL", 1)),
            0,
            load<std::uint16_t>(bytes.data() + at("observationPointId"))};
}

// The key of the other direction; nothing: it has none.
std::optional<Key> reversed_key(const Key& key) {
    std::vector<std::byte> out(whole().slot_octets);
    if (!Pairing(whole()).reverse(bytes_of(key).data(), out.data())) return std::nullopt;
    return key_in(out);
}

bool is_forward(const Key& a, std::uint64_t a_ns, const Key& b, std::uint64_t b_ns) {
    const Pairing pairing(whole());
    const bool result = pairing.is_forward(bytes_of(a).data(), a_ns, bytes_of(b).data(), b_ns);
    EXPECT_NE(result, pairing.is_forward(bytes_of(b).data(), b_ns, bytes_of(a).data(), a_ns));
    return result;
}

Key answer_to(const Key& key, std::uint8_t flags = 0) {
    return {key.destination, key.source, key.destination_port, key.source_port, key.protocol, flags, key.point};
}

TEST(Pairing, SwapsAddressesAndPorts) { EXPECT_EQ(reversed_key({}), answer_to({})); }

TEST(Pairing, KnowsQuestionsAndAnswersOfIcmp) {
    const auto icmp = [](std::uint8_t protocol, unsigned type, unsigned code) {
        return Key{.source_port = 0, .destination_port = static_cast<std::uint16_t>(type * 256 + code), .protocol = protocol};
    };
    const auto answer = [&](std::uint8_t protocol, unsigned asks, unsigned answers, unsigned code = 0) {
        const auto reverse = reversed_key(icmp(protocol, asks, code));
        return reverse && reverse->destination_port == answers * 256 + code && reverse->source_port == 0 &&
               reverse->source == 0xc0000201;
    };
    EXPECT_TRUE(answer(1, 8, 0));
    EXPECT_TRUE(answer(1, 0, 8));
    EXPECT_TRUE(answer(1, 13, 14, 5));
    EXPECT_TRUE(answer(1, 18, 17));
    EXPECT_TRUE(answer(58, 128, 129));
    EXPECT_TRUE(answer(58, 129, 128));
    EXPECT_EQ(reversed_key(icmp(1, 3, 1)), std::nullopt);
    EXPECT_EQ(reversed_key(icmp(58, 8, 0)), std::nullopt);
}

TEST(Pairing, WhatIsItsOwnAnswerHasNone) {
    EXPECT_EQ(reversed_key({.source = 1, .destination = 1, .source_port = 53, .destination_port = 53}), std::nullopt);
    EXPECT_NE(reversed_key({.source = 1, .destination = 1, .source_port = 53, .destination_port = 54}), std::nullopt);
}

TEST(Pairing, MasksThePointAndNothingElse) {
    const Pairing pairing(whole());
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < whole().key_octets; ++i)
        zeros += reinterpret_cast<const std::byte*>(pairing.masks())[i] == std::byte{0};

    EXPECT_EQ(zeros, 2U);
    EXPECT_EQ(load<std::uint16_t>(reinterpret_cast<const std::byte*>(pairing.masks()) + at("observationPointId")), 0);
}

TEST(Pairing, NeedsACounterpartForEachSourceAndDestination) {
    const auto is_possible = [](std::initializer_list<const char*> names) {
        const bpf::Layouts layouts = layouts_of(names);
        return Pairing(layouts.tables.front()).is_possible();
    };
    EXPECT_TRUE(is_possible({"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "OUT_PKTS"}));
    EXPECT_TRUE(is_possible({"L4_SRC_PORT", "L4_DST_PORT", "OUT_PKTS"}));
    EXPECT_FALSE(is_possible({"OUT_PKTS"}));
    EXPECT_FALSE(is_possible({"PROTOCOL", "OUT_PKTS"}));
    EXPECT_FALSE(is_possible({"IPV4_SRC_ADDR", "OUT_PKTS"}));
    EXPECT_FALSE(is_possible({"IPV4_SRC_ADDR", "IPV4_DST_ADDR", "L4_DST_PORT", "OUT_PKTS"}));
}

TEST(Pairing, AFlowBeginsWithItsFirstPacket) {
    EXPECT_TRUE(is_forward({}, 5, answer_to({}), 6));
    EXPECT_FALSE(is_forward({}, 7, answer_to({}), 6));
}

TEST(Pairing, WhoSentNothingButASynBegan) {
    EXPECT_TRUE(is_forward({.flags = 0x02}, 7, answer_to({}, 0x12), 6));
    EXPECT_TRUE(is_forward({.flags = 0x06}, 7, answer_to({}, 0x14), 6));
    EXPECT_FALSE(is_forward({.flags = 0x12}, 7, answer_to({}, 0x12), 6));
}

TEST(Pairing, OfTcpWithoutItsBeginThePortDecides) {
    EXPECT_TRUE(is_forward({.flags = 0x10}, 7, answer_to({}, 0x10), 6));
    EXPECT_FALSE(is_forward({.destination_port = 4430, .flags = 0x10}, 7, answer_to({.destination_port = 4430}, 0x10), 6));
    EXPECT_FALSE(is_forward({.flags = 0x10}, 7, answer_to({}, 0x12), 6));  // a SYN was seen
    EXPECT_FALSE(is_forward({.protocol = 17}, 7, answer_to({.protocol = 17}), 6));
}

TEST(Pairing, AtTheSameTimeTheLowerPortIsAsked) {
    EXPECT_TRUE(is_forward({.destination_port = 4430}, 6, answer_to({.destination_port = 4430}), 6));
    static_cast<void>(is_forward({.source_port = 443}, 6, answer_to({.source_port = 443}), 6));  // one of them
}

}  // namespace
}  // namespace exporter
