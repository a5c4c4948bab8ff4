// SPDX-License-Identifier: Apache-2.0
#include "probe/live/chained_places.hpp"

#include <algorithm>
#include <array>

#include "probe/load/tc_link.hpp"
#include "probe/load/xdp_link.hpp"

namespace probe {

const ChainedPlace* ChainedPlaces::find(std::uint32_t interface, Direction direction, Hook hook) const {
    const auto found = std::find_if(places_.begin(), places_.end(), [&](const ChainedPlace& one) {
        return one.attachment.interface.index == interface && one.attachment.direction == direction &&
               one.chain->hook() == hook && one.chain->is_attached();
    });
    return found == places_.end() ? nullptr : &*found;
}

Result<const ChainedPlace*> ChainedPlaces::open(const Interface& interface, Direction direction, Hook hook, Mode mode,
                                                bool several_buffers) {
    if (const auto* known = find(interface.index, direction, hook)) return known;
    if (share_) {
        auto shared = share_(interface.index, direction, hook);
        if (!shared) return tl::unexpected(shared.error());
        if (*shared) return add(std::move(**shared));
    }
    std::array<std::shared_ptr<Chain>, 2> chains;  // by kind of frames
    const auto entry = [&](bool several) -> Result<int> {
        if (several && !several_buffers) return fail("not for frames of several buffers");
        std::shared_ptr<Chain>& chain = chains[several];
        auto made = Chain::make(hook, several);
        if (!made) return tl::unexpected(made.error());
        chain = std::move(*made);
        return chain->entry();
    };
    auto attached = hook == Hook::tc ? attach_tc(entry, 0, interface, direction) : attach_xdp(entry, 0, interface, mode);
    if (!attached) return tl::unexpected(attached.error());
    std::shared_ptr<Chain> chain = chains[attached->multi_buffer];
    return add({std::move(*attached), std::move(chain)});
}

const ChainedPlace* ChainedPlaces::add(ChainedPlace place) {
    places_.push_back(std::move(place));
    ChainedPlace& added = places_.back();
    added.chain->is_attached = [attachment = &added.attachment] { return probe::is_attached(*attachment); };
    return &added;
}

void ChainedPlaces::clean() {
    places_.remove_if([](const ChainedPlace& one) {
        const bool is_over = one.chain->is_empty() || !one.chain->is_attached();
        if (is_over) one.chain->is_attached = [] { return false; };
        return is_over;
    });
}

}  // namespace probe
