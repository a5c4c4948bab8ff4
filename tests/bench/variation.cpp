// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/variation.hpp"

#include <fmt/format.h>

namespace bench {

namespace {

constexpr const char* kDeclarations = R"(typedef unsigned char __u8;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef _Bool bool;
#define __always_inline inline __attribute__((always_inline))
#define SEC(name) __attribute__((section(name), used))
#define XDP_DROP 1
#define XDP_REDIRECT 4
#define TC_ACT_SHOT 2
)";

constexpr const char* kXdpContext = R"(typedef struct xdp_md {
	__u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex;
} context;
)";
constexpr const char* kTcContext = R"(typedef struct __sk_buff {
	__u32 len, pkt_type, mark, queue_mapping, protocol, vlan_present, vlan_tci, vlan_proto, priority, ingress_ifindex, ifindex, tc_index,
		cb[5], hash, tc_classid, data, data_end;
} context;
)";

// The product with an odd number scatters the numbers without making two of them equal.
constexpr const char* kStoresOfIpv4 = R"(	*(__u32 *)(data + 26) = 10 | (__u32)(flow * 2654435761u) << 8;
	*(__u32 *)(data + 34) = (__u32)(1024 + (flow >> 24)) & 0xffff | 0xbb010000;
)";
constexpr const char* kStoresOfIpv6 = R"(	*(__u64 *)(data + 22) = 0xb80d0120 | (flow & 0xff000000) << 8;
	*(__u64 *)(data + 30) = (__u64)((__u32)flow * 2654435761u) << 32;
	*(__u32 *)(data + 54) = (__u32)(1024 + (flow >> 32)) & 0xffff | 0xbb010000;
)";

std::string choice_text(const Variation& variation) {
    if (variation.flows == 0) return "\t__u64 flow = variation.next++;\n";
    if (variation.order == Order::random)
        return fmt::format("\tvariation.random = variation.random * 6364136223846793005ULL + 1442695040888963407ULL;\n"
                           "\t__u64 flow = (variation.random >> 32) * {}ULL >> 32;\n",
                           variation.flows);
    return fmt::format("\t__u64 flow = variation.next;\n\tvariation.next = flow + 1 == {}ULL ? 0 : flow + 1;\n", variation.flows);
}

}  // namespace

std::string declarations_text(probe::Hook hook) {
    return std::string(kDeclarations) + (hook == probe::Hook::xdp ? kXdpContext : kTcContext);
}

std::string variation_text(const Variation& variation) {
    std::string text =
        "static struct {\n\t__u64 random, next, frames;\n} variation SEC(\".data\") = {88172645463325252ULL, 0, 0};\n\n"
        "static __always_inline bool vary(context *ctx)\n{\n"
        "\t__u8 *data = (__u8 *)(long)ctx->data, *end = (__u8 *)(long)ctx->data_end;\n\n";
    text += fmt::format("\tif (data + {} > end)\n\t\treturn 0;\n", ports_offset(variation.family) + 4);
    if (variation.flows == 1) return text + "\treturn 1;\n}\n\n";
    text += choice_text(variation);
    text += variation.family == Family::ipv4 ? kStoresOfIpv4 : kStoresOfIpv6;
    return text + "\treturn 1;\n}\n\n";
}

}  // namespace bench
