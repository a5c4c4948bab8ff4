// SPDX-License-Identifier: Apache-2.0
#include "exporter/schedule.hpp"

namespace exporter {

void Schedule::on_new_templates(Time now) {
    on_templates_sent(now);
    repeat_ = true;
}

bool Schedule::before_message(Time now) {
    const bool is_second = repeat_ && messages_since_templates_ > 0;
    const bool enough = settings_.template_messages > 0 && messages_since_templates_ >= settings_.template_messages;
    const bool send = is_second || enough || is_refresh_due(now);
    if (send) on_templates_sent(now);
    ++messages_since_templates_;
    return send;
}

Schedule::Actions Schedule::tick(Time now, bool pending) {
    Actions actions;
    actions.flush = pending && (!flushed_ || now - *flushed_ >= settings_.flush_interval);
    if (actions.flush) flushed_ = now;
    actions.send_templates = is_refresh_due(now);
    if (actions.send_templates) on_templates_sent(now);
    return actions;
}

bool Schedule::is_refresh_due(Time now) const {
    return settings_.template_refresh.count() > 0 && now - templates_sent_ >= settings_.template_refresh;
}

void Schedule::on_templates_sent(Time now) {
    templates_sent_ = now;
    messages_since_templates_ = 0;
    repeat_ = false;
}

}  // namespace exporter
