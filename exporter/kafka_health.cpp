// SPDX-License-Identifier: Apache-2.0
#include "exporter/kafka_health.hpp"

#include <utility>

namespace exporter {

void KafkaHealth::on_all_down(Time now, std::string reason) {
    if (!down_since_) down_since_ = now;
    if (trouble_.empty()) trouble_ = std::move(reason);
}

void KafkaHealth::on_refused(Time now, std::string reason) {
    state_ = CollectorState::unreachable;
    reason_ = std::move(reason);
    refused_until_ = now + retry_;
}

// Without brokers it is no wonder.
void KafkaHealth::on_timed_out(Time now) {
    if (state_ == CollectorState::unreachable) return;
    on_refused(
        now, "the brokers did not take messages in time (message.timeout.ms); see that the topic is there and may be written to");
}

void KafkaHealth::on_delivered() {
    state_ = CollectorState::reachable;
    refused_until_ = {};
    down_since_.reset();
    trouble_.clear();
}

void KafkaHealth::on_brokers(Time now, bool is_one_connected) {
    if (is_one_connected) {
        down_since_.reset();
        trouble_.clear();
        if (now >= refused_until_) state_ = CollectorState::reachable;
    } else if (down_since_ && now - *down_since_ >= kDoubt) {
        state_ = CollectorState::unreachable;
        reason_ = trouble_;
    }
}

}  // namespace exporter
