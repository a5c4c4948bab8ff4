// SPDX-License-Identifier: Apache-2.0
// Interfaces as the kernel reports them: all at once, and every change. For the network namespace it was made in.
#pragma once

#include <memory>
#include <vector>

#include "bpf/result.hpp"
#include "probe/interfaces/link.hpp"

struct mnl_socket;

namespace probe {

struct LinkEvent {
    Link link;
    bool gone = false;  // removed, or moved to another network namespace
};

class LinkMonitor {
 public:
    // Events are kept from here on.
    static Result<LinkMonitor> make();

    // Readable when there are events; owned by this object.
    [[nodiscard]] int descriptor() const;

    struct Batch {
        std::vector<LinkEvent> events;  // in their order
        bool missed = false;            // the kernel had more than it could keep: ask for all()
    };
    // What has happened since the last call; does not wait.
    [[nodiscard]] Result<Batch> receive();
    // All interfaces there are now. Events of before may still be waiting and tell older news.
    [[nodiscard]] static Result<std::vector<Link>> all();

    // Octets of events the kernel keeps for this socket; for tests. The kernel has a smallest size of its own.
    void keep_at_most(int octets) const;

 private:
    struct Close {
        void operator()(mnl_socket* socket) const;
    };
    using Socket = std::unique_ptr<mnl_socket, Close>;
    static Result<Socket> open(unsigned groups);

    explicit LinkMonitor(Socket socket) : socket_(std::move(socket)) {}

    Socket socket_;
};

}  // namespace probe
