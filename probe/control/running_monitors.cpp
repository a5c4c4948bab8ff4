// SPDX-License-Identifier: Apache-2.0
// Users' monitors beside the flow probe: those of the configuration file, and what becomes of them when it is read again.
#include <algorithm>

#include "probe/control/running.hpp"
#include "probe/session/complain.hpp"

namespace probe {

namespace {

Mode mode_of(const std::string& name) {
    return name == "native" ? Mode::native : name == "generic" ? Mode::generic : Mode::automatic;
}

}  // namespace

Result<> Running::start_monitors() {
    places_.on_open([this](std::uint32_t interface, Direction direction, Hook hook) {
        return attachments_->share(interface, direction, hook);
    });
    monitors_.emplace(places_, mode_of(metering_->settings.mode));
    monitors_->is_busy = [this] { return holds_interfaces(); };
    for (const config::Monitor& wanted : metering_->settings.monitors) {
        const auto prepared = monitor::Monitors::prepare(wanted);
        if (!prepared) return tl::unexpected(prepared.error());
        const auto lines = monitors_->start(*prepared, metering_->settings.wait);
        if (!lines) return tl::unexpected(lines.error());
        for (const std::string& line : *lines) complain(line);
    }
    return {};
}

void Running::check_monitors() {
    for (const std::string& line : monitors_->check()) {
        complain(line);
        watch_.tell("monitor", line);
    }
}

// What takes long, and what may fail by a mistake in a file, before anything is changed.
Result<Running::MonitorChange> Running::monitor_change(const monitor::Monitors::AllPrepared& present,
                                                       const std::vector<config::Monitor>& wanted) {
    MonitorChange change;
    for (const auto& one : present) {
        const bool stays = std::any_of(wanted.begin(), wanted.end(),
                                       [&](const config::Monitor& other) { return other.name == one->monitor.name; });
        if (!stays) change.gone.push_back(one->monitor.name);
    }
    for (const config::Monitor& one : wanted) {
        auto prepared = monitor::Monitors::prepare(one);
        if (!prepared) return tl::unexpected(prepared.error());
        // A text that is the same makes the same object; what runs keeps its counters then.
        const bool runs = std::any_of(present.begin(), present.end(), [&](const auto& other) {
            return other->monitor == one && other->object.octets == (*prepared)->object.octets;
        });
        if (!runs) change.started.push_back(*prepared);
    }
    return change;
}

void Running::apply(const MonitorChange& change) {
    const auto tell = [&](const std::string& line, bool is_good) {
        complain(line, is_good ? kDone : kFailed);
        watch_.tell("monitor", line);
    };
    for (const std::string& name : change.gone)
        if (monitors_->stop(name)) tell("monitor \"" + name + "\" has ended", true);
    for (const auto& prepared : change.started) {
        const auto lines = monitors_->start(prepared, metering_->settings.wait);
        if (!lines) {
            tell("not changed: " + lines.error().text(), false);
            continue;
        }
        for (const std::string& line : *lines) complain(line);
        tell("monitor \"" + prepared->monitor.name + "\" runs", true);
    }
}

}  // namespace probe
