// SPDX-License-Identifier: Apache-2.0
// Sends made-up flows to collectors and prints them as JSON lines, so that a test can compare what a collector has kept.
//
//   send_records "FIELD …" COUNT MESSAGE_OCTETS ADDRESS…
//
// Every octet of a record is made up, the same in each run, apart from times, which lie in the last minutes, and from what other
// fields say of it (protocol, IP version). Flows of IPv4 and of IPv6 take turns in runs of 50. Exit code: 0 when all was sent.
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "bpf/catalogue.hpp"
#include "exporter/exporter.hpp"
#include "exporter/json_printer.hpp"

namespace {

constexpr int kRun = 50;

int complain(const std::string& why) {
    std::fprintf(stderr, "send_records: %s\n", why.c_str());
    return 2;
}

bpf::Layouts layouts_of(const std::string& names, const bpf::Catalogue& catalogue) {
    std::vector<const bpf::Feature*> asked;
    std::istringstream words(names);
    for (std::string name; words >> name;) {
        const auto feature = catalogue.require(name);
        if (!feature) std::exit(complain(feature.error().text()));
        asked.push_back(*feature);
    }
    return bpf::make_layouts(asked, {}, catalogue);
}

// The records of one table, one after the other.
class Flows {
 public:
    explicit Flows(const bpf::Layout& layout) : layout_(layout), bytes_(layout.slot_octets) {}

    exporter::Record next() {
        for (const bpf::Member& member : layout_.members) fill(*member.feature, bytes_.data() + member.offset);
        end_ns_ = 0;
        return {&layout_, bytes_.data(), static_cast<exporter::EndReason>(1 + random_() % 5), {}};
    }

 private:
    void fill(const bpf::Feature& feature, std::byte* out) {
        const std::size_t octets = bpf::size_of(feature);
        for (std::size_t i = 0; i < octets; ++i) out[i] = static_cast<std::byte>(random_() & 0xff);
        if (feature.type == bpf::Type::time_ns) return fill_time(feature.role == bpf::Role::min, out);
        if (feature.type == bpf::Type::u64) exporter::store<std::uint64_t>(out, random_() % 1'000'000'000'000);
        if (feature.name == "PROTOCOL") *out = random_() % 2 == 0 ? std::byte{6} : std::byte{17};
        if (feature.name == "IP_PROTOCOL_VERSION") *out = layout_.family == bpf::Family::ipv6 ? std::byte{6} : std::byte{4};
        if (feature.name == "SRC_VLAN" || feature.name == "DOT1Q_SRC_VLAN")
            exporter::store<std::uint16_t>(out, static_cast<std::uint16_t>(1 + random_() % 4094));
    }

    void fill_time(bool is_start, std::byte* out) {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto now_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(now).count());
        if (end_ns_ == 0) end_ns_ = now_ns - random_() % 60'000'000'000;
        exporter::store<std::uint64_t>(out, is_start ? end_ns_ - random_() % 60'000'000'000 : end_ns_);
    }

    const bpf::Layout& layout_;
    std::vector<std::byte> bytes_;
    std::mt19937_64 random_{1};
    std::uint64_t end_ns_ = 0;  // of this flow; 0 = not yet chosen
};

int report(const exporter::Exporter& exporter) {
    bool all = exporter.failed() == 0;
    for (const exporter::CollectorReport& collector : exporter.reports()) {
        const exporter::CollectorCounters& counters = collector.counters;
        std::fprintf(stderr, "%s: %llu messages, %llu records, %llu of templates; lost %llu records %s\n",
                     collector.collector.text().c_str(), static_cast<unsigned long long>(counters.sent.messages),
                     static_cast<unsigned long long>(counters.sent.records), static_cast<unsigned long long>(counters.templates),
                     static_cast<unsigned long long>(lost_records(counters) + counters.refused.records),
                     collector.reason.c_str());
        all = all && lost_records(counters) + counters.refused.records == 0;
    }
    return all ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) return complain("give fields, the number of flows, the octets of a message and addresses");
    const auto catalogue = bpf::Catalogue::load("");
    if (!catalogue) return complain(catalogue.error().text());
    const bpf::Layouts layouts = layouts_of(argv[1], *catalogue);
    exporter::ExporterSettings settings;
    settings.encoder.max_message_octets = static_cast<std::size_t>(std::atoi(argv[3]));
    settings.encoder.observation_domain = 7;
    for (int i = 4; i < argc; ++i) {
        const auto address = config::parse_collector(argv[i]);
        if (!address) return complain(address.error().text());
        settings.collectors.push_back(*address);
    }

    boost::asio::io_context io{1};
    auto exporter = exporter::Exporter::make(io, settings, layouts, std::chrono::steady_clock::now(), {});
    if (!exporter) return complain(exporter.error().text());
    auto guard = boost::asio::make_work_guard(io);
    std::thread network([&io] { io.run(); });
    exporter::Output output(1, "standard output");
    exporter::JsonPrinter printer(output);
    std::vector<Flows> tables;
    for (const bpf::Layout& layout : layouts.tables) tables.emplace_back(layout);
    for (int i = 0; i < std::atoi(argv[2]); ++i) {
        const exporter::Record record = tables[static_cast<std::size_t>(i / kRun) % tables.size()].next();
        (*exporter)->send(record);
        printer.print(record);
    }
    (*exporter)->finish();
    io.stop();
    network.join();
    if (const auto written = printer.finish(); !written) return complain(written.error().text());
    return report(**exporter);
}
