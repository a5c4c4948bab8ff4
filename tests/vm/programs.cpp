// SPDX-License-Identifier: Apache-2.0
// Programs for a machine without a compiler: `vm_programs compile FOLDER` fills an object cache, `vm_programs load FOLDER` loads
// the same programs from there into the kernel and prints what its verifier did. Each line of standard input is one program,
// of a place and fields: `live` (XDP), `live-ip` (XDP without Ethernet), `tc`, `tc-ip`, or `capture`; with `export-` before it as
// where there are collectors, with `tunnel-` before all as where tunnels are looked into, with `fragments-` where fragments get ports; a word DROPPER: adds a dropper, no field means
// the default template.
#include <bpf/bpf.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "config/settings.hpp"
#include "probe/load/kernel_program.hpp"
#include "probe/session/program_source.hpp"

namespace {

constexpr std::string_view kExport = "export-", kTunnel = "tunnel-", kFragments = "fragments-";

probe::PlanRequest request_of(const std::vector<std::string>& words) {
    probe::PlanRequest request;
    if (words[0].starts_with(kTunnel)) request.tunnels = config::kMostTunnels;
    request.fragments = words[0].find(kFragments) != std::string::npos;
    request.own_export = words[0].find(kExport) != std::string::npos;
    for (std::size_t i = 1; i < words.size(); i++) {
        if (words[i].ends_with(':'))
            request.droppers.push_back(words[i].substr(0, words[i].size() - 1));
        else
            request.fields.push_back(words[i]);
    }
    if (request.fields.empty()) request.fields = probe::split_names(probe::kDefaultFields);
    return request;
}

// `multi_buffer`: the same program, allowed to see frames in several pieces, is verified with more care.
Result<> load(probe::KernelProgram& program, probe::Place place, bool multi_buffer, const std::string& line) {
    const auto descriptor = program.program(0, multi_buffer, place);
    if (!descriptor) return tl::unexpected(descriptor.error());
    bpf_prog_info facts{};
    __u32 size = sizeof facts;
    if (bpf_obj_get_info_by_fd(*descriptor, &facts, &size) != 0) return fail("the kernel says nothing about the program");
    std::printf("%6u instructions verified, %5u octets of machine code%s: %.60s\n", facts.verified_insns, facts.jited_prog_len,
                multi_buffer ? ", multi-buffer" : "", line.c_str());
    return {};
}

Result<> handle(const std::string& line, const bpf::Catalogue& catalogue, const probe::ObjectCache& cache, bool only_compile) {
    const auto words = probe::split_names(line);
    const auto source = words[0].ends_with("capture") ? probe::Source::capture : probe::Source::live;
    const auto plan = make_plan(request_of(words), catalogue);
    if (!plan) return tl::unexpected(plan.error());
    const bool tc = words[0].find("tc") != std::string::npos;
    const probe::Place place{tc ? probe::Hook::tc : probe::Hook::xdp, !words[0].ends_with("-ip")};
    const auto object = object_of(*plan, source, probe::Machine::bpf, cache, place);
    if (!object) return tl::unexpected(object.error());
    if (only_compile) return {};
    const auto program = probe::KernelProgram::load({&*object, &*plan, probe::TableSize{}, place, {}, {}, source});
    if (!program) return tl::unexpected(program.error());
    if (auto loaded = load(**program, place, false, line); !loaded) return loaded;
    const bool has_buffers = source == probe::Source::live && place.hook == probe::Hook::xdp;
    return has_buffers ? load(**program, place, true, line) : Result<>{};
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    const auto catalogue = bpf::Catalogue::load("/nonexistent");
    if (!catalogue) return 2;
    const probe::ObjectCache cache({arguments[2]});
    int programs = 0, refused = 0;
    for (std::string line; std::getline(std::cin, line); programs++) {
        const auto done = handle(line, *catalogue, cache, arguments[1] == std::string("compile"));
        if (done) continue;
        std::printf("%s: %s\n", line.c_str(), done.error().text().c_str());
        refused++;
    }
    std::printf("%d programs, %d refused\n", programs, refused);
    return programs > 0 && refused == 0 ? 0 : 1;
}
