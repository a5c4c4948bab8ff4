// SPDX-License-Identifier: Apache-2.0
// What changes when another program has taken the place of the present one: flows, templates, counters.
#include <boost/asio/post.hpp>

#include <algorithm>

#include "probe/control/running.hpp"

namespace probe {

// For a moment the next program was at some interfaces: what it has counted is exported as it counted it.
void Running::take_back_from_next() {
    own_flows_.remove(*next_.program->memory().control);
    if (auto waited = grace_->wait(); !waited) return fail_with(waited.error());
    const std::unique_ptr<Flows> meanwhile = make_flows(*next_.metering, next_.points);
    meanwhile->go_on_from(*flows_);
    if (collectors_ && collectors_->exporter().use(next_.metering->plan.exported, now()))
        meanwhile->export_to(collectors_->exporter(), next_.metering->settings.prints());
    session_->empty(*next_.program, *meanwhile);
    meanwhile->flush();
    attachments_->add_counted(*next_.program);
    if (collectors_) (void)collectors_->exporter().use(metering_->plan.exported, now());
    flows_->go_on_from(*meanwhile);
}

// Flows end under the templates that they were metered for, or go on under the new ones.
Result<> Running::hand_over() {
    const Changes& changes = machine_.changes();
    const auto carries = changes.carries ? Flows::carries(metering_->plan, next_.metering->plan) : std::vector<exporter::Carry>();
    if (changes.carries)
        flows_->end_uncarried(carries);
    else
        flows_->flush();
    if (auto printed = flows_->finish(); !printed) return printed;
    const std::shared_ptr<Metering> before = metering_;
    exporter::Sources& sources = *next_.metering->sources;
    sources.next_flow_id = before->sources->next_flow_id;
    sources.interface_names = before->sources->interface_names;
    if (auto changed = change_collectors(); !changed) return changed;
    std::unique_ptr<Flows> flows = make_flows(*next_.metering, next_.points ? next_.points : flows_->shared_points());
    flows->go_on_from(*flows_);
    const MeterSettings& settings = next_.metering->settings;
    if (!settings.collectors.empty()) flows->export_to(collectors_->exporter(), settings.prints());
    session_->use(next_.program ? *next_.program : *program_, *flows);
    if (changes.carries) flows_->carry_to(*flows, carries);
    if (next_.program) retire_program();
    metering_ = next_.metering;
    flows_ = std::move(flows);
    if (before->settings.interval_s != metering_->settings.interval_s) {
        timer_.cancel();
        next_snapshot_ = now();
        wait_for_interval();
    }
    return {};
}

EarlierPrograms Running::counted_before() {
    EarlierPrograms earlier = earlier_;
    const Statistics sums = statistics();
    earlier.lost = sums.lost();
    earlier.lost_packets = sums.total.lost_packets;
    earlier.lost_records = sums.total.lost_records;
    earlier.lost_states = sums.lost_states.value_or(0);
    earlier.fragments_without_first = sums.fragments_without_first.value_or(0);
    earlier.uncounted = sums.uncounted;
    if (!sums.has_packets) {
        const bpf::shared::counters present = sum_counters(program_->memory());
        earlier.packets += present.frames - present.non_ip - present.malformed - present.filtered - present.not_sampled;
    }
    return earlier;
}

void Running::retire_program() {
    watch_.leave(program_->memory());
    earlier_ = counted_before();
    attachments_->use(*next_.program, *next_.points, next_.copies);
    const auto &old_chain = program_made_for_->plan.droppers, &chain = next_.metering->plan.droppers;
    std::vector<std::optional<std::size_t>> places;
    for (const bpf::Dropper* dropper : old_chain) {
        const auto same =
            std::find_if(chain.begin(), chain.end(), [&](const bpf::Dropper* one) { return one->name == dropper->name; });
        places.push_back(same == chain.end() ? std::nullopt : std::optional<std::size_t>(same - chain.begin()));
    }
    const std::vector<std::uint64_t> gone = attachments_->move_droppers(places);
    for (std::size_t i = 0; i < gone.size(); i++)
        if (gone[i] > 0) earlier_.dropped[old_chain[i]->name] += gone[i];
    own_flows_.remove(*program_->memory().control);
    keep({std::move(program_made_for_), std::move(program_)});
    program_ = std::move(next_.program);
    program_made_for_ = std::move(next_.made_for);
    watch_wake_ups();
}

// To clear large tables, or to free them, takes its time: that is nothing to wait for.
void Running::keep(Kept one) {
    boost::asio::post(background_, [this, one = std::make_shared<Kept>(std::move(one))] {
        one->program->begin_anew();
        boost::asio::post(io_, [this, one] {
            const std::uint64_t most = metering_->settings.keep_loaded_mib << 20;
            const auto gone = std::make_shared<std::vector<Kept>>(kept_.keep(std::move(*one), most));
            boost::asio::post(background_, [gone] { gone->clear(); });
        });
    });
}

// Templates of the fields that are left are withdrawn by use(), which may fail where a collector leaves that cannot be sent the new ones.
Result<> Running::change_collectors() {
    if (next_.collectors) collectors_ = std::move(next_.collectors);
    if (!collectors_) return {};
    auto used = collectors_->exporter().use(next_.metering->plan.exported, now());
    if (!collectors_->exporter().has_prepared()) return used;
    collectors_->change();
    return {};
}

}  // namespace probe
