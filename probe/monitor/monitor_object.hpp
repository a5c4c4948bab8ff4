// SPDX-License-Identifier: Apache-2.0
// The object of a user's monitor, as libbpf reads it: its program, its maps, and what their octets mean. Not in the kernel yet.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "config/monitor.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/monitor/shape.hpp"

struct bpf_object;

namespace probe::monitor {

struct CloseObject {
    void operator()(bpf_object* object) const;
};
using ObjectHandle = std::unique_ptr<bpf_object, CloseObject>;

struct MetricShape {
    std::optional<Shape> key;  // none: elements have none
    Shape value;
};

struct MonitorObject {
    std::string octets;
    std::string program;  // its function
    Hook hook = Hook::xdp;
    bool several_buffers = false;      // SEC("xdp.frags")
    std::vector<MetricShape> metrics;  // by metric of the monitor

    // A mistake is told with the name of the monitor.
    static Result<MonitorObject> read(const config::Monitor& monitor, std::string octets);
};

// Opens it anew, for one more instance.
[[nodiscard]] Result<ObjectHandle> open_object(const config::Monitor& monitor, const std::string& octets);

// The octets of the object: from its file, or compiled from the monitor's source (probe/compile/user_source.hpp).
[[nodiscard]] Result<std::string> object_octets(const config::Monitor& monitor);

}  // namespace probe::monitor
