// SPDX-License-Identifier: Apache-2.0
#include "probe/control/first_packet.hpp"

namespace probe {

FirstPacket::FirstPacket(const std::function<std::uint64_t()>& frames)
    : looker_([this, before = frames(), frames] {
          for (bool is_last = false; frames() == before; std::this_thread::sleep_for(kPause)) {
              if (is_last) return;
              is_last = is_over_;
          }
          seen_ = std::chrono::steady_clock::now();
      }) {}

std::optional<FirstPacket::Time> FirstPacket::when() {
    is_over_ = true;
    if (looker_.joinable()) looker_.join();
    return seen_;
}

}  // namespace probe
