// SPDX-License-Identifier: Apache-2.0
// Messages that wait for one collector. It also remembers which templates the message at the front needs, so that a collector that
// has been away can be given them before anything else. Not synchronised.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "exporter/message.hpp"

namespace exporter {

class MessageQueue {
 public:
    explicit MessageQueue(std::size_t capacity) : capacity_(capacity) {}

    [[nodiscard]] bool is_empty() const { return messages_.empty(); }
    [[nodiscard]] std::size_t size() const { return messages_.size(); }
    [[nodiscard]] bool is_full() const { return messages_.size() >= capacity_; }

    // Of all messages that wait, and the flows in them.
    [[nodiscard]] std::uint64_t octets() const { return octets_; }
    [[nodiscard]] std::uint64_t flows() const { return flows_; }

    // Takes the message in any case: whoever minds looks at is_full() before.
    void push(SharedMessage message) {
        octets_ += message->octets.size();
        flows_ += flows_in(*message);
        messages_.push_back(std::move(message));
    }

    // Not if empty.
    [[nodiscard]] const SharedMessage& front() const { return messages_.front(); }

    // Takes the front away, sent or given up; its templates are in force from now on.
    SharedMessage pop() {
        SharedMessage message = std::move(messages_.front());
        messages_.pop_front();
        octets_ -= message->octets.size();
        flows_ -= flows_in(*message);
        if (!has_templates(*message)) return message;
        if (message->kind != Message::Kind::more_templates) templates_.clear();
        templates_.push_back(message);
        return message;
    }

    // The templates that were popped last.
    [[nodiscard]] const std::vector<SharedMessage>& templates() const { return templates_; }

 private:
    std::size_t capacity_;
    std::uint64_t octets_ = 0, flows_ = 0;
    std::deque<SharedMessage> messages_;
    std::vector<SharedMessage> templates_;
};

}  // namespace exporter
