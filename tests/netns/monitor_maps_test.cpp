// SPDX-License-Identifier: Apache-2.0
// Every type of map that a metric may have, read and cleared by the kernel of this machine in each way that it offers.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <numeric>
#include <string>

#include "probe/monitor/map_access.hpp"
#include "probe/unique_fd.hpp"

namespace probe::monitor {

namespace {

constexpr std::uint32_t kRoom = 300;

struct Filled {
    UniqueFd map;
    MapFacts facts;
};

std::uint32_t key_octets_of(bpf_map_type type) {
    if (type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK) return 0;
    return type == BPF_MAP_TYPE_LPM_TRIE ? 8 : 4;
}

// Element i has the value 1000 + i, and 1 more on each further CPU.
Filled filled(bpf_map_type type, std::uint32_t elements = kRoom) {
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.map_flags = type == BPF_MAP_TYPE_LPM_TRIE ? BPF_F_NO_PREALLOC : 0;
    Filled made;
    const std::uint32_t room = type == BPF_MAP_TYPE_LRU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH ? kRoom * 64 : kRoom;
    made.map = UniqueFd(bpf_map_create(type, "filled", key_octets_of(type), 8, room, &options));
    if (!made.map.is_open()) throw std::runtime_error(std::string("no map: ") + std::strerror(errno));
    made.facts = *facts_of(made.map.get(), "filled");
    for (std::uint32_t i = 0; i < elements; i++) {
        std::vector<std::uint64_t> values(made.facts.copies);
        std::iota(values.begin(), values.end(), 1000 + i);
        const std::uint32_t prefix_key[2] = {32, i};
        const void* key = key_octets_of(type) == 0 ? nullptr : type == BPF_MAP_TYPE_LPM_TRIE ? prefix_key : prefix_key + 1;
        if (bpf_map_update_elem(made.map.get(), key, values.data(), 0) != 0) throw std::runtime_error("no element");
    }
    return made;
}

// How often each value is there, over all copies.
std::map<std::uint64_t, int> values_of(const Contents& contents) {
    std::map<std::uint64_t, int> values;
    for (std::size_t at = 0; at < contents.values.size(); at += 8) {
        std::uint64_t value = 0;
        std::memcpy(&value, contents.values.data() + at, 8);
        values[value]++;
    }
    return values;
}

std::map<std::uint64_t, int> expected(std::uint32_t copies, std::uint32_t elements = kRoom) {
    std::map<std::uint64_t, int> values;
    for (std::uint32_t i = 0; i < elements; i++)
        for (std::uint32_t copy = 0; copy < copies; copy++) values[1000 + i + copy]++;
    return values;
}

class MapAccess : public testing::TestWithParam<bpf_map_type> {};

}  // namespace

TEST_P(MapAccess, ReadsAndClearsAllElementsInEachWay) {
    for (const std::optional<Access> how : {std::optional<Access>(), {Access::batch}, {Access::single}, {Access::walk}}) {
        const Filled map = filled(GetParam());
        const bool is_array = map.facts.is_array();
        const auto before = read_map(map.facts, false, how);
        if (GetParam() == BPF_MAP_TYPE_LPM_TRIE && how && !before) continue;  // kernels without batches for it
        ASSERT_TRUE(before) << before.error().text();
        EXPECT_EQ(before->count, kRoom);
        EXPECT_EQ(values_of(*before), expected(map.facts.copies));

        const auto cleared = read_map(map.facts, true, how);
        if (GetParam() == BPF_MAP_TYPE_LPM_TRIE && how && !cleared) continue;  // look-up and deletion in one is not for it
        ASSERT_TRUE(cleared) << cleared.error().text();
        EXPECT_EQ(values_of(*cleared), expected(map.facts.copies));

        const auto after = read_map(map.facts, false);
        ASSERT_TRUE(after);
        EXPECT_EQ(after->count, is_array ? kRoom : 0U);
        const std::map<std::uint64_t, int> zeros = {{0, static_cast<int>(kRoom * map.facts.copies)}};
        EXPECT_EQ(values_of(*after), is_array ? zeros : decltype(zeros)());
    }
}

INSTANTIATE_TEST_SUITE_P(All, MapAccess,
                         testing::Values(BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_LRU_HASH, BPF_MAP_TYPE_PERCPU_ARRAY,
                                         BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_LRU_PERCPU_HASH, BPF_MAP_TYPE_LPM_TRIE),
                         [](const auto& type) { return std::string(libbpf_bpf_map_type_str(type.param)); });

TEST(MapAccess, EmptiesQueuesFromTheirBegin) {
    const Filled map = filled(BPF_MAP_TYPE_QUEUE, 3);
    const auto popped = read_map(map.facts, true);
    ASSERT_TRUE(popped) << popped.error().text();
    ASSERT_EQ(popped->count, 3U);
    const std::uint64_t in_order[] = {1000, 1001, 1002};
    EXPECT_EQ(std::memcmp(popped->values.data(), in_order, sizeof in_order), 0);
    EXPECT_EQ(read_map(map.facts, true)->count, 0U);
}

TEST(MapAccess, EmptiesStacksFromTheirEnd) {
    const Filled map = filled(BPF_MAP_TYPE_STACK, 3);
    const auto popped = read_map(map.facts, true);
    ASSERT_TRUE(popped) << popped.error().text();
    ASSERT_EQ(popped->count, 3U);
    const std::uint64_t backwards[] = {1002, 1001, 1000};
    EXPECT_EQ(std::memcmp(popped->values.data(), backwards, sizeof backwards), 0);
}

TEST(MapAccess, ReadsMapsThatAreLargerThanABuffer) {
    constexpr std::uint32_t kMany = 100'000;
    const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_HASH, "large", 4, 128, kMany, nullptr));
    ASSERT_TRUE(map.is_open());
    std::vector<std::uint32_t> keys(kMany);
    std::iota(keys.begin(), keys.end(), 0);
    std::vector<std::byte> values(std::size_t{kMany} * 128);
    for (std::uint32_t i = 0; i < kMany; i++) std::memcpy(values.data() + std::size_t{i} * 128, &i, sizeof i);
    __u32 count = kMany;
    bpf_map_batch_opts options{};
    options.sz = sizeof options;
    ASSERT_EQ(bpf_map_update_batch(map.get(), keys.data(), values.data(), &count, &options), 0);
    const auto read = read_map(*facts_of(map.get(), "large"), true, Access::batch);
    ASSERT_TRUE(read) << read.error().text();
    ASSERT_EQ(read->count, kMany);
    std::uint64_t sum = 0;
    for (std::uint32_t i = 0; i < kMany; i++) {
        EXPECT_EQ(std::memcmp(read->key(i), read->value(i), 4), 0);
        std::uint32_t key = 0;
        std::memcpy(&key, read->key(i), 4);
        sum += key;
    }
    EXPECT_EQ(sum, std::uint64_t{kMany} * (kMany - 1) / 2);
    EXPECT_EQ(read_map(*facts_of(map.get(), "large"), false)->count, 0U);
}

TEST(MapAccess, RefusesTypesWithoutValuesToShow) {
    const UniqueFd map(bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "programs", 4, 4, 1, nullptr));
    const auto facts = facts_of(map.get(), "programs");
    ASSERT_FALSE(facts);
    EXPECT_NE(facts.error().text().find("map \"programs\" is of a type that metrics cannot have (3)"), std::string::npos);
}

}  // namespace probe::monitor
