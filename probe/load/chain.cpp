// SPDX-License-Identifier: Apache-2.0
#include "probe/load/chain.hpp"

#include <bpf/bpf.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace probe {

namespace {

constexpr std::uint32_t kFirst = 0;  // where the entry goes on; each seat has a slot of its own, for where its program goes on

}  // namespace

Result<std::shared_ptr<Chain>> Chain::make(Hook hook, bool multi_buffer) {
    std::shared_ptr<Chain> chain(new Chain(hook, multi_buffer));
    chain->programs_ = UniqueFd(bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "xdpflow_chain", 4, 4, kMostSeats + 1, nullptr));
    if (!chain->programs_.is_open()) return fail(std::string("cannot make a map of programs: ") + std::strerror(errno));
    bpf_map_info info{};
    __u32 octets = sizeof info;
    if (bpf_obj_get_info_by_fd(chain->programs_.get(), &info, &octets) != 0)
        return fail(std::string("cannot ask for a map of programs: ") + std::strerror(errno));
    chain->id_ = info.id;
    auto entry = load_entry(hook, multi_buffer, {chain->programs_.get(), kFirst});
    if (!entry) return tl::unexpected(entry.error());
    chain->entry_ = std::move(*entry);
    return chain;
}

Result<Seat> Chain::reserve(std::int64_t order) {
    // Not the one that was given back last: packets in flight may still go on from there.
    for (std::uint32_t i = 0; i < kMostSeats; i++) {
        const std::uint32_t slot = 1 + (last_slot_ + i) % kMostSeats;
        if (taken_[slot]) continue;
        taken_[slot] = true;
        last_slot_ = slot;
        if (auto cleared = point(slot, nullptr); !cleared) return tl::unexpected(cleared.error());
        return Seat(shared_from_this(), slot, order);
    }
    return fail("there are " + std::to_string(kMostSeats) + " programs in one chain already; no more are possible");
}

Chain::Members::iterator Chain::member(std::uint32_t slot) {
    return std::find_if(members_.begin(), members_.end(), [&](const Member& one) { return one.slot == slot; });
}

std::uint32_t Chain::slot_before(Members::iterator member) const {
    return member == members_.begin() ? kFirst : std::prev(member)->slot;
}

Result<> Chain::point(std::uint32_t slot, const UniqueFd* program) {
    const int descriptor = program ? program->get() : -1;
    const int done =
        program ? bpf_map_update_elem(programs_.get(), &slot, &descriptor, BPF_ANY) : bpf_map_delete_elem(programs_.get(), &slot);
    if (done == 0 || (!program && errno == ENOENT)) return {};
    return fail(std::string("cannot put a program into a chain: ") + std::strerror(errno));
}

Result<> Chain::put(std::uint32_t slot, std::int64_t order, int program) {
    UniqueFd own(::fcntl(program, F_DUPFD_CLOEXEC, 0));
    if (!own.is_open()) return fail(std::string("no descriptor for a program: ") + std::strerror(errno));
    if (const auto known = member(slot); known != members_.end()) {
        auto done = point(slot_before(known), &own);
        if (done) known->program = std::move(own);
        return done;
    }
    auto at = std::find_if(members_.begin(), members_.end(), [&](const Member& one) { return one.order > order; });
    // First where it goes on, then how packets come there.
    if (auto done = point(slot, at == members_.end() ? nullptr : &at->program); !done) return done;
    if (auto done = point(slot_before(at), &own); !done) return done;
    members_.insert(at, Member{slot, order, std::move(own)});
    return {};
}

// Packets that are in the program go on from its slot as before.
void Chain::remove(std::uint32_t slot) {
    if (const auto at = member(slot); at != members_.end()) {
        const auto next = std::next(at);
        (void)point(slot_before(at), next == members_.end() ? nullptr : &next->program);
        members_.erase(at);
    }
    taken_[slot] = false;
}

Tail Seat::tail() const { return {chain_->programs_.get(), slot_, chain_->id_}; }

void Seat::leave() {
    if (chain_) std::exchange(chain_, nullptr)->remove(slot_);
}

}  // namespace probe
