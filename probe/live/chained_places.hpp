// SPDX-License-Identifier: Apache-2.0
// Places (an interface, a direction, XDP or TC) where several programs see packets one after the other. For one thread.
#pragma once

#include <cstdint>
#include <list>
#include <memory>

#include "bpf/result.hpp"
#include "probe/load/attachment.hpp"

namespace probe {

struct ChainedPlace {
    Attachment attachment;  // of the entry
    std::shared_ptr<Chain> chain;
};

class ChainedPlaces {
 public:
    // The one that is there, and still attached; or null. Valid until the next call that is not const.
    [[nodiscard]] const ChainedPlace* find(std::uint32_t interface, Direction direction, Hook hook) const;

    // The one that is there, or a new one without programs. `mode` is that of what enters; automatic: native XDP where the driver can.
    // `several_buffers`: XDP programs may be given frames of more than one buffer, where the MTU demands it.
    Result<const ChainedPlace*> open(const Interface& interface, Direction direction, Hook hook, Mode mode, bool several_buffers);

    // Detaches those without programs, and forgets those that have ended by themselves.
    void clean();

 private:
    std::list<ChainedPlace> places_;
};

}  // namespace probe
