// SPDX-License-Identifier: Apache-2.0
// Any octets as a frame for the program of all fields, natively with sanitizers: no octet outside of the frame is read, and every
// frame is accounted for. The first octets of the input choose the length on the wire. A process holds one program, so that each form of
// it is a target of its own.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "probe/load/drain.hpp"
#include "probe/offline/native_engine.hpp"
#include "probe/session/program_source.hpp"

namespace fuzz {

struct Target {
    bpf::Catalogue catalogue;
    probe::Plan plan;
    std::unique_ptr<probe::Engine> engine;
};

template <class Value>
Value require(Result<Value> result) {
    if (result) return std::move(*result);
    std::fprintf(stderr, "%s\n", result.error().text().c_str());
    std::exit(1);
}

inline Target& target(std::uint32_t tunnels) {
    static Target& made = [&]() -> Target& {
        auto* target = new Target{require(bpf::Catalogue::load("")), {}, nullptr};
        probe::PlanRequest request;
        request.tunnels = tunnels;
        for (const bpf::Feature& feature : target->catalogue.features())
            if (!feature.internal) request.fields.push_back(feature.name);
        target->plan = require(probe::make_plan(request, target->catalogue));
        const std::string object =
            require(probe::object_of(target->plan, probe::Source::capture, probe::Machine::native, probe::ObjectCache({})));
        target->engine = require(probe::make_native_engine(object, target->plan));
        return *target;
    }();
    return made;
}

// `tunnels`: levels that are looked into, the same in all calls.
inline void meter(const std::uint8_t* data, std::size_t size, std::uint32_t tunnels) {
    if (size < 4) return;
    probe::Frame frame;
    std::memcpy(&frame.wire_octets, data, 4);
    frame.time_ns = frame.wire_octets;
    const std::vector<std::uint8_t> exact(data + 4, data + size);  // a block of its own: one octet too far is seen
    frame.octets = {reinterpret_cast<const std::byte*>(exact.data()), exact.size()};

    probe::Engine& engine = *target(tunnels).engine;
    const auto before = sum_counters(engine.memory());
    if (!engine.meter(frame, 0)) std::abort();
    std::uint64_t packets = 0;
    probe::drain(engine.memory(), 0, [&](std::uint32_t table, const std::byte* record) {
        std::uint64_t counted = 0;
        std::memcpy(&counted, record + engine.memory().tables[table].layout->find("IN_PKTS")->offset, sizeof counted);
        packets += counted;
    });
    const auto after = sum_counters(engine.memory());
    const std::uint64_t others = after.non_ip - before.non_ip + after.malformed - before.malformed;
    if (after.frames - before.frames != 1 || packets + others != 1) std::abort();
}

}  // namespace fuzz
