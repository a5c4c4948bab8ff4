// SPDX-License-Identifier: Apache-2.0
// One stream of messages: an encoder, the schedule of its templates, and the collectors that all get the same.
//
//   record ─► Encoder ─► message ─► Transport ─► collector
//                ▲                  (one a collector)
//            Schedule: templates, messages that are not full
//
// Options are made for each collector apart: they hold its counters.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "exporter/encoder.hpp"
#include "exporter/flow_amount.hpp"
#include "exporter/options_tables.hpp"
#include "exporter/schedule.hpp"
#include "exporter/transport.hpp"

namespace exporter {

class Channel {
 public:
    using Time = Schedule::Time;

    Channel(const ScheduleSettings& schedule, Time now) : schedule_(schedule), now_(now) {}

    [[nodiscard]] Result<> make_encoder(config::Protocol protocol, const EncoderSettings& settings, const bpf::Layouts& layouts);
    // After the encoder was made; before begin().
    void add(std::unique_ptr<Transport> transport) { transports_.push_back(std::move(transport)); }
    // All of them, to go on elsewhere: then this channel sends nothing any more.
    [[nodiscard]] std::vector<std::unique_ptr<Transport>> take_transports() { return std::move(transports_); }
    // Templates go out.
    void begin() { push_new_templates(); }

    [[nodiscard]] Result<> use(const bpf::Layouts& layouts, Time now);
    // Whether use() would do it. Changes nothing.
    [[nodiscard]] Result<> check(const bpf::Layouts& layouts) const;
    void send(const Record& record);
    void tick(Time now);
    void flush() { encoder_->flush(); }
    // Nothing where the protocol has no options, or the encoder was made without.
    void push_options(OptionsPart part, const OptionsSettings& settings, const OptionsReport& report);

    // Whether one of the collectors takes what it is sent, or has not yet been tried.
    [[nodiscard]] bool is_available() const;

    [[nodiscard]] const Encoder& encoder() const { return *encoder_; }
    [[nodiscard]] const std::vector<std::unique_ptr<Transport>>& transports() const { return transports_; }

 private:
    void push_new_templates();
    void push_withdrawals();
    void push_data(std::span<const std::byte> octets, std::uint32_t records);
    void push_templates(Message::Kind kind);
    void push(Message::Kind kind, std::span<const std::byte> octets, std::uint32_t records, FlowAmount amount = {});

    config::Protocol protocol_ = config::Protocol::ipfix;
    EncoderSettings settings_{};
    Schedule schedule_;
    Time now_;                // of the last tick
    std::uint64_t flow_ = 0;  // of the record that is being encoded
    std::unique_ptr<Encoder> encoder_;
    std::vector<std::unique_ptr<Transport>> transports_;
    FlowAmounts amounts_;
    FlowAmount pending_, added_;        // of the message under way; of the record that is being added
    std::uint32_t pending_before_ = 0;  // records in that message before it
};

}  // namespace exporter
