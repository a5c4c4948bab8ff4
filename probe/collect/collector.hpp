// SPDX-License-Identifier: Apache-2.0
// What becomes of messages, wherever they come from: sessions and their observation domains, templates, records, counters.
//
// Knows no sockets. Whatever a message holds, it is read or counted, and told in one line; memory is bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "probe/collect/domain.hpp"
#include "probe/collect/problems.hpp"
#include "probe/collect/sequence.hpp"

namespace probe::collect {

struct CollectorCounters {
    std::uint64_t messages = 0;     // whole ones, malformed ones included
    std::uint64_t sessions = 0;     // transport sessions from which a message came; with UDP, addresses and ports
    std::uint64_t flows = 0;        // data records that are not of options
    std::uint64_t options = 0;      // data records of options
    std::uint64_t templates = 0;    // template records, each time they came; withdrawals too
    std::uint64_t malformed = 0;    // messages with a length that lies; nothing of them was used, but records before the lie
    std::uint64_t no_template = 0;  // sets of data whose template never came, and so nobody knows how many records
    std::uint64_t refused_templates = 0;
    std::uint64_t forgotten = 0;  // observation domains given up for newer ones
    SequenceCounters sequence;
};

class Collector final : private RecordSink {
 public:
    // With UDP anybody can be as many exporters as there are ports: so many are remembered, of each up to 1 MB of templates.
    static constexpr std::size_t kMostDomains = 256;

    // The sink gets every record. most_flows: ends after so many records that are not of options; 0: never.
    Collector(RecordSink& sink, Problems& problems, std::uint64_t most_flows)
        : sink_(sink),
          problems_(problems),
          most_flows_(most_flows) {}

    // One message. `session`: who sent it, for people, and different for different transport sessions.
    void on_message(const std::string& session, std::span<const std::byte> message);

    // What is no message, and so the end of a stream.
    void on_malformed(const std::string& session, const std::string& why);

    // Nothing more will come, and whoever comes under this name is somebody else.
    void on_end(const std::string& session) { forget(session); }

    // Whether as many records came as were asked for; later ones are not taken.
    [[nodiscard]] bool is_done() const { return most_flows_ > 0 && counters_.flows >= most_flows_; }

    [[nodiscard]] CollectorCounters counters() const;

 private:
    struct DomainState {
        Domain domain;
        SequenceCheck sequence{};
        std::uint64_t last_message = 0;  // its number, see counters_.messages
    };
    struct Session {
        LearntElements learnt;
        std::map<std::uint32_t, DomainState> domains;
    };

    void on_record(const RecordTemplate& described, std::span<const Value> values) override;
    DomainState& state_of(Session& session, std::uint32_t domain);
    void forget(const std::string& session);
    void forget_oldest_domain();
    void read(const std::string& source, Session& session, DomainState& state, const Message& message);
    std::optional<std::uint32_t> read_data(const std::string& source, Session& session, DomainState& state, const DataSet& set);
    void check_sequence(const std::string& source, DomainState& state, std::uint32_t sequence,
                        std::optional<std::uint32_t> records);

    RecordSink& sink_;
    Problems& problems_;
    const std::uint64_t most_flows_;
    Elements elements_;
    std::map<std::string, Session> sessions_;
    std::size_t domains_ = 0;
    CollectorCounters counters_;          // sequence: of domains that are gone
    LearntElements* learning_ = nullptr;  // of the session whose message is being read
};

}  // namespace probe::collect
