// SPDX-License-Identifier: Apache-2.0
#include "probe/load/refusal.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <span>

namespace probe {

namespace {

std::vector<std::string_view> lines_of(std::string_view log) {
    std::vector<std::string_view> lines;
    for (std::size_t at = 0; at < log.size();) {
        const std::size_t end = std::min(log.find('\n', at), log.size());
        const std::string_view line = log.substr(at, end - at);
        if (!line.empty() && !line.starts_with("processed ")) lines.push_back(line);
        at = end + 1;
    }
    return lines;
}

std::string joined(std::span<const std::string_view> lines) {
    std::string result;
    for (const std::string_view line : lines) result += (result.empty() ? "" : "; ") + std::string(line);
    return result;
}

// The number at the begin of a text, if `behind` follows it.
std::optional<std::uint32_t> number_before(std::string_view text, std::string_view behind) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || !text.substr(static_cast<std::size_t>(end - text.data())).starts_with(behind))
        return std::nullopt;
    return number;
}

// "12: (71) r1 = *(u8 *)(r2 +0)"
std::optional<std::uint32_t> instruction_in(std::string_view line) { return number_before(line, ": ("); }

// What is known of the registers, or a line of the source: no reason.
bool is_context(std::string_view line) {
    return line.starts_with(";") || line.starts_with("from ") || number_before(line, ": ") || line.starts_with("mark_precise") ||
           line.starts_with("last_idx") || line.starts_with("regs=") || line.starts_with("parent ");
}

// "infinite loop detected at insn 7"
std::optional<std::uint32_t> instruction_named(std::string_view reason) {
    constexpr std::string_view kWord = "insn ";
    const std::size_t at = reason.find(kWord);
    return at == std::string_view::npos ? std::nullopt : number_before(reason.substr(at + kWord.size()), "");
}

std::vector<InstructionLines::Start>* recorded = nullptr;  // by the one that lives
std::string recorded_program;

int record(bpf_program* program, bpf_prog_load_opts* options, long /*cookie*/) {
    if (!recorded || std::string_view(bpf_program__name(program)) != recorded_program) return 0;
    recorded->clear();
    const auto* at = static_cast<const char*>(options->line_info);
    for (std::uint32_t i = 0; at && i < options->line_info_cnt; i++, at += options->line_info_rec_size) {
        bpf_line_info info{};
        std::memcpy(&info, at, sizeof info);
        recorded->push_back(
            {info.insn_off,
             {static_cast<int>(BPF_LINE_INFO_LINE_NUM(info.line_col)), static_cast<int>(BPF_LINE_INFO_LINE_COL(info.line_col))}});
    }
    return 0;
}

// For good: libbpf before 1.3 frees the list of handlers twice if it was empty in between.
void register_handlers() {
    static const bool kOnce = [] {
        libbpf_prog_handler_opts options{};
        options.sz = sizeof options;
        options.prog_prepare_load_fn = record;
        libbpf_register_prog_handler("xdp", BPF_PROG_TYPE_XDP, BPF_XDP, &options);
        libbpf_register_prog_handler("tc", BPF_PROG_TYPE_SCHED_CLS, bpf_attach_type{}, &options);
        return true;
    }();
    static_cast<void>(kOnce);
}

}  // namespace

std::string last_words(std::string_view log) {
    const auto lines = lines_of(log);
    return joined(std::span(lines).last(std::min<std::size_t>(lines.size(), 2)));
}

VerifierLog read_verifier_log(std::string_view log) {
    VerifierLog result;
    std::vector<std::string_view> reason;
    for (const std::string_view line : lines_of(log)) {
        if (const auto instruction = instruction_in(line)) {
            result.instruction = instruction;
            reason.clear();
        } else if (!is_context(line)) {
            reason.push_back(line);
        }
    }
    result.reason = joined(reason);
    if (const auto named = instruction_named(result.reason)) result.instruction = named;
    return result;
}

InstructionLines::InstructionLines(std::string program) {
    register_handlers();
    recorded_program = std::move(program);
    recorded = &starts_;
}

InstructionLines::~InstructionLines() { recorded = nullptr; }

std::vector<InstructionLines::Position> InstructionLines::near(std::uint32_t instruction) const {
    constexpr std::uint32_t kFar = 8;  // instructions
    std::vector<std::pair<std::uint32_t, Position>> found;
    for (std::size_t i = 0; i < starts_.size(); i++) {
        const std::uint32_t first = starts_[i].instruction;
        const std::uint32_t last = i + 1 < starts_.size() ? starts_[i + 1].instruction - 1 : first;
        const std::uint32_t distance = instruction < first ? first - instruction : instruction > last ? instruction - last : 0;
        if (distance < kFar) found.emplace_back(distance, starts_[i].position);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Position> positions;
    for (const auto& [distance, position] : found) positions.push_back(position);
    return positions;
}

Error explain_refusal(int error, const std::string& log, const std::string& said, const InstructionLines& lines,
                      const std::function<std::optional<Origin>(int line)>& origin) {
    const auto plain = [](std::string message) { return Error{std::move(message), {}, 0, 0}; };
    if (error == EPERM || (error == EACCES && last_words(log).empty()))
        return plain(
            "no permission to load the program into the kernel: run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
    if (error == ENOMEM || error == E2BIG)
        return plain(std::string("the kernel cannot hold the flow tables or the program: ") + std::strerror(error) +
                     "; ask for fewer fields or smaller tables");
    const VerifierLog refused = read_verifier_log(log);
    std::vector<InstructionLines::Position> positions;
    if (refused.instruction) positions = lines.near(*refused.instruction);
    bool is_itself = true;
    for (const InstructionLines::Position& position : positions) {
        const auto from = origin(position.line);
        if (from && (is_itself || from->is_users))
            return {(is_itself ? "the kernel's verifier refuses this line: "
                               : "the kernel's verifier refuses code next to this line: ") +
                        refused.reason,
                    from->file, from->line, position.column};
        is_itself = false;  // what a fragment calls is in no fragment, and merged code has no line
    }
    const std::string words = last_words(log.empty() ? said : log);
    return plain("the kernel refuses the program: " + (words.empty() ? std::string(std::strerror(error)) : words) +
                 "; `xdpflow compose` prints it, README.md says which kernels are tested");
}

}  // namespace probe
