// SPDX-License-Identifier: Apache-2.0
#include "probe/load/tail.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "probe/load/refusal.hpp"

#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5)
#endif

namespace probe {

namespace {

using Instructions = std::vector<bpf_insn>;

bpf_insn instruction(int code, int to, int from, int offset, std::int64_t value) {
    bpf_insn one{};
    one.code = static_cast<__u8>(code);
    one.dst_reg = static_cast<__u8>(to & 15);
    one.src_reg = static_cast<__u8>(from & 15);
    one.off = static_cast<__s16>(offset);
    one.imm = static_cast<__s32>(value);
    return one;
}

bpf_insn move(int to, int from) { return instruction(BPF_ALU64 | BPF_MOV | BPF_X, to, from, 0, 0); }
bpf_insn set(int to, std::int64_t value) { return instruction(BPF_ALU64 | BPF_MOV | BPF_K, to, 0, 0, value); }

std::int64_t passing(Hook hook) { return hook == Hook::xdp ? XDP_PASS : TC_ACT_UNSPEC; }

// To be entered with the context in r1.
void add_jump(Instructions& code, Hook hook, const Tail& tail) {
    code.push_back(instruction(BPF_LD | BPF_DW | BPF_IMM, BPF_REG_2, BPF_PSEUDO_MAP_FD, 0, tail.map));
    code.push_back(instruction(0, 0, 0, 0, 0));
    code.push_back(set(BPF_REG_3, tail.slot));
    code.push_back(instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call));
    code.push_back(set(BPF_REG_0, passing(hook)));
    code.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
}

Result<UniqueFd> load(const Instructions& code, Hook hook, bool multi_buffer, const char* license) {
    std::vector<char> log(1U << 16);
    bpf_prog_load_opts options{};
    options.sz = sizeof options;
    options.expected_attach_type = hook == Hook::xdp ? BPF_XDP : bpf_attach_type{};
    options.prog_flags = multi_buffer ? BPF_F_XDP_HAS_FRAGS : 0;
    const auto type = hook == Hook::xdp ? BPF_PROG_TYPE_XDP : BPF_PROG_TYPE_SCHED_CLS;
    const auto try_it = [&] { return UniqueFd(bpf_prog_load(type, "xdpflow", license, code.data(), code.size(), &options)); };
    UniqueFd program = try_it();
    if (program.is_open()) return program;
    const int error = errno;
    if (error != EPERM) {
        options.log_buf = log.data();
        options.log_size = static_cast<__u32>(log.size());
        options.log_level = 1;
        program = try_it();
        if (program.is_open()) return program;
    }
    const std::string words = last_words(log.data());
    return fail("the kernel refuses the program as part of a chain: " + (words.empty() ? std::strerror(error) : words));
}

bool is_gpl_compatible(const bpf_program* program) {
    bpf_prog_info info{};
    __u32 size = sizeof info;
    return bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) == 0 && info.gpl_compatible;
}

}  // namespace

Result<UniqueFd> load_with_tail(const bpf_program* loaded, Hook hook, bool multi_buffer, const Tail& tail) {
    Instructions code = {move(BPF_REG_6, BPF_REG_1)};
    const std::size_t call = code.size();
    code.push_back(instruction(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, 0));
    if (hook == Hook::xdp) {
        code.push_back(instruction(BPF_JMP32 | BPF_JEQ | BPF_K, BPF_REG_0, 0, 1, XDP_PASS));
    } else {
        code.push_back(instruction(BPF_JMP32 | BPF_JEQ | BPF_K, BPF_REG_0, 0, 3, TC_ACT_UNSPEC));
        code.push_back(instruction(BPF_JMP32 | BPF_JEQ | BPF_K, BPF_REG_0, 0, 2, TC_ACT_OK));
        code.push_back(instruction(BPF_JMP32 | BPF_JEQ | BPF_K, BPF_REG_0, 0, 1, TC_ACT_PIPE));
    }
    code.push_back(instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
    code.push_back(move(BPF_REG_1, BPF_REG_6));
    add_jump(code, hook, tail);
    code[call].imm = static_cast<__s32>(code.size() - call - 1);
    // As they were loaded: with descriptors of maps in their places. Jumps and calls within them are relative.
    const bpf_insn* its = bpf_program__insns(loaded);
    code.insert(code.end(), its, its + bpf_program__insn_cnt(loaded));
    return load(code, hook, multi_buffer, is_gpl_compatible(loaded) ? "GPL" : "Proprietary");
}

Result<UniqueFd> load_entry(Hook hook, bool multi_buffer, const Tail& tail) {
    Instructions code;
    add_jump(code, hook, tail);
    return load(code, hook, multi_buffer, "GPL");
}

}  // namespace probe
