// SPDX-License-Identifier: Apache-2.0
// Places (an interface, a direction, XDP or TC) where several programs see packets one after the other. For one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>

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

    // Where somebody else of this process is attached alone: makes a chain of that, and returns it; none: nobody is. Set by whoever may be.
    using Share = std::function<Result<std::optional<ChainedPlace>>(std::uint32_t interface, Direction direction, Hook hook)>;
    void on_open(Share share) { share_ = std::move(share); }

    // The one that is there, or one that begins with who is there alone, or a new one without programs. `mode` is that of what enters; automatic: native XDP where the driver can.
    // `several_buffers`: XDP programs may be given frames of more than one buffer, where the MTU demands it.
    Result<const ChainedPlace*> open(const Interface& interface, Direction direction, Hook hook, Mode mode, bool several_buffers);

    // Detaches those without programs, and forgets those that have ended by themselves.
    void clean();

 private:
    const ChainedPlace* add(ChainedPlace place);

    std::list<ChainedPlace> places_;
    Share share_;
};

}  // namespace probe
