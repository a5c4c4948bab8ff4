// SPDX-License-Identifier: Apache-2.0
// Waits until every packet in flight has left the program, without sleeping: the kernel itself says when.
#pragma once

#include "bpf/result.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

class Grace {
 public:
    [[nodiscard]] static Result<Grace> make();

    // Returns after every XDP or TC program that started before the call has finished. An update of a map of maps does that:
    // the kernel calls synchronize_rcu() before it returns (since 4.14; traced on 6.1 and 6.18). 7 to 90 ms.
    [[nodiscard]] Result<> wait() const;

 private:
    Grace(UniqueFd inner, UniqueFd outer) : inner_(std::move(inner)), outer_(std::move(outer)) {}
    UniqueFd inner_, outer_;
};

}  // namespace probe
