// SPDX-License-Identifier: Apache-2.0
// The messages of one collector that is reached by connections: those that wait, and those that were sent and are not known to have been
// read. One kind of it lives in memory (MemoryBacklog), one on disk.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "exporter/connection.hpp"
#include "exporter/outbox.hpp"
#include "exporter/spool.hpp"

namespace exporter {

class Backlog {
 public:
    struct Next {
        SharedMessage message;                 // data, options or a withdrawal, or nothing
        std::vector<SharedMessage> templates;  // in force for it, or else for what follows
        bool again = false;                    // it was perhaps sent before
    };

    Backlog() = default;
    Backlog(const Backlog&) = delete;
    Backlog& operator=(const Backlog&) = delete;
    virtual ~Backlog() = default;

    // --- the thread that gives messages: see Transport
    virtual void push(SharedMessage message) = 0;
    virtual void finish(Outbox::Deadline deadline) = 0;
    [[nodiscard]] virtual CollectorReport report() const = 0;

    // --- the thread of the io_context
    [[nodiscard]] virtual bool has_message() const = 0;
    // Of the connection that begins; see Connection::most_unread().
    virtual void begin(std::uint64_t most_unread) = 0;
    // The oldest; the same one again until given() is called.
    [[nodiscard]] virtual Next take() = 0;
    // The message that was taken ends at this octet of the connection, if it arrives.
    virtual void given(std::uint64_t end) = 0;
    virtual void acknowledged(std::uint64_t octets) = 0;
    // Whether something was given that is not acknowledged.
    [[nodiscard]] virtual bool is_unacknowledged() const = 0;
    // Nothing waits, and all is acknowledged.
    virtual void settled() = 0;
    virtual void ended(const Connection::End& end) = 0;
};

// Between two connections nothing is sent twice: what is uncertain when a connection ends is counted as lost_unacknowledged or
// unconfirmed.
[[nodiscard]] std::unique_ptr<Backlog> make_memory_backlog(Outbox& outbox);

// Messages go through a spool. Told is what the disk refuses, once until it has taken many messages again, by whoever pushes.
using TellTrouble = std::function<void(const std::string&)>;
[[nodiscard]] Result<std::unique_ptr<Backlog>> make_spool_backlog(Outbox& outbox, const SpoolSettings& settings,
                                                                  const TellTrouble& tell);

}  // namespace exporter
