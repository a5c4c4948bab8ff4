// SPDX-License-Identifier: Apache-2.0
// What it costs to encode one record, without the flow cache in front and the socket behind: IPFIX, NetFlow v9 and v5 with nProbe's
// 15 default fields, next to a plain copy of the same records.
#include <time.h>

#include <cstring>
#include <random>
#include <vector>

#include "exporter/encoder.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

constexpr double kEncodeTarget = 1000;                     // ns a record: 1 M records/s on one CPU
constexpr std::size_t kRecords = 4096;                     // different ones, as if just drained
constexpr std::size_t kTimes = 64;                         // that they are encoded in a round
constexpr std::uint64_t kNow = 1'700'000'000'000'000'000;  // ns

double cpu_ns() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Made-up records of one layout, one behind the other.
class Records {
 public:
    explicit Records(const bpf::Layout& layout) : layout_(layout), octets_(kRecords * layout.slot_octets) {
        std::mt19937_64 random(1);
        for (std::byte& octet : octets_) octet = static_cast<std::byte>(random());
        for (std::size_t i = 0; i < kRecords; ++i)
            for (const bpf::Member& member : layout.members) {
                std::byte* out = octets_.data() + i * layout.slot_octets + member.offset;
                if (member.feature->type == bpf::Type::time_ns) exporter::store(out, kNow + random() % 120'000'000'000);
                if (member.feature->type == bpf::Type::u64) exporter::store(out, random() % 1'000'000);
            }
    }
    [[nodiscard]] const bpf::Layout& layout() const { return layout_; }
    [[nodiscard]] const std::byte* at(std::size_t i) const { return octets_.data() + i * layout_.slot_octets; }

 private:
    const bpf::Layout& layout_;
    std::vector<std::byte> octets_;
};

double copied(const Records& records) {
    const std::size_t octets = records.layout().key_octets + records.layout().value_octets;
    std::vector<std::byte> message(kRecords * octets);
    const double begin = cpu_ns();
    for (std::size_t time = 0; time < kTimes; ++time) {
        for (std::size_t i = 0; i < kRecords; ++i) std::memcpy(message.data() + i * octets, records.at(i), octets);
        asm volatile("" : : "r"(message.data()) : "memory");  // somebody looks at it
    }
    return (cpu_ns() - begin) / (kTimes * kRecords);
}

double encoded(exporter::Encoder& encoder, const Records& records) {
    const double begin = cpu_ns();
    for (std::size_t time = 0; time < kTimes; ++time)
        for (std::size_t i = 0; i < kRecords; ++i)
            encoder.add({&records.layout(), records.at(i), exporter::EndReason::idle, {.point = {.input = 2}}});
    encoder.flush();
    return (cpu_ns() - begin) / (kTimes * kRecords);
}

struct Case {
    const char* name;
    config::Protocol protocol;
    bool reduced;
    std::unique_ptr<exporter::Encoder> encoder{};
    Row row{};
};

Result<> measure(const bpf::Layouts& layouts, std::size_t table, const char* family, const Options& options, Report& report) {
    const Records records(layouts.tables[table]);
    std::vector<Case> cases;
    cases.push_back({"IPFIX", config::Protocol::ipfix, false});
    cases.push_back({"IPFIX, reduced", config::Protocol::ipfix, true});
    cases.push_back({"NetFlow v9", config::Protocol::netflow9, false});
    if (table == 0) cases.push_back({"NetFlow v5", config::Protocol::netflow5, false});
    Row copy{"encode", std::string(family) + ", copied only", 15, kRecords, "ns a record", {}};
    std::uint64_t octets = 0;
    for (Case& one : cases) {
        one.row = {"encode", std::string(family) + ", " + one.name, 15, kRecords, "ns a record", {}};
        auto made = exporter::make_encoder(one.protocol, {.reduced = one.reduced}, layouts,
                                           [&octets](auto message, std::uint32_t) { octets += message.size(); });
        if (!made) return tl::unexpected(made.error());
        one.encoder = std::move(*made);
    }
    for (unsigned round = 0; round <= options.rounds; round++) {
        const double plain = copied(records);
        if (round > 0) copy.rounds.push_back(plain);
        for (Case& one : cases) {
            const double figure = encoded(*one.encoder, records);
            if (round > 0) one.row.rounds.push_back(figure);
        }
    }
    report.add(copy);
    for (const Case& one : cases) report.add(one.row, Target{kEncodeTarget, false});
    return octets > 0 ? Result<>{} : fail("nothing was encoded");
}

}  // namespace

Result<> run_encode_bench(const Options& options, Report& report) {
    const auto catalogue = bpf::Catalogue::load("");
    if (!catalogue) return tl::unexpected(catalogue.error());
    std::vector<const bpf::Feature*> asked;
    for (const std::string& name : netflow9_fields()) {
        const auto feature = catalogue->require(name);
        if (!feature) return tl::unexpected(feature.error());
        asked.push_back(*feature);
    }
    const bpf::Layouts layouts = bpf::make_layouts(asked, {}, *catalogue);
    if (auto done = measure(layouts, 0, "IPv4", options, report); !done) return done;
    return measure(layouts, 1, "IPv6", options, report);
}

}  // namespace bench
