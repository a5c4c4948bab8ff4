// SPDX-License-Identifier: Apache-2.0
// Messages on disk until their collector has them: a folder of segments, which outlives the process (not the machine's power: nothing is
// forced to the disk). Each segment begins with the templates in force, so that it is read without those before it. Bounded: the oldest
// segment is given up.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "exporter/ledger.hpp"
#include "exporter/message.hpp"
#include "exporter/spool_segment.hpp"

namespace exporter {

struct SpoolSettings {
    std::string folder;  // made if it is missing; of this spool alone
    std::uint64_t most_octets = 1024U << 20;
    std::uint64_t segment_octets = 8U << 20;  // at most half of most_octets
};

// Not synchronised.
class Spool {
 public:
    struct Stored {
        SharedMessage message;
        Place place;
    };

    // What is there from the last time lies before all that is appended. Fails if the folder cannot be used, or is in use; what cannot
    // be read of a segment is left out, and told as a line each.
    [[nodiscard]] static Result<std::unique_ptr<Spool>> open(const SpoolSettings& settings, std::vector<std::string>& troubles);
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;
    ~Spool();

    // May give up the oldest segment. Fails with what the system says; the message is then not in the spool.
    [[nodiscard]] Result<> append(const SharedMessage& message);

    // The next message, with the templates in force for it before; nothing: all were read.
    [[nodiscard]] const Stored* front();
    [[nodiscard]] const std::vector<SharedMessage>& templates() const { return templates_; }
    void pop();
    // Reads on at a place that was read before.
    void rewind(const Place& place);

    // Segments that end before this place, or all if everything before the reader is done, are no longer needed.
    void remove_before(const Place& place);
    [[nodiscard]] Place reader() const { return reader_; }

    [[nodiscard]] std::uint64_t waiting() const;                                // messages of data that were not read
    [[nodiscard]] std::uint64_t first_of_now() const { return first_of_now_; }  // segment: those before are of the last time
    // Data that was given up unread since the last call.
    [[nodiscard]] Amount take_given_up() { return std::exchange(given_up_, {}); }
    // Everything before it was given up.
    [[nodiscard]] Place oldest() const;

 private:
    Spool(const SpoolSettings& settings, int lock) : settings_(settings), lock_(lock) {}
    [[nodiscard]] Result<> load(std::vector<std::string>& troubles);
    [[nodiscard]] Result<> begin_segment();
    [[nodiscard]] std::string path_of(std::uint64_t number) const;
    [[nodiscard]] const SpoolSegment* segment_of(const Place& place) const;
    void give_up_rest();
    void give_up_oldest();
    void skip_to(std::uint64_t segment);

    SpoolSettings settings_;
    int lock_;
    std::deque<SpoolSegment> segments_;
    bool is_writable_ = false;  // the last segment is one of now
    std::uint64_t octets_ = 0;
    std::uint64_t next_number_ = 1;
    std::uint64_t first_of_now_ = 1;
    std::vector<SharedMessage> written_templates_;  // in force where messages are appended

    Place reader_{1, SpoolSegment::kBegin};
    Place sought_;                          // data before it is passed over
    Amount passed_;                         // data in the reader's segment before it
    std::vector<SharedMessage> templates_;  // in force at the reader
    Stored front_;
    std::uint64_t front_end_ = 0;  // 0: front_ is none
    Amount given_up_;
};

}  // namespace exporter
