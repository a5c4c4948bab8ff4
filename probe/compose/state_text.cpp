// SPDX-License-Identifier: Apache-2.0
#include "probe/compose/state_text.hpp"

#include <fmt/format.h>

namespace probe {

std::string flow_state_text(const bpf::Layouts& layouts) {
    std::string text = "struct flow_state {\n";
    for (const bpf::StateMember& member : layouts.states)
        text += fmt::format("\t__u{} {};\n", 8 * bpf::size_of(member.type), member.name);
    return text + fmt::format("\t__u8 known; /* 1, but 0 of nothing */\n}};\n"
                              "_Static_assert(sizeof(struct flow_state) == {}, \"layout\");\n\n",
                              layouts.flow_state_octets);
}

std::string packet_with_state(std::string packet) {
    return packet.insert(packet.find("\n};"),
                         "\n\n\t/* state */\n"
                         "\tstruct flow_state *state; /* of the packet's flow; fragments write it */\n"
                         "\tstruct flow_state past;   /* what it was before this packet: all 0 if nothing is known */\n"
                         "\t__u32 segment;\t\t   /* of TCP: IN_ORDER, RETRANSMITTED, OUT_OF_ORDER; see state/sequence.h */");
}

}  // namespace probe
