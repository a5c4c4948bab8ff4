// SPDX-License-Identifier: Apache-2.0
// A change does not wait for the best program: when nothing changes any more, clang takes its time for the same text, and interface by
// interface gets a copy of what it made. All copies work on the same tables: neither flows nor counters notice.
#include <boost/asio/post.hpp>
#include <sys/resource.h>

#include "probe/control/running.hpp"
#include "probe/session/complain.hpp"

namespace probe {

namespace asio = boost::asio;

namespace {

// Without a change, before the program is compiled once more.
constexpr std::chrono::seconds kQuiet{2};

void complain_about(const Error& error) {
    complain("the program is left as it was compiled quickly, which costs some per cent of its time: " + error.text());
}

}  // namespace

void Running::plan_refinement() {
    refinement_timer_.expires_after(kQuiet);
    refinement_timer_.async_wait([this](auto error) {
        if (!error) refine();
    });
}

void Running::refine() {
    if (is_over_ || machine_.is_busy()) return;  // the change plans it anew at its end
    const std::set<Place> places = program_->quick_places();
    if (places.empty()) return refine_interfaces();
    asio::post(refiner_, [this, places, made_for = program_made_for_] {
        ::setpriority(PRIO_PROCESS, 0, 0);  // of this thread, and so of clang; the probe goes before other processes
        std::map<Place, std::string> objects;
        Error error;
        for (const Place place : places) {
            auto object = object_for(made_for->plan, place);
            if (!object) error = object.error();
            if (object) objects[place] = std::move(*object);
        }
        asio::post(io_, [this, made_for, error, objects = std::move(objects)] {
            if (program_made_for_ != made_for) return;
            // All or none: an interface whose object stayed quick would be refined for ever.
            if (!error.message.empty()) return complain_about(error);
            program_->use_objects(objects);
            refine_interfaces();
        });
    });
}

// One at a time, because the kernel takes a grace period for each: in between other work has its turn.
void Running::refine_interfaces() {
    if (is_over_ || machine_.is_busy()) return;
    for (const Attachment* one : attachments_->attached()) {
        if (!program_->is_quick(one->port)) continue;
        if (auto refined = attachments_->refine(one->port); !refined) return complain_about(refined.error());
        refined_++;
        asio::post(io_, [this] { refine_interfaces(); });
        return;
    }
}

}  // namespace probe
