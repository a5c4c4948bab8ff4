// SPDX-License-Identifier: Apache-2.0
// TC on kernels before 6.6, which have no links for it: a filter in the queueing discipline clsact, which stays when its process dies
// without a word. So whoever attaches holds a name (an abstract socket, which the kernel gives back whatever happens), and takes away
// the filters of the project that nobody holds a name for.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bpf/result.hpp"
#include "probe/load/interface.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

// A filter of clsact, whoever made it.
struct FoundFilter {
    std::string name;  // of BPF filters: "program:[id]"
    std::uint32_t handle = 0, priority = 0, program = 0;
};

// All filters at one side of an interface; none where there is no clsact.
[[nodiscard]] Result<std::vector<FoundFilter>> filters_of(std::uint32_t interface, Direction direction);

// A filter of ours. Remove it in the network namespace where it was attached.
class ClsactFilter {
 public:
    ClsactFilter() = default;
    ClsactFilter(ClsactFilter&& other) noexcept { swap(other); }
    ClsactFilter& operator=(ClsactFilter&& other) noexcept {
        ClsactFilter(std::move(other)).swap(*this);
        return *this;
    }
    ~ClsactFilter() { remove(); }

    // Attaches a TC program. `remark` becomes one line about what was left of a process that is gone, if there was anything. Where
    // another process of the project is at this place the error has the id of its program.
    static Result<ClsactFilter> attach(int program, const Interface& interface, Direction direction, std::string& remark);

    // Another program in its place; 0, or an errno.
    [[nodiscard]] int replace(int program);
    // Whether it is still where it was attached.
    [[nodiscard]] bool is_there() const;
    // The filter; and clsact, if it was made here and nobody else has a filter in it.
    void remove();

 private:
    void swap(ClsactFilter& other) noexcept {
        std::swap(name_held_, other.name_held_);
        std::swap(interface_, other.interface_);
        std::swap(direction_, other.direction_);
        std::swap(handle_, other.handle_);
        std::swap(priority_, other.priority_);
    }

    UniqueFd name_held_;  // open: this is a filter
    std::uint32_t interface_ = 0;
    Direction direction_ = Direction::in;
    std::uint32_t handle_ = 0, priority_ = 0;
};

}  // namespace probe
