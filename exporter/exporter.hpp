// SPDX-License-Identifier: Apache-2.0
// Flows to collectors: which channel each record takes. All collectors get every flow, or each flow goes to one of them (balance).
// Collectors that are to get the same messages share a channel, so that these are made once.
//
// Threads: one calls the functions of this class; another one runs the io_context, which sends. Whoever runs it has stopped
// before this object is destroyed, and the io_context outlives it.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "bpf/layout.hpp"
#include "bpf/result.hpp"
#include "exporter/channel.hpp"
#include "exporter/options_schedule.hpp"

namespace exporter {

struct ExporterSettings {
    std::vector<config::Collector> collectors;  // at least one
    EncoderSettings encoder;                    // but for what a collector says for itself
    ScheduleSettings schedule;
    TransportSettings transport;
    OptionsSettings options;                  // none, unless their interval is set
    bool balance = false;                     // each flow to one collector
    std::chrono::milliseconds linger{5'000};  // how long finish() waits for a collector that takes what it is sent
};

class Exporter {
 public:
    using Time = std::chrono::steady_clock::time_point;

    // Names are resolved later, once the io_context runs: a name server that is down does not keep a probe from starting. Fails
    // where make_encoder() or make_transport() fail, and names the collector. Each collector's transport tells these events.
    static Result<std::unique_ptr<Exporter>> make(boost::asio::io_context& io, const ExporterSettings& settings,
                                                  const bpf::Layouts& layouts, Time now, const TransportEvents& events);

    // Other fields from now on; see Encoder::use. Templates go out at once, under the ids of their fields: a collector may
    // still read what waits under the old ones.
    [[nodiscard]] Result<> use(const bpf::Layouts& layouts, Time now);
    // Whether use() would do it; names the collector that cannot be sent these fields. Changes nothing.
    [[nodiscard]] Result<> check(const bpf::Layouts& layouts) const;

    // Other collectors, or other settings for them. prepare() makes what is needed to reach those that are new, and fails where make() would;
    // change() sends what waits as it was, and from then on flows go to these. Where a collector is among the old ones and the new ones,
    // its connection and its numbers go on. Returns what belongs to collectors that are none any more: call finish() of each, and
    // destroy it on the thread of the io_context. change() not being called, forget_prepared() returns the like of new ones.
    [[nodiscard]] Result<> prepare(boost::asio::io_context& io, const ExporterSettings& settings, const bpf::Layouts& layouts,
                                   Time now, const TransportEvents& events);
    [[nodiscard]] bool has_prepared() const { return prepared_ != nullptr; }
    [[nodiscard]] std::vector<std::unique_ptr<Transport>> change();
    [[nodiscard]] std::vector<std::unique_ptr<Transport>> forget_prepared();

    // Options tell from now on what this source knows; before, they are not sent. What it refers to must outlive the last call of
    // tick() or finish().
    void describe(OptionsSource source) { source_ = std::move(source); }

    // A flow that is over. Blocks for a short time only where a collector is slower than this (TransportSettings::longest_push).
    void send(const Record& record);

    // To be called at least once a second, best after each drain: sends what is due. With `balance`, collectors that are away
    // since or back again are noticed here.
    void tick(Time now);

    // Sends everything and waits for it, at most for `linger`; what then still waits is counted as lost.
    void finish();

    // One a collector, in the order of the settings; `with_prepared`: then those that are prepared. From any thread.
    [[nodiscard]] std::vector<CollectorReport> reports(bool with_prepared = false) const;

    // Records that could not be encoded. Not 0: a mistake of this program.
    [[nodiscard]] std::uint64_t failed() const;

    // Of all channels, one after the other.
    [[nodiscard]] std::vector<std::uint16_t> template_ids() const;

 private:
    explicit Exporter(const ExporterSettings& settings) : settings_(settings), options_schedule_(settings.options.interval) {}

    // `before`: whose transports may go on; null: none.
    [[nodiscard]] Result<> add(boost::asio::io_context& io, const config::Collector& collector, const bpf::Layouts& layouts,
                               Time now, const TransportEvents& events, const Exporter* before);
    [[nodiscard]] Result<Channel*> channel_for(const config::Collector& collector, const bpf::Layouts& layouts, Time now);
    [[nodiscard]] static Result<std::unique_ptr<Exporter>> make_parts(boost::asio::io_context& io,
                                                                      const ExporterSettings& settings,
                                                                      const bpf::Layouts& layouts, Time now,
                                                                      const TransportEvents& events, const Exporter* before);
    [[nodiscard]] Channel& chosen_for(const Record& record) const;
    void find_available();
    void push_options(OptionsPart part);

    struct Stream {  // what makes collectors share a channel
        config::Protocol protocol;
        std::vector<std::string> fields;
        bool reduced;
        config::BiflowElements biflow;
        bool options;
        bool one_record;
        bool operator==(const Stream&) const = default;
    };

    struct Way {
        const Transport* transport;  // of a prepared one that goes on: at present of another exporter's channel
        Channel* channel;
        HeaderForm form;
        bool goes_on = false;
        EncodingCounters before{};  // of the channels that it had
    };
    [[nodiscard]] std::vector<std::unique_ptr<Transport>> take_transports();

    ExporterSettings settings_;
    std::vector<Stream> streams_;  // of channels_
    std::vector<std::unique_ptr<Channel>> channels_;
    mutable std::mutex mutex_;            // guards ways_ and prepared_ while other threads ask for reports
    std::vector<Way> ways_;               // to the collectors, in the order of the settings
    std::vector<std::size_t> available_;  // channels_ that a flow may go to, if balanced
    OptionsSchedule options_schedule_;
    OptionsSource source_;
    std::vector<InterfaceName> told_interfaces_;
    std::unique_ptr<Exporter> prepared_;  // of which all but its transports that go on is made
};

}  // namespace exporter
