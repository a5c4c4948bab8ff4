// SPDX-License-Identifier: Apache-2.0
// BTF that no compiler makes: it must be refused with a reason, whatever it says.
#include <bpf/btf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "probe/monitor/leaf.hpp"
#include "probe/monitor/shape.hpp"

namespace probe::monitor {

namespace {

using testing::HasSubstr;
using Btf = std::unique_ptr<btf, void (*)(btf*)>;

Btf empty() { return Btf(btf__new_empty(), btf__free); }

std::string refusal(const Btf& types, int type, std::uint32_t octets = 4) {
    const auto shape = shape_of(types.get(), static_cast<std::uint32_t>(type), octets, "map \"m\", value");
    return shape ? "taken" : shape.error().text();
}

}  // namespace

TEST(Shape, NeedsTypes) {
    const std::string told =
        "map \"m\", value has no type: declare the map with __type(key, ...) and __type(value, ...), and compile "
        "with -g (BTF)";
    EXPECT_EQ(refusal(empty(), 0), told);
    EXPECT_EQ(refusal(Btf(nullptr, btf__free), 1), told);
}

TEST(Shape, RefusesATypeThatIsNotThere) { EXPECT_THAT(refusal(empty(), 77), HasSubstr("it has no type")); }

TEST(Shape, RefusesATypeThatContainsItself) {
    const Btf types = empty();
    btf__add_typedef(types.get(), "loop", 2);
    btf__add_const(types.get(), 1);
    EXPECT_EQ(refusal(types, 1), "map \"m\", value cannot be shown: its type contains itself");

    const Btf structures = empty();
    btf__add_struct(structures.get(), "s", 4);
    btf__add_field(structures.get(), "again", 1, 0, 0);
    EXPECT_THAT(refusal(structures, 1), HasSubstr("contains itself"));
}

TEST(Shape, RefusesTypesThatAreTooDeep) {
    const Btf types = empty();
    btf__add_int(types.get(), "int", 4, BTF_INT_SIGNED);
    for (int i = 0; i < 100; i++) btf__add_typedef(types.get(), "deeper", i + 1);
    EXPECT_THAT(refusal(types, 101), HasSubstr("levels deep"));
    EXPECT_EQ(refusal(types, 20), "taken");
}

TEST(Shape, RefusesHugeLists) {
    const Btf types = empty();
    btf__add_int(types.get(), "char", 1, 0);
    btf__add_int(types.get(), "int", 4, 0);
    btf__add_array(types.get(), 2, 2, 0xffffffff);
    EXPECT_THAT(refusal(types, 3), HasSubstr("a list of 17179869180 octets"));
    btf__add_struct(types.get(), "nothing", 0);
    btf__add_array(types.get(), 2, 4, 0xffffffff);
    EXPECT_THAT(refusal(types, 5, 0), HasSubstr("more than 16384 parts"));
    btf__add_array(types.get(), 2, 2, 16000);
    EXPECT_EQ(refusal(types, 6, 64000), "taken");
}

TEST(Shape, RefusesWhatGrowsExponentially) {
    const Btf types = empty();
    int type = btf__add_int(types.get(), "int", 4, 0);
    for (int i = 0; i < 30; i++) {
        const int next = btf__add_union(types.get(), ("u" + std::to_string(i)).c_str(), 4);
        for (const char* name : {"a", "b", "c", "d"}) btf__add_field(types.get(), name, type, 0, 0);
        type = next;
    }
    EXPECT_THAT(refusal(types, type), HasSubstr("more than 16384 parts"));
}

TEST(Shape, RefusesMembersOutsideOfTheirParent) {
    const Btf types = empty();
    btf__add_int(types.get(), "int", 4, 0);
    btf__add_struct(types.get(), "small", 4);
    btf__add_field(types.get(), "first", 1, 0, 0);
    btf__add_field(types.get(), "outside", 1, 32, 0);
    EXPECT_THAT(refusal(types, 2), HasSubstr("its member \"outside\" lies outside of it"));
}

TEST(Shape, RefusesASizeThatTheMapHasNot) {
    const Btf types = empty();
    btf__add_int(types.get(), "int", 4, 0);
    EXPECT_THAT(refusal(types, 1, 8), HasSubstr("its type has 4 octets, the map has 8"));
}

// What is taken is walked within its octets (the sanitizers watch), whatever the types are.
TEST(Shape, OfRandomTypesIsWalkedWithinItsOctets) {
    std::mt19937 generator(42);
    const auto random = [&] { return static_cast<std::uint32_t>(generator()); };
    int taken = 0;
    for (int round = 0; round < 3000; round++) {
        const Btf types = empty();
        int last = 0;
        for (int i = 0; i < 12; i++) {
            const int any = static_cast<int>(random() % 14);
            switch (random() % 7) {
                case 0: last = btf__add_int(types.get(), "i", 1U << random() % 5, 0); break;
                case 1: last = btf__add_array(types.get(), 1, any, random() % 5); break;
                case 2:
                    last = btf__add_struct(types.get(), "s", random() % 40);
                    for (int m = 0; m < 3; m++)
                        btf__add_field(types.get(), m ? "x" : "", static_cast<int>(random() % 14), random() % 200, random() % 9);
                    break;
                case 3: last = btf__add_typedef(types.get(), "__be32", any); break;
                case 4: last = btf__add_float(types.get(), "f", 1U << random() % 5); break;
                case 5: last = btf__add_enum(types.get(), "e", 1U << random() % 4); break;
                default: last = btf__add_ptr(types.get(), any); break;
            }
            if (last < 1) continue;
            for (const std::uint32_t octets : {1U, 4U, 8U, 16U, 24U}) {
                const auto shape = shape_of(types.get(), static_cast<std::uint32_t>(last), octets, "x");
                if (!shape) continue;
                taken++;
                std::vector<std::byte> into(octets, std::byte{1}), more(octets, std::byte{2});
                accumulate(*shape, into.data(), more.data());
            }
        }
    }
    EXPECT_GT(taken, 1000);
}

}  // namespace probe::monitor
