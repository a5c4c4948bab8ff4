// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/collector.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "probe/collect/type_record.hpp"

namespace probe::collect {

void Collector::on_message(const std::string& session, std::span<const std::byte> octets) {
    ++counters_.messages;
    const auto message = read_message(octets);
    if (!message) {
        ++counters_.malformed;
        return problems_.tell(Problem::malformed, fmt::format("{}: malformed message: {}", session, message.error().text()));
    }
    const auto [found, is_new] = sessions_.try_emplace(session);
    if (is_new) ++counters_.sessions;
    DomainState& state = state_of(found->second, message->header.domain);
    state.last_message = counters_.messages;
    read(fmt::format("{}, domain {}", session, message->header.domain), found->second, state, *message);
}

void Collector::on_malformed(const std::string& session, const std::string& why) {
    ++counters_.messages;
    ++counters_.malformed;
    problems_.tell(Problem::malformed, fmt::format("{}: malformed message: {}", session, why));
}

void Collector::read(const std::string& source, Session& session, DomainState& state, const Message& message) {
    std::optional<std::uint32_t> records = 0;
    for (const auto& part : message.parts) {
        if (const auto* set = std::get_if<DataSet>(&part)) {
            const auto more = read_data(source, session, state, *set);
            records = records && more ? std::optional(*records + *more) : std::nullopt;
            continue;
        }
        ++counters_.templates;
        if (auto taken = state.domain.take(std::get<TemplateRecord>(part)); !taken) {
            ++counters_.refused_templates;
            problems_.tell(Problem::refused_template, fmt::format("{}: {}", source, taken.error().text()));
        }
    }
    check_sequence(source, state, message.header.sequence, records);
}

// How many records the set has, if that can be known.
std::optional<std::uint32_t> Collector::read_data(const std::string& source, Session& session, DomainState& state,
                                                  const DataSet& set) {
    if (!state.domain.has_template(set.template_id)) {
        ++counters_.no_template;
        problems_.tell(Problem::no_template,
                       fmt::format("{}: data without a template: {} has not come (yet)", source, set.template_id));
        return {};
    }
    learning_ = &session.learnt;
    const Domain::Decoded decoded = state.domain.decode(set, session.learnt, *this);
    learning_ = nullptr;
    if (!decoded.fault) return decoded.records;
    ++counters_.malformed;
    problems_.tell(Problem::malformed, fmt::format("{}: malformed message: {}", source, *decoded.fault));
    return {};
}

void Collector::on_record(const RecordTemplate& described, std::span<const Value> values) {
    if (is_done()) return;
    ++(described.is_options ? counters_.options : counters_.flows);
    learn_from(described, values, *learning_);
    sink_.on_record(described, values);
}

void Collector::check_sequence(const std::string& source, DomainState& state, std::uint32_t sequence,
                               std::optional<std::uint32_t> records) {
    const SequenceCounters before = state.sequence.counters();
    state.sequence.on_message(sequence, records);
    const SequenceCounters& after = state.sequence.counters();
    if (after.gaps > before.gaps)
        problems_.tell(Problem::gap, fmt::format("{}: {} records are missing before number {}", source,
                                                 after.missing - before.missing, sequence));
}

Collector::DomainState& Collector::state_of(Session& session, std::uint32_t domain) {
    if (const auto found = session.domains.find(domain); found != session.domains.end()) return found->second;
    // The new one first: the session of this name must not become empty, and be forgotten.
    DomainState& state = session.domains.emplace(domain, DomainState{Domain(elements_)}).first->second;
    state.last_message = counters_.messages;
    if (++domains_ > kMostDomains) forget_oldest_domain();
    return state;
}

void Collector::forget_oldest_domain() {
    auto oldest_session = sessions_.end();
    std::map<std::uint32_t, DomainState>::iterator oldest;
    for (auto session = sessions_.begin(); session != sessions_.end(); ++session) {
        for (auto domain = session->second.domains.begin(); domain != session->second.domains.end(); ++domain) {
            if (oldest_session != sessions_.end() && oldest->second.last_message <= domain->second.last_message) continue;
            oldest_session = session;
            oldest = domain;
        }
    }
    ++counters_.forgotten;
    problems_.tell(Problem::forgotten,
                   fmt::format("{}, domain {}: forgotten, because more than {} domains send; its templates must come again",
                               oldest_session->first, oldest->first, kMostDomains));
    counters_.sequence += oldest->second.sequence.counters();
    oldest_session->second.domains.erase(oldest);
    --domains_;
    if (oldest_session->second.domains.empty()) sessions_.erase(oldest_session);
}

void Collector::forget(const std::string& name) {
    const auto session = sessions_.find(name);
    if (session == sessions_.end()) return;
    for (const auto& [id, state] : session->second.domains) counters_.sequence += state.sequence.counters();
    domains_ -= session->second.domains.size();
    sessions_.erase(session);
}

CollectorCounters Collector::counters() const {
    CollectorCounters counters = counters_;
    for (const auto& [name, session] : sessions_)
        for (const auto& [id, state] : session.domains) counters.sequence += state.sequence.counters();
    return counters;
}

}  // namespace probe::collect
