// SPDX-License-Identifier: Apache-2.0
// Programs that go on to another one: the same instructions as a program that is loaded, called as a function, and behind them a jump to
// the next program of a chain if the verdict lets the packet pass. The program itself knows nothing of it.
#pragma once

#include <cstdint>
#include <string>

#include "bpf/result.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/unique_fd.hpp"

struct bpf_program;

namespace probe {

// Where a program goes on: the program at this place in a map of programs, or the end if there is none.
struct Tail {
    int map = -1;  // -1: the program does not go on
    std::uint32_t slot = 0;
    std::uint32_t map_id = 0;  // the kernel's: a descriptor may later be that of another map

    bool operator==(const Tail&) const = default;
};

// A copy of a program that libbpf has loaded. Verdicts that go on: XDP_PASS; TC_ACT_UNSPEC, TC_ACT_OK and TC_ACT_PIPE. All others end the
// packet's way at once. The stack of the program has 480 octets, not 512. The error has the kernel's reason.
[[nodiscard]] Result<UniqueFd> load_with_tail(const bpf_program* loaded, Hook hook, bool multi_buffer, const Tail& tail);

// A program that does nothing but go on; where nothing is, packets pass.
[[nodiscard]] Result<UniqueFd> load_entry(Hook hook, bool multi_buffer, const Tail& tail);

}  // namespace probe
