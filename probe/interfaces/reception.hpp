// SPDX-License-Identifier: Apache-2.0
// How interfaces receive while they are metered: what falsifies numbers is found and said, mended where that was asked for, and
// given back afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "probe/interfaces/ethtool.hpp"
#include "probe/interfaces/link.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

struct ReceptionSettings {
    bool promiscuous = false;   // also frames for others
    bool fix_offloads = false;  // switch off what falsifies numbers
    bool asks_for_tags = true;  // a field needs VLAN tags, or octets of layer 2
};

// What of these features, all of which are on, falsifies numbers.
[[nodiscard]] std::set<std::string> false_friends(const std::set<std::string>& features, bool asks_for_tags);

// Lines for the user, each with the command that helps; `features`: false friends that are on. `cpus`: that are online.
[[nodiscard]] std::vector<std::string> remarks_on(const Link& link, const std::set<std::string>& features,
                                                  const ReceiveQueues& queues, std::uint32_t cpus);

class Reception {
 public:
    explicit Reception(ReceptionSettings settings) : settings_(settings) {}
    Reception(const Reception&) = delete;
    Reception& operator=(const Reception&) = delete;
    ~Reception();  // gives everything back

    // Before a program is attached to the interface, as often as that is tried. Lines for the user.
    [[nodiscard]] std::vector<std::string> prepare(const Link& link);
    // When it is attached: frames for others come in, too, if that was asked for. A line if that failed, else empty.
    [[nodiscard]] std::string receive_all(const Link& link);
    // When it is not metered any more; it may be gone.
    void give_back(std::uint32_t index);

 private:
    [[nodiscard]] bool make_promiscuous(std::uint32_t index, bool on) const;

    const ReceptionSettings settings_;
    UniqueFd socket_;  // the kernel ends promiscuous mode with it, whatever way this process ends
    std::set<std::uint32_t> promiscuous_;
    std::map<std::uint32_t, std::set<std::string>> switched_off_;  // by index of the interface
};

}  // namespace probe
