// SPDX-License-Identifier: Apache-2.0
#include "exporter/channel.hpp"

#include <algorithm>
#include <utility>

#include "exporter/flow_hash.hpp"

namespace exporter {

Result<> Channel::make_encoder(config::Protocol protocol, const EncoderSettings& settings, const bpf::Layouts& layouts) {
    auto sink = [this](std::span<const std::byte> octets, std::uint32_t records) { push_data(octets, records); };
    auto made = exporter::make_encoder(protocol, settings, layouts, std::move(sink));
    if (!made) return tl::unexpected(made.error());
    encoder_ = std::move(*made);
    protocol_ = protocol;
    settings_ = settings;
    return {};
}

Result<> Channel::use(const bpf::Layouts& layouts, Time now) {
    now_ = now;
    if (auto used = encoder_->use(layouts); !used) return used;
    amounts_.forget();
    push_withdrawals();
    push_new_templates();
    return {};
}

Result<> Channel::check(const bpf::Layouts& layouts) const {
    const auto made = exporter::make_encoder(protocol_, settings_, layouts, [](auto, std::uint32_t) {});
    return made ? Result<>() : tl::unexpected(made.error());
}

void Channel::send(const Record& record) {
    if (settings_.one_record) flow_ = flow_hash(record);
    added_ = amounts_.of(record);
    pending_before_ = encoder_->pending();
    encoder_->add(record);
    pending_ += std::exchange(added_, {});
}

void Channel::tick(Time now) {
    now_ = now;
    const Schedule::Actions actions = schedule_.tick(now, encoder_->pending() > 0);
    if (actions.send_templates) push_templates(Message::Kind::templates);
    if (actions.flush) encoder_->flush();
}

bool Channel::is_available() const {
    return std::any_of(transports_.begin(), transports_.end(), [](const auto& transport) {
        const CollectorState state = transport->report().state;
        return state == CollectorState::starting || state == CollectorState::reachable;
    });
}

void Channel::push_new_templates() {
    schedule_.on_new_templates(now_);
    push_templates(Message::Kind::new_templates);
}

void Channel::push_withdrawals() {
    for (const std::vector<std::byte>& octets : encoder_->withdrawals()) {
        const auto message = std::make_shared<const Message>(Message{Message::Kind::withdrawal, 0, octets});
        for (const auto& transport : transports_)
            if (transport->takes_withdrawals()) transport->push(message);
    }
}

// An encoder completes a message before the record that is being added, or with it.
void Channel::push_data(std::span<const std::byte> octets, std::uint32_t records) {
    if (schedule_.before_message(now_)) push_templates(Message::Kind::templates);
    FlowAmount amount = std::exchange(pending_, {});
    if (records > pending_before_) amount += std::exchange(added_, {});
    push(Message::Kind::data, octets, records, amount);
}

void Channel::push_options(OptionsPart part, const OptionsSettings& settings, const OptionsReport& report) {
    for (const auto& transport : transports_) {
        const CollectorCounters counters = transport->report().counters;
        for (OptionsMessage& made :
             encoder_->options(options_data(protocol_, part, settings, settings_.observation_domain, report, counters)))
            transport->push(
                std::make_shared<const Message>(Message{Message::Kind::options, made.records, std::move(made.octets)}));
    }
}

void Channel::push_templates(Message::Kind kind) {
    for (const std::vector<std::byte>& message : encoder_->templates()) {
        push(kind, message, 0);
        kind = Message::Kind::more_templates;
    }
}

void Channel::push(Message::Kind kind, std::span<const std::byte> octets, std::uint32_t records, FlowAmount amount) {
    const std::uint64_t flow = kind == Message::Kind::data ? flow_ : 0;
    const auto message = std::make_shared<const Message>(
        Message{kind, records, {octets.begin(), octets.end()}, amount.packets, amount.octets, flow});
    for (const auto& transport : transports_) transport->push(message);
}

}  // namespace exporter
