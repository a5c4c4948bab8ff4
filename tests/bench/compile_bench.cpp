// SPDX-License-Identifier: Apache-2.0
// How long a change of fields takes before the swap: text to object, object to kernel; and how large the program is.
#include <bpf/bpf.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>

#include "probe/compile/compiler.hpp"
#include "probe/compose/source_text.hpp"
#include "tests/bench/bench.hpp"
#include "tests/bench/measured_program.hpp"

namespace bench {

namespace {

using Clock = std::chrono::steady_clock;
constexpr double kCompileTarget = 50;  // ms

double ms_since(Clock::time_point begin) { return std::chrono::duration<double, std::milli>(Clock::now() - begin).count(); }

// The compiler is a child: its CPU time is what it takes on a machine that has nothing else to do.
double cpu_ms_of_children() {
    rusage usage{};
    ::getrusage(RUSAGE_CHILDREN, &usage);
    const auto ms = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
    };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

Result<std::string> compile_rounds(const probe::Compiler& compiler, const std::string& text, probe::Machine machine,
                                   unsigned rounds, Row& row) {
    std::string result;
    for (unsigned round = 0; round < rounds; round++) {
        const double begin = cpu_ms_of_children();
        auto object = compiler.compile(text, machine);
        row.rounds.push_back(cpu_ms_of_children() - begin);
        if (!object) return object;
        result = std::move(*object);
    }
    return result;
}

void add_sizes(int program, std::size_t fields, Report& report) {
    bpf_prog_info info{};
    __u32 octets = sizeof info;
    if (bpf_obj_get_info_by_fd(program, &info, &octets) != 0) return;
    report.add({"compile", "instructions (xlated)", fields, 0, "instructions", {info.xlated_prog_len / 8.0}});
    report.add({"compile", "machine code (jited)", fields, 0, "octets", {static_cast<double>(info.jited_prog_len)}});
    report.add({"compile",
                "instructions the verifier looked at",
                fields,
                0,
                "instructions",
                {static_cast<double>(info.verified_insns)}});
}

Result<> measure(std::vector<std::string> fields, const std::string& folder, const Options& options, Report& report) {
    const auto catalogue = bpf::Catalogue::load(folder);
    if (!catalogue) return tl::unexpected(catalogue.error());
    const auto plan = probe::make_plan({fields, {}, {}}, *catalogue);
    if (!plan) return tl::unexpected(plan.error());
    const auto compiler = probe::Compiler::find();
    if (!compiler) return fail("clang is needed: apt-get install clang");
    const std::size_t count = fields.size();
    Row kernel{"compile", "for the kernel", count, 0, "CPU ms", {}}, native{"compile", "native", count, 0, "CPU ms", {}};
    Row load{"compile", "load, with tables of the default size", count, 0, "ms", {}};
    const auto object =
        compile_rounds(*compiler, probe::compose(*plan, probe::Source::live), probe::Machine::bpf, options.rounds, kernel);
    if (!object) return tl::unexpected(object.error());
    report.add(kernel, count == 15 ? std::optional(Target{kCompileTarget}) : std::nullopt);
    if (!options.quick) {
        const std::string text = probe::compose(*plan, probe::Source::capture);
        const auto library = compile_rounds(*compiler, text, probe::Machine::native, options.rounds, native);
        if (!library) return tl::unexpected(library.error());
        report.add(native);
    }
    for (unsigned round = 0; round < options.rounds; round++) {
        const auto begin = Clock::now();
        auto program = probe::KernelProgram::load({&*object, &*plan, {}});
        load.rounds.push_back(ms_since(begin));
        if (!program) return tl::unexpected(program.error());
        if (round > 0) continue;
        if (const auto descriptor = (*program)->program(0, false)) add_sizes(*descriptor, count, report);
    }
    report.add(load);
    return {};
}

}  // namespace

Result<> run_compile_bench(const Options& options, Report& report) {
    if (auto done = measure(netflow9_fields(), "", options, report); !done || options.quick) return done;
    const auto counters = CounterFields::make(100);
    if (!counters) return tl::unexpected(counters.error());
    std::vector<std::string> many = netflow9_fields();
    many.insert(many.end(), counters->names().begin(), counters->names().end());
    return measure(many, counters->folder(), options, report);
}

}  // namespace bench
