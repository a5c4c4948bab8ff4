// SPDX-License-Identifier: Apache-2.0
// The flow probe among other programs at one place.
#include <cstring>

#include "probe/live/attachments.hpp"
#include "probe/live/chained_order.hpp"

namespace probe {

Result<std::optional<ChainedPlace>> Attachments::share(std::uint32_t interface, Direction direction, Hook hook) {
    for (std::uint32_t number = 0; number < ports_.size(); number++) {
        if (!ports_[number].link) continue;
        Attachment& alone = *ports_[number].link;
        const Hook its = alone.mode == Mode::tc ? Hook::tc : Hook::xdp;
        if (alone.interface.index != interface || alone.direction != direction || its != hook || alone.seat.is_taken()) continue;
        auto chain = Chain::make(hook, alone.multi_buffer);
        if (!chain) return tl::unexpected(chain.error());
        auto seat = (*chain)->reserve(kFlowProbeOrder);
        if (!seat) return tl::unexpected(seat.error());
        const auto own = program_->program(number, alone.multi_buffer, {hook, alone.interface.ethernet}, seat->tail());
        if (!own) return tl::unexpected(own.error());
        if (auto set = seat->set(*own); !set) return tl::unexpected(set.error());
        // From here on packets come to the same program by way of the chain.
        if (const int error = replace_program(alone, (*chain)->entry()); error != 0)
            return fail(alone.interface.name + ": cannot replace the program by a chain: " + std::strerror(error));
        ChainedPlace place{{alone.interface, direction, 0, alone.mode, alone.multi_buffer, {}, {}, {}, {}}, std::move(*chain)};
        place.attachment.link = std::move(alone.link);
        place.attachment.filter = std::move(alone.filter);
        alone.seat = std::move(*seat);
        return place;
    }
    return std::optional<ChainedPlace>();
}

}  // namespace probe
