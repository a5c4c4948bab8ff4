// SPDX-License-Identifier: Apache-2.0
// Why the kernel refuses a program, in words for its user: the verifier's reason, and the line of the fragment that it is about.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bpf/result.hpp"
#include "probe/compose/origin.hpp"
#include "probe/compose/source_text.hpp"

namespace probe {

// The end of a log without the verifier's counts, which help nobody.
[[nodiscard]] std::string last_words(std::string_view log);

// What the verifier wrote before it gave up (log level 1).
struct VerifierLog {
    std::string reason;  // "R1 offset is outside of the packet", joined if it has several lines; may be empty
    std::optional<std::uint32_t> instruction;  // number of the one that is refused
};
[[nodiscard]] VerifierLog read_verifier_log(std::string_view log);

// Lines of the composed text by instruction. Programs whose objects are opened and loaded while one of these lives are recorded; one at a
// time in a process, because libbpf's handlers are the process's.
class InstructionLines {
 public:
    // Of the program with this name.
    explicit InstructionLines(std::string program = "xdpflow");
    InstructionLines(const InstructionLines&) = delete;
    InstructionLines& operator=(const InstructionLines&) = delete;
    ~InstructionLines();

    struct Position {
        int line = 0, column = 0;  // 1-based
    };
    // That of the instruction, then those of the few around it, the nearest ones first. Nothing if the object has no line info, or the
    // kernel cannot take it.
    [[nodiscard]] std::vector<Position> near(std::uint32_t instruction) const;

    struct Start {
        std::uint32_t instruction = 0;
        Position position;
    };

 private:
    std::vector<Start> starts_;  // by instruction: from there on it is this line
};

// What to tell of a load that ended with this error (errno); `said` is libbpf's own log, `origin` gives the fragment behind a line of the
// composed text.
[[nodiscard]] Error explain_refusal(int error, const std::string& log, const std::string& said, const InstructionLines& lines,
                                    const std::function<std::optional<Origin>(int line)>& origin);

}  // namespace probe
