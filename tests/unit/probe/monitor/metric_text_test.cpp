// SPDX-License-Identifier: Apache-2.0
// Octets of a map, as BTF that clang made of C says what they are.
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <cstring>
#include <string>
#include <vector>

#include "probe/compile/user_source.hpp"
#include "probe/monitor/metric_text.hpp"
#include "probe/monitor/monitor_object.hpp"

namespace probe::monitor {

namespace {

using testing::HasSubstr;

// A map "m" with one element of these types; further declarations before it.
struct Types {
    explicit Types(const std::string& declarations, const std::string& key, const std::string& value) {
        const std::string text = "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\ntypedef _Bool bool;\n" + declarations +
                                 "\nstruct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, " + key +
                                 "); __type(value, " + value + "); } m SEC(\".maps\");\n" +
                                 "SEC(\"xdp\") int run(struct xdp_md *p) { return XDP_PASS; }\n";
        auto compiled = compile_user_source(text, "types.c");
        if (!compiled) throw std::runtime_error(compiled.error().text());
        auto read = MonitorObject::read(monitor(), *compiled);
        if (!read) throw std::runtime_error(read.error().text());
        object = std::move(*read);
    }

    static config::Monitor monitor() {
        config::Monitor monitor;
        monitor.name = "types";
        monitor.metrics = {{"m", "m", "", false, false, "", "json"}};
        return monitor;
    }

    MonitorObject object;
};

template <class T>
std::vector<std::byte> octets_of(const T& value) {
    std::vector<std::byte> octets(sizeof value);
    std::memcpy(octets.data(), &value, sizeof value);
    return octets;
}

struct Element {
    MapFacts map;
    Contents contents;

    Element(const Types& types, std::vector<std::byte> key, std::vector<std::byte> value, std::uint32_t copies = 1) {
        const MetricShape& shape = types.object.metrics.front();
        map.type = copies > 1 ? BPF_MAP_TYPE_PERCPU_HASH : BPF_MAP_TYPE_HASH;
        map.key_octets = static_cast<std::uint32_t>(key.size());
        map.value_octets = shape.value.top().octets;
        map.copies = copies;
        contents.key_octets = key.size();
        contents.value_octets = value.size();
        contents.count = 1;
        contents.keys = std::move(key);
        contents.values = std::move(value);
    }
    Reading reading(const Types& types, std::optional<Aggregate> aggregate = {}) const {
        const MetricShape& shape = types.object.metrics.front();
        return {map, &*shape.key, shape.value, aggregate, contents};
    }
};

std::string json_of(const Types& types, std::vector<std::byte> value) {
    const Element element(types, octets_of(std::uint32_t{7}), std::move(value));
    return to_json(element.reading(types)).dump();
}

}  // namespace

TEST(MetricText, ShowsNumbersOfEachKind) {
    const Types types("struct v { __u8 a; __s8 b; __u16 c; __s16 d; __u32 e; __s32 f; __u64 g; __s64 h; bool i; void *j; };",
                      "__u32", "struct v");
    struct {
        std::uint8_t a = 255;
        std::int8_t b = -1;
        std::uint16_t c = 65535;
        std::int16_t d = -2;
        std::uint32_t e = 4294967295U;
        std::int32_t f = -3;
        std::uint64_t g = 18446744073709551615U;
        std::int64_t h = -4;
        bool i = true;
        std::uint64_t j = 0xffff888012345678;
    } value;
    EXPECT_EQ(
        json_of(types, octets_of(value)),
        R"([{"key":7,"value":{"a":255,"b":-1,"c":65535,"d":-2,"e":4294967295,"f":-3,"g":18446744073709551615,"h":-4,"i":true,)"
        R"("j":"0xffff888012345678"}}])");
}

TEST(MetricText, ShowsNetworkOrderAsTheHostHasIt) {
    const Types types("struct v { __be16 port; __be32 address; __be64 id; __be32 list[2]; };", "__u32", "struct v");
    const unsigned char value[32] = {0x01, 0xbb, 0, 0, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 3, 0, 0, 0, 4};
    std::vector<std::byte> octets(24);
    std::memcpy(octets.data(), value, octets.size());
    EXPECT_EQ(json_of(types, octets), R"([{"key":7,"value":{"port":443,"address":167772161,"id":258,"list":[3,4]}}])");
}

TEST(MetricText, ShowsNestedTypesEnumerationsBitFieldsAndText) {
    const Types types(R"(enum state { IDLE = 0, BUSY = 3, BROKEN = -1 };
typedef struct inner { __u16 x : 4, y : 12; enum state state; } inner_t;
struct v { const inner_t in[2]; union { __u32 word; __u8 bytes[4]; }; char name[8]; char junk[4]; };)",
                      "__u32", "struct v");
    struct {
        struct {
            std::uint16_t xy;
            std::int32_t state;
        } in[2] = {{0x1234, 3}, {0xfffa, -1}};
        std::uint32_t word = 0x04030201;
        char name[8] = "eth0";
        char junk[4] = {'\x01', 0, 'a', 0};
    } value;
    EXPECT_EQ(json_of(types, octets_of(value)),
              R"([{"key":7,"value":{"in":[{"x":4,"y":291,"state":"BUSY"},{"x":10,"y":4095,"state":"BROKEN"}],"word":67305985,)"
              R"("bytes":[1,2,3,4],"name":"eth0","junk":[1,0,97,0]}}])");
}

TEST(MetricText, AnEnumerationWithoutANameForItsValueIsANumber) {
    const Types types("enum e { ONE = 1 };", "__u32", "enum e");
    EXPECT_EQ(json_of(types, octets_of(std::uint32_t{1})), R"([{"key":7,"value":"ONE"}])");
    EXPECT_EQ(json_of(types, octets_of(std::uint32_t{5})), R"([{"key":7,"value":5}])");
}

TEST(MetricText, CopiesOfAllCpusAreShownOrSummedOrAveraged) {
    const Types types("struct v { __u64 packets; char name[8]; };", "__u32", "struct v");
    struct Copy {
        std::uint64_t packets;
        char name[8];
    };
    const Copy copies[2] = {{10, ""}, {15, "lo"}};
    const Element element(types, octets_of(std::uint32_t{1}), octets_of(copies), 2);
    EXPECT_EQ(to_json(element.reading(types)).dump(),
              R"([{"key":1,"values":[{"packets":10,"name":""},{"packets":15,"name":"lo"}]}])");
    EXPECT_EQ(to_json(element.reading(types, Aggregate::sum)).dump(), R"([{"key":1,"value":{"packets":25,"name":"lo"}}])");
    EXPECT_EQ(to_json(element.reading(types, Aggregate::average)).dump(), R"([{"key":1,"value":{"packets":12.5,"name":"lo"}}])");
}

TEST(MetricText, IsAFamilyForEachNumberWithTheKeyAsLabels) {
    const Types types("struct k { __be16 port; char who[4]; }; struct v { __u64 packets; __u32 sizes[2]; char note[4]; };",
                      "struct k", "struct v");
    const unsigned char key[6] = {0, 53, 'a', '"', '\\', 0};
    struct {
        std::uint64_t packets = 9;
        std::uint32_t sizes[2] = {1, 2};
        char note[4] = "no";
    } value;
    Element element(types, octets_of(key), octets_of(value));
    Exposition exposition;
    exposition.add("dns", "Packets by \"port\"\nand more", {{"monitor", "x"}}, element.reading(types));
    exposition.add("dns", "", {{"monitor", "x"}}, element.reading(types));  // nothing twice
    EXPECT_EQ(exposition.text(), "# TYPE dns_packets unknown\n"
                                 "# HELP dns_packets Packets by \\\"port\\\"\\nand more\n"
                                 "dns_packets{monitor=\"x\",port=\"53\",who=\"a\\\"\\\\\"} 9\n"
                                 "# TYPE dns_sizes unknown\n"
                                 "# HELP dns_sizes Packets by \\\"port\\\"\\nand more\n"
                                 "dns_sizes{monitor=\"x\",port=\"53\",who=\"a\\\"\\\\\",index=\"0\"} 1\n"
                                 "dns_sizes{monitor=\"x\",port=\"53\",who=\"a\\\"\\\\\",index=\"1\"} 2\n");
}

TEST(MetricText, LabelsOfKeysDoNotHideOthers) {
    const Types types("struct k { __u32 monitor, cpu; };", "struct k", "__u32");
    const std::uint32_t key[2] = {1, 2}, values[4] = {5, 0, 6, 0};
    const Element element(types, octets_of(key), octets_of(values), 2);
    Exposition exposition;
    exposition.add("m", "", {{"monitor", "x"}}, element.reading(types));
    EXPECT_EQ(exposition.text(), "# TYPE m unknown\n"
                                 "m{monitor=\"x\",key_monitor=\"1\",key_cpu=\"2\",cpu=\"0\"} 5\n"
                                 "m{monitor=\"x\",key_monitor=\"1\",key_cpu=\"2\",cpu=\"1\"} 6\n");
}

}  // namespace probe::monitor
