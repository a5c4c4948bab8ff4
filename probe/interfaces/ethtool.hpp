// SPDX-License-Identifier: Apache-2.0
// What ethtool(8) shows and sets: features of a driver, its queues. By the interface's name, in this network namespace.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "bpf/result.hpp"

namespace probe {

// Names as the kernel has them ("rx-lro"; `ethtool -k` shows some under older ones) of features that are on and may be switched
// off. Empty for a driver that tells nothing.
[[nodiscard]] std::set<std::string> switchable_features(const std::string& interface);

// Switches one on or off; fails if the driver does not do it.
[[nodiscard]] Result<> switch_feature(const std::string& interface, const std::string& feature, bool on);

struct ReceiveQueues {
    std::uint32_t now = 0;   // 0: the driver does not tell
    std::uint32_t most = 0;  // that it may be told to have
    bool combined = true;    // what `ethtool -L` calls them: combined, or rx
};
[[nodiscard]] ReceiveQueues receive_queues(const std::string& interface);

}  // namespace probe
