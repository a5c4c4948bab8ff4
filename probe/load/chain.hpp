// SPDX-License-Identifier: Apache-2.0
// Programs that see the packets of one place one after the other. What is attached there is an entry that jumps to the first one; each
// jumps to the next (tail.hpp). Every change is one step for a packet, which sees the chain before or after it. For one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "bpf/result.hpp"
#include "probe/load/tail.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

class Seat;

class Chain : public std::enable_shared_from_this<Chain> {
 public:
    static constexpr std::uint32_t kMostSeats = 24;  // the kernel ends a packet's way after 33 jumps

    static Result<std::shared_ptr<Chain>> make(Hook hook, bool multi_buffer);
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;
    ~Chain() = default;

    [[nodiscard]] int entry() const { return entry_.get(); }  // to be attached
    [[nodiscard]] Hook hook() const { return hook_; }
    [[nodiscard]] bool multi_buffer() const { return multi_buffer_; }
    [[nodiscard]] bool is_empty() const { return members_.empty(); }

    // A place behind all with a lower or the same order. Packets do not come there before it has a program.
    [[nodiscard]] Result<Seat> reserve(std::int64_t order);

    // Whether it is attached still; set by whoever has attached it.
    std::function<bool()> is_attached = [] { return true; };

 private:
    friend class Seat;
    struct Member {
        std::uint32_t slot = 0;
        std::int64_t order = 0;
        UniqueFd program;
    };
    using Members = std::vector<Member>;

    Chain(Hook hook, bool multi_buffer) : hook_(hook), multi_buffer_(multi_buffer) {}
    [[nodiscard]] Members::iterator member(std::uint32_t slot);
    [[nodiscard]] std::uint32_t slot_before(Members::iterator member) const;
    Result<> put(std::uint32_t slot, std::int64_t order, int program);
    void remove(std::uint32_t slot);
    Result<> point(std::uint32_t slot, const UniqueFd* program);

    const Hook hook_;
    const bool multi_buffer_;
    UniqueFd programs_, entry_;
    std::uint32_t id_ = 0;  // of programs_
    Members members_;  // in their order
    std::vector<bool> taken_ = std::vector<bool>(kMostSeats + 1);
    std::uint32_t last_slot_ = 0;
};

// One program's place in a chain; the program leaves it when this is destroyed.
class Seat {
 public:
    Seat() = default;
    Seat(Seat&& other) noexcept : chain_(std::move(other.chain_)), slot_(other.slot_), order_(other.order_) {}
    Seat& operator=(Seat&& other) noexcept {
        leave();
        chain_ = std::move(other.chain_), slot_ = other.slot_, order_ = other.order_;
        return *this;
    }
    ~Seat() { leave(); }

    [[nodiscard]] bool is_taken() const { return chain_ != nullptr; }
    [[nodiscard]] const Chain& chain() const { return *chain_; }
    // What a program for this seat must go on to.
    [[nodiscard]] Tail tail() const;
    // Packets see this program from now on, in the place of the one before, if there was one. Returns at once: see Grace.
    Result<> set(int program) { return chain_->put(slot_, order_, program); }
    void leave();

 private:
    friend class Chain;
    Seat(std::shared_ptr<Chain> chain, std::uint32_t slot, std::int64_t order)
        : chain_(std::move(chain)),
          slot_(slot),
          order_(order) {}

    std::shared_ptr<Chain> chain_;
    std::uint32_t slot_ = 0;
    std::int64_t order_ = 0;
};

}  // namespace probe
