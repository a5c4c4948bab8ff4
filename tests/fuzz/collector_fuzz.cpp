// SPDX-License-Identifier: Apache-2.0
// Any messages from any exporters: the collector neither crashes nor runs out of bounds, prints nothing but whole JSON objects with
// each key once, and counts what it prints.
//
// Input: pieces of one octet that says who sends, two octets of length, and so many octets. If the first octet is odd, version and
// length of the message are made right, so that what lies behind them is reached.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probe/collect/collector.hpp"
#include "probe/collect/record_printer.hpp"

namespace {

using namespace probe::collect;

// Prints each record in both ways, and looks at what it has become.
class Checked final : public RecordSink {
 public:
    void on_record(const RecordTemplate& described, std::span<const Value> values) override {
        ++records;
        if (described.columns.size() != values.size()) std::abort();
        table_.on_record(described, values);
        json_.on_record(described, values);
        exporter::TextBuffer& text = output_.buffer();
        const std::string_view all(text.data(), text.size());
        check_object(all.substr(all.rfind('\n', all.size() - 2) + 1));
        text.clear();
    }

    std::uint64_t records = 0;

 private:
    static void check_object(std::string_view line) {
        std::set<std::string> keys;
        const auto is_new = [&](int depth, nlohmann::json::parse_event_t event, const nlohmann::json& value) {
            if (event == nlohmann::json::parse_event_t::key && depth == 1 && !keys.insert(value).second) std::abort();
            return true;
        };
        if (!nlohmann::json::parse(line, is_new, false).is_object()) std::abort();
    }

    exporter::Output output_{-1, "nowhere"};  // its buffer is emptied before it would be written
    TableRecords table_{output_};
    JsonRecords json_{output_};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Checked checked;
    Problems problems([](const std::string& line) {
        for (const char c : line)
            if (static_cast<unsigned char>(c) < 0x20) std::abort();
    });
    Collector collector(checked, problems, 0);
    std::uint64_t messages = 0;
    while (size >= 3) {
        const std::uint8_t who = data[0];
        const std::size_t octets = std::min(std::size_t{data[1]} << 8 | data[2], size - 3);
        std::vector<std::byte> message(octets);  // of its exact size, so that the sanitizer sees a step too far
        for (std::size_t i = 0; i < octets; ++i) message[i] = static_cast<std::byte>(data[3 + i]);
        data += 3 + octets;
        size -= 3 + octets;
        if ((who & 1) != 0 && octets >= 16) {
            message[0] = std::byte{0};
            message[1] = std::byte{10};
            message[2] = static_cast<std::byte>(octets >> 8);
            message[3] = static_cast<std::byte>(octets & 0xff);
        }
        const std::string session = std::to_string(who >> 4);
        if ((who & 2) != 0) collector.on_end(session);
        collector.on_message(session, message);
        ++messages;
    }
    const CollectorCounters counters = collector.counters();
    if (counters.messages != messages || counters.flows + counters.options != checked.records) std::abort();
    return 0;
}
