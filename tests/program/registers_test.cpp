// SPDX-License-Identifier: Apache-2.0
// The key of a flow lives in registers: what is written to the stack in the widths of its fields and read back in words is not
// forwarded by any CPU, and a packet waits until those before it have reached the cache. With a million flows that costs as much as all
// else.
#include <bpf/libbpf.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "probe/compile/compiler.hpp"
#include "probe/compose/source_text.hpp"
#include "tests/support/metered.hpp"

namespace support {
namespace registers {

constexpr const char* kWords[] = {
    "PROTOCOL",
    "IPV4_SRC_ADDR",
    "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT",
    "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT SRC_TOS INPUT_SNMP",
    "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT SRC_TOS INPUT_SNMP IN_SRC_MAC",
    "IPV4_SRC_ADDR IPV4_DST_ADDR PROTOCOL L4_SRC_PORT L4_DST_PORT SRC_TOS INPUT_SNMP IN_SRC_MAC OUT_DST_MAC SRC_VLAN"};

unsigned octets_of(__u8 code) {
    static constexpr std::array<unsigned, 4> kOctets = {4, 2, 1, 8};  // BPF_W, BPF_H, BPF_B, BPF_DW
    return kOctets[(code & 0x18) >> 3];
}

bool jumps(const bpf_insn& one) {
    const unsigned kind = one.code & 0x07, operation = one.code & 0xf0;
    return (kind == BPF_JMP || kind == BPF_JMP32) && operation != BPF_CALL && operation != BPF_EXIT;
}

// Words of the stack that are read whole after a part of them alone was written, where nothing jumps in between.
unsigned joined_words(const std::string& octets) {
    const std::unique_ptr<bpf_object, void (*)(bpf_object*)> object(bpf_object__open_mem(octets.data(), octets.size(), nullptr),
                                                                    bpf_object__close);
    if (!object) throw std::runtime_error("no object");
    const bpf_program* program = bpf_object__find_program_by_name(object.get(), "xdpflow");
    const bpf_insn* instructions = bpf_program__insns(program);
    const std::size_t count = bpf_program__insn_cnt(program);
    std::vector<bool> is_target(count + 1);
    for (std::size_t i = 0; i < count; i++)
        if (jumps(instructions[i])) is_target.at(i + 1 + static_cast<std::size_t>(instructions[i].off)) = true;
    std::array<bool, 64> partly{};  // by words below the frame pointer
    unsigned joined = 0;
    for (std::size_t i = 0; i < count; i++) {
        const bpf_insn& one = instructions[i];
        if (jumps(one) || is_target[i]) partly = {};
        const unsigned kind = one.code & 0x07, octets_moved = octets_of(one.code);
        const bool stores = (kind == BPF_ST || kind == BPF_STX) && one.dst_reg == 10;
        const bool loads = kind == BPF_LDX && one.src_reg == 10;
        if (!stores && !loads) continue;
        const auto word = static_cast<std::size_t>((-one.off + 7) / 8);
        if (stores) partly.at(word) = octets_moved < 8;
        if (loads && octets_moved == 8 && partly.at(word)) joined++;
    }
    return joined;
}

class Registers : public testing::TestWithParam<const char*> {};

TEST_P(Registers, HoldTheKey) {
    const auto compiler = probe::Compiler::find();
    ASSERT_TRUE(compiler);
    const auto plan = probe::make_plan({probe::split_names(std::string(GetParam()) + " IN_PKTS IN_BYTES"), {}, {}}, built_in());
    ASSERT_TRUE(plan) << plan.error().text();
    const std::string text = probe::compose(*plan, probe::Source::live);
    const auto thorough = compiler->compile(text, probe::Machine::bpf), quick = compiler->compile_quickly(text);
    ASSERT_TRUE(thorough && quick) << (thorough ? quick : thorough).error().text();

    EXPECT_EQ(joined_words(*thorough), 0U);
    EXPECT_EQ(joined_words(*quick), 0U);
}

INSTANTIATE_TEST_SUITE_P(Keys, Registers, testing::ValuesIn(kWords));

}  // namespace registers
}  // namespace support
