// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tc_metered.hpp"

#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <nlohmann/json.hpp>

#include <cstring>
#include <stdexcept>

#include "probe/load/kernel_program.hpp"
#include "probe/session/program_source.hpp"

namespace support {

using Json = nlohmann::json;

namespace {

template <class T>
T value_or_throw(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text());
    return std::move(*result);
}

constexpr probe::Place kTc{probe::Hook::tc, true};

std::string text_of(const probe::Plan& plan, const std::string& before) {
    std::string text = probe::compose(plan, probe::Source::live, kTc);
    const std::string entry = "SEC(\"tc\") int xdpflow(struct __sk_buff *ctx)\n{\n";
    const std::size_t at = text.find(entry);
    if (at == std::string::npos) throw std::runtime_error("the composed text has no entry point of the form expected");
    return text.insert(at + entry.size(), before);
}

}  // namespace

struct TcMeter::Parts {
    probe::Plan plan;
    std::unique_ptr<probe::KernelProgram> program;
    int descriptor = -1;
};

TcMeter::~TcMeter() = default;

std::uint64_t TcMeter::lost_states() const { return probe::lost_states(parts_->program->memory()); }

TcMeter::TcMeter(const std::string& fields, const TcSetup& setup) : parts_(std::make_unique<Parts>()) {
    probe::PlanRequest request{probe::split_names(fields), setup.droppers, {}, false, setup.tunnels};
    request.fragments = setup.fragments;
    parts_->plan = value_or_throw(probe::make_plan(request, built_in()));
    const probe::ObjectCache cache(object_folders(true));
    const std::string object = value_or_throw(cache.object(text_of(parts_->plan, setup.before), probe::Machine::bpf));
    parts_->program = value_or_throw(probe::KernelProgram::load({&object, &parts_->plan, {10, 1024, setup.state_bits}, kTc}));
    parts_->descriptor = value_or_throw(parts_->program->program(0, false, kTc));
}

Metering TcMeter::run(const std::vector<Skb>& packets) {
    const OneCpu one_cpu;
    return run_and_drain(parts_->program->memory(), parts_->plan, [&](auto&, auto&) {
        for (const Skb& packet : packets) run_one(packet);
    });
}

void TcMeter::run_one(const Skb& packet) {
    __sk_buff context{};
    context.gso_size = packet.gso_size;
    context.gso_segs = packet.gso_segs;
    context.wire_len = packet.wire_len;
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = packet.octets.data();
    options.data_size_in = static_cast<__u32>(packet.octets.size());
    options.ctx_in = &context;
    options.ctx_size_in = sizeof context;
    options.repeat = 1;
    const int error = ::bpf_prog_test_run_opts(parts_->descriptor, &options);
    if (error != 0) throw std::runtime_error(std::string("the kernel cannot run the program: ") + std::strerror(-error));
    action_ = static_cast<int>(options.retval);
}

std::string metered_in_tc(const std::string& fields, const std::vector<Skb>& packets, const TcSetup& setup) {
    const Metering metering = TcMeter(fields, setup).run(packets);
    if (metering.flows.size() != 1) return std::to_string(metering.flows.size()) + " flows";
    std::string values;
    for (const std::string& field : probe::split_names(fields))
        values += (values.empty() ? "" : " ") + Json::parse(metering.flows.front()).at(field).dump();
    return values;
}

}  // namespace support
