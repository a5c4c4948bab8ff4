// SPDX-License-Identifier: Apache-2.0
// What programs with a memory have in other parts of their text: bpf/state/ has the rest.
#pragma once

#include <string>

#include "bpf/layout.hpp"

namespace probe {

// `struct flow_state`; the layouts have states.
[[nodiscard]] std::string flow_state_text(const bpf::Layouts& layouts);

// bpf/packet.h with the members of struct packet that only programs with a memory have: the text of all others, and so their objects
// in caches, stay what they are.
[[nodiscard]] std::string packet_with_state(std::string packet);

}  // namespace probe
