// SPDX-License-Identifier: Apache-2.0
// Where packets to an address would go from here: the kernel's routing tables, asked by netlink. For one thread, and for the network
// namespace it was made in.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "bpf/result.hpp"
#include "exporter/sources.hpp"

struct mnl_socket;

namespace probe {

class RouteLookup {
 public:
    using Time = std::chrono::steady_clock::time_point;

    // An answer is good for so long, and so many are kept.
    static constexpr std::chrono::seconds kLifetime{10};
    static constexpr std::size_t kRemembered = 16'384;

    static Result<std::unique_ptr<RouteLookup>> make();

    // All 0 where there is no route, where the kernel does not answer, and for addresses of this machine.
    [[nodiscard]] exporter::Route find(const config::Address& destination, Time now);

    [[nodiscard]] std::uint64_t asked() const { return asked_; }  // questions to the kernel

 private:
    struct Close {
        void operator()(mnl_socket* socket) const;
    };
    using Socket = std::unique_ptr<mnl_socket, Close>;
    struct Remembered {
        config::Address address{};
        exporter::Route route{};
        Time until{};
    };

    explicit RouteLookup(Socket socket) : socket_(std::move(socket)), remembered_(kRemembered) {}
    [[nodiscard]] exporter::Route ask(const config::Address& destination);

    Socket socket_;
    std::vector<Remembered> remembered_;  // by hash; what comes to a place replaces what was there
    std::uint32_t sequence_ = 0;
    std::uint64_t asked_ = 0;
};

}  // namespace probe
