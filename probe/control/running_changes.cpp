// SPDX-License-Identifier: Apache-2.0
// What each step of a reconfiguration is. A packet is counted by the old program or by the new one, never by both and never by none:
// interfaces change program in one step each, and the old program's tables are read when nobody is in it any more.
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "probe/control/first_packet.hpp"
#include "probe/control/running.hpp"
#include "probe/session/complain.hpp"
#include "probe/session/meter_report.hpp"
#include "probe/session/program_source.hpp"

namespace probe {

namespace asio = boost::asio;

namespace {

double ms(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

std::string text_of(const Outcome& outcome) {
    std::string line = "reconfigured";
    for (const std::string& name : outcome.changed) line += (&name == &outcome.changed.front() ? ": " : ", ") + name;
    line += fmt::format("; in {:.0f} ms", ms(outcome.all));
    if (outcome.program)
        line += fmt::format(", with another program after {:.0f}", ms(outcome.until_packet.value_or(outcome.until_swap)));
    return line + (outcome.carried ? "; flows go on" : "; flows in progress were exported");
}

}  // namespace

void Running::reconfigure(Edit edit, Done done) {
    asio::post(io_, [this, asked = now(), edit = std::move(edit), done = std::move(done)]() mutable {
        const std::uint64_t ticket = ++last_ticket_;
        asked_[ticket] = {std::move(edit), std::move(done), false};
        order_.push_back(ticket);
        machine_.request(ticket, asked);
        go_on();
    });
}

void Running::wait_for_reread_signal() {
    reread_signal_.async_wait([this](auto error, int) {
        if (error) return;
        reread();
        wait_for_reread_signal();
    });
}

void Running::reread() {
    const auto change = std::make_shared<MonitorChange>();
    reconfigure(
        [this, change, present = monitors_->all()](const config::Settings&) -> Result<config::Settings> {
            auto wanted = reread_();
            if (!wanted) return wanted;
            auto made = monitor_change(present, wanted->monitors);
            if (!made) return tl::unexpected(made.error());
            *change = std::move(*made);
            return wanted;
        },
        [this, change](const Result<Outcome>& done) {
            if (done) apply(*change);
        });
}

void Running::go_on() {
    using Kind = Reconfiguration::Action::Kind;
    while (!is_over_) {
        const Reconfiguration::Action action = machine_.next();
        switch (action.kind) {
            case Kind::idle:
            case Kind::wait: return;
            case Kind::perform: perform(action.step); break;
            case Kind::undo: undo(action.step); break;
            case Kind::report: report(action.ticket, action.result); break;
            case Kind::give_up: return fail_with(action.result.error());
        }
    }
}

void Running::settle(const Result<>& done) {
    if (done)
        machine_.done(now());
    else
        machine_.failed(done.error(), now());
}

// The work returns what is to be done about its result, on the thread of the loop.
template <class Work>
void Running::in_background(Work work) {
    asio::post(background_, [this, work = std::move(work)] {
        asio::post(io_, [this, then = work()] {
            then();
            go_on();
        });
    });
}

void Running::perform(Step step) {
    switch (step) {
        case Step::plan: return plan_next();
        case Step::compile: return compile_next();
        case Step::load: return load_next();
        case Step::check: return settle(check_next());
        case Step::attach: return settle(attach_next());
        case Step::swap: return swap_programs();
        case Step::wait: return settle(grace_->wait());
        case Step::drain: session_->empty(*program_, *flows_); return machine_.done(now());
        case Step::hand_over: return settle(hand_over());
        case Step::detach: interfaces_.settle_choice(); return machine_.done(now());
    }
}

void Running::undo(Step step) {
    if (step == Step::attach) interfaces_.undo_choice();
    if (step == Step::check && collectors_) collectors_->forget_prepared();
}

void Running::plan_next() {
    next_ = {};
    const Asked& asked = asked_.at(order_.front());
    in_background([this, edit = asked.edit, is_decision = asked.is_decision, present = metering_,
                   policies = policies_]() -> std::function<void()> {
        const auto edited = edit(policies.base());
        std::optional<Policies> next;
        if (edited && !is_decision) next = policies.with_base(*edited);
        const auto wanted = next ? Result<config::Settings>(next->in_force()) : edited;
        auto made = wanted ? make_metering(MeterSettings(*wanted)) : tl::unexpected(wanted.error());
        Result<Changes> changes = made ? changes_between(*present, **made) : tl::unexpected(made.error());
        return [this, made = std::move(made), changes = std::move(changes), next = std::move(next)] {
            if (!changes) return machine_.failed(changes.error(), now());
            next_.metering = *made;
            next_.policies = next;
            if (auto prepared = prepare_routes(*next_.metering->sources); !prepared)
                return machine_.failed(prepared.error(), now());
            Kept kept = changes->program ? kept_.take(*next_.metering) : Kept{};
            next_.made_for = kept.program ? std::move(kept.made_for) : next_.metering;
            next_.program = std::move(kept.program);
            machine_.planned(*changes, now());
        };
    });
}

void Running::compile_next() {
    if (next_.program) return machine_.done(now());
    const auto make = std::make_shared<std::packaged_task<Result<std::shared_ptr<const TableMaps>>()>>(
        [metering = next_.metering] { return TableMaps::make(metering->plan, metering->memory.tables); });
    next_.tables = make->get_future().share();
    asio::post(aside_, [make] { (*make)(); });
    std::vector<Place> places;
    for (const Attachment* one : attachments_->attached())
        places.push_back({one->mode == Mode::tc ? Hook::tc : Hook::xdp, one->interface.ethernet});
    if (places.empty()) places.push_back({metering_->settings.mode == "tc" ? Hook::tc : Hook::xdp, true});
    in_background([this, metering = next_.metering, places = std::move(places)]() -> std::function<void()> {
        std::map<Place, std::string> objects;
        std::set<Place> quick;
        for (const Place place : places) {
            if (objects.contains(place)) continue;
            auto object = quick_object_of(metering->plan, objects_, place);
            if (!object) return [this, error = object.error()] { machine_.failed(error, now()); };
            objects[place] = std::move(object->octets);
            if (object->is_quick) quick.insert(place);
        }
        return [this, objects = std::move(objects), quick = std::move(quick)] {
            next_.objects = objects;
            next_.quick = quick;
            machine_.done(now());
        };
    });
}

Running::Loaded Running::load_first(const Next& next) const {
    const auto object_of = [this, metering = next.metering, objects = next.objects](Place place) -> Result<std::string> {
        const auto known = objects.find(place);
        return known != objects.end() ? Result<std::string>(known->second) : object_for(metering->plan, place);
    };
    const Attachments::Copy first =
        next.copies.empty() ? Attachments::Copy{0, 0, false, next.objects.begin()->first} : next.copies.front();
    const auto object = object_of(first.place);
    if (!object) return tl::unexpected(object.error());
    const auto& tables = next.tables.get();
    if (!tables) return tl::unexpected(tables.error());
    LoadRequest request = load_request(*next.metering, first.place, *object);
    request.object_of = object_of;
    request.quick = next.quick;
    request.port = first.port;
    request.point = first.point;
    request.multi_buffer = first.multi_buffer;
    request.tables = *tables;
    return KernelProgram::load(request);
}

Running::Loaded Running::load_copies(Next& next) const {
    auto program = next.program ? Loaded(std::move(next.program)) : load_first(next);
    for (const Attachments::Copy& copy : next.copies) {
        if (!program) break;
        (*program)->set_point(copy.port, copy.point);
        if (auto loaded = (*program)->program(copy.port, copy.multi_buffer, copy.place, copy.tail); !loaded)
            program = tl::unexpected(loaded.error());
    }
    if (program || next.quick.empty()) return program;
    // What was compiled quickly is another program, whose refusal cannot be told by lines: the other one has the last word.
    for (const Place place : std::exchange(next.quick, {})) {
        auto object = object_for(next.metering->plan, place);
        if (!object) return tl::unexpected(object.error());
        next.objects[place] = std::move(*object);
    }
    return load_copies(next);
}

// From here to the end of the change no interface comes or goes: what is loaded is for what is attached now. A program that was kept
// has its copies already, unless interfaces have changed since.
void Running::load_next() {
    const bool same_points = point_parts(next_.metering->plan) == point_parts(metering_->plan);
    next_.points = same_points ? flows_->shared_points() : std::make_shared<exporter::Points>(point_parts(next_.metering->plan));
    next_.copies = attachments_->copies(*next_.points);
    auto next = std::make_shared<Next>();
    next->metering = next_.metering;
    next->objects = next_.objects;
    next->quick = next_.quick;
    next->copies = next_.copies;
    next->tables = std::move(next_.tables);
    next->program = std::move(next_.program);
    in_background([this, next]() -> std::function<void()> {
        const auto made = std::make_shared<Loaded>(load_copies(*next));
        return [this, made] {
            if (!*made) return machine_.failed(made->error(), now());
            next_.program = std::move(**made);
            machine_.done(now());
        };
    });
}

// Encoders of new fields, and ways to new collectors: certificates, spools, files.
Result<> Running::check_next() {
    const Metering& next = *next_.metering;
    if (!collectors_ && next.settings.collectors.empty()) return {};
    if (!collectors_) {
        auto made = make_collectors(next);
        if (made) next_.collectors = std::move(*made);
        return made ? Result<>() : tl::unexpected(made.error());
    }
    if (!machine_.changes().collectors) return collectors_->exporter().check(next.plan.exported);
    return collectors_->prepare(next.settings.collectors, exporter_settings(next), next.plan.exported);
}

Result<> Running::attach_next() {
    const MeterSettings& wanted = next_.metering->settings;
    return interfaces_.choose(wanted.interface_settings(true));
}

void Running::swap_programs() {
    own_flows_.add(*next_.program->memory().control);
    session_->prepare(*next_.program);
    const auto ports = attachments_->copies(*next_.points);  // with what the step before has attached
    for (const Attachments::Copy& copy : ports) {
        const bool is_known = std::any_of(next_.copies.begin(), next_.copies.end(),
                                          [&](const Attachments::Copy& known) { return known.port == copy.port; });
        if (is_known && next_.points != flows_->shared_points()) next_.points->give_back(copy.point);  // which it had already
        if (is_known) continue;
        next_.program->set_point(copy.port, copy.point);
        next_.copies.push_back(copy);
    }
    asio::post(aside_, [this] { objects_.make_ready(); });  // while the kernel is waited for
    FirstPacket first([&memory = next_.program->memory()] { return sum_counters(memory).frames; });
    const auto replaced = attachments_->replace(*next_.program);
    const auto seen = first.when();
    if (replaced) return machine_.swapped(seen, now());
    take_back_from_next();
    machine_.failed(replaced.error(), now());
}

void Running::report(std::uint64_t ticket, const Result<Outcome>& result) {
    settle_policies(asked_.at(ticket), result);
    if (next_.program) keep({next_.made_for, std::move(next_.program)});
    next_ = {};
    order_.pop_front();
    if (result && !metering_->plan.remark.empty()) complain(metering_->plan.remark);
    if (result) {
        complain(text_of(*result), kDone);
        watch_.tell(*result);
    } else {
        complain("not reconfigured: " + result.error().text() + "; all stays as it was");
        watch_.tell("refused_change", result.error().text());
    }
    const auto asked = asked_.extract(ticket);
    if (asked && asked.mapped().done) asked.mapped().done(result);
    plan_refinement();
    if (std::exchange(are_links_unread_, false)) wait_for_link_news();
}

}  // namespace probe
