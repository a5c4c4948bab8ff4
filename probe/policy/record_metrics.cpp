// SPDX-License-Identifier: Apache-2.0
#include "probe/policy/record_metrics.hpp"

namespace probe {

namespace {

constexpr std::uint64_t kFin = 0x01, kSyn = 0x02, kRst = 0x04, kAck = 0x10;

double share(std::uint64_t part, std::uint64_t all) { return all ? static_cast<double>(part) / static_cast<double>(all) : 0; }

}  // namespace

RecordMetrics::RecordMetrics(const bpf::Layouts& layouts) {
    for (const bpf::Layout& layout : layouts.tables) {
        const Table table{&layout, {layout, exporter::Side::source}, layout.find("IN_PKTS"), layout.find("TCP_FLAGS")};
        knows_sources_ |= table.packets && table.source.is_held();
        knows_flags_ |= table.packets && table.tcp_flags;
        tables_.push_back(table);
    }
}

void RecordMetrics::see(std::uint32_t number, const std::byte* record) {
    const Table& table = tables_[number];
    if (!table.packets) return;
    const auto packets = exporter::load<std::uint64_t>(record + table.packets->offset);
    packets_ += packets;
    if (table.tcp_flags) {
        const std::uint64_t flags = exporter::number_at(table.tcp_flags->feature->type, record + table.tcp_flags->offset);
        if ((flags & (kFin | kSyn | kRst | kAck)) == kSyn) syn_packets_ += packets;
    }
    if (table.source.is_held()) sources_.add(table.source({table.layout, record, exporter::EndReason::active}), packets);
}

RecordMetrics::Shares RecordMetrics::take() {
    Shares shares;
    if (knows_sources_) shares.top_source = share(sources_.top(), packets_);
    if (knows_flags_) shares.syn = share(syn_packets_, packets_);
    packets_ = syn_packets_ = 0;
    sources_.clear();
    return shares;
}

}  // namespace probe
