// SPDX-License-Identifier: Apache-2.0
// Programs as BPF_PROG_TEST_RUN measures them: the composed flow program and a bare drop, on frames of as many flows as wanted.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/catalogue.hpp"
#include "probe/load/kernel_program.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/variation.hpp"

namespace bench {

// The first `count` of the 15 fields of NetFlow v9 in the order that the curve adds them; count 0 stands for IN_PKTS, IN_BYTES.
[[nodiscard]] std::vector<std::string> netflow9_fields(std::size_t count = 15);

// A folder with the fragments of `count` counters named BENCH_1 to BENCH_count, removed with its content. `flagged`: each one counts only
// if its flag is set; see ProgramRequest.
class CounterFields {
 public:
    static Result<CounterFields> make(std::size_t count, bool flagged = false);
    CounterFields(CounterFields&& other) noexcept : folder_(std::move(other.folder_)), names_(std::move(other.names_)) {}
    CounterFields& operator=(CounterFields&&) = delete;
    ~CounterFields();
    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
    explicit CounterFields(std::string folder) : folder_(std::move(folder)) {}
    std::string folder_;
    std::vector<std::string> names_;
};

// Tables in which this many flows fill about a fifth of the records (1M: half), with logs that a round does not fill.
[[nodiscard]] probe::TableSize table_for(std::uint64_t flows);

struct ProgramRequest {
    std::vector<std::string> fields;
    Variation variation{Family::ipv4, 1, Order::random};
    std::string features_folder;
    bool clock = true;              // the timer sets the time
    std::uint64_t table_flows = 0;  // size of the tables; 0: for the flows of the variation
    std::vector<std::string> droppers{};
    unsigned own_export = 0;  // collectors whose messages are looked for; none is among the frames
    probe::Hook hook = probe::Hook::xdp;
    std::optional<probe::TableSize> table{};  // in the place of table_flows
    std::optional<std::size_t> flags_set{};   // of the first so many flagged counters, of at most 100
};

// A program that can be run on one frame over and over.
class TestRun {
 public:
    TestRun(const TestRun&) = delete;
    TestRun& operator=(const TestRun&) = delete;
    virtual ~TestRun() = default;

    // ns per packet over `repeats` runs in the kernel, on the calling thread's CPU.
    [[nodiscard]] Result<double> run(std::uint32_t repeats);
    // Before a round: puts back what rounds use up, brings the tables into the caches.
    virtual Result<> prepare() { return {}; }
    [[nodiscard]] virtual int descriptor() const = 0;

 protected:
    explicit TestRun(const FrameShape& shape) : frame_(make_frame(shape)) {}

 private:
    std::vector<std::byte> frame_;
};

class BareDrop final : public TestRun {
 public:
    // With the same variation of flows in front as the programs that it is compared with.
    static Result<std::unique_ptr<BareDrop>> make(const Variation& variation, probe::Hook hook = probe::Hook::xdp);
    ~BareDrop() override;
    [[nodiscard]] int descriptor() const override;

 private:
    explicit BareDrop(const FrameShape& shape) : TestRun(shape) {}
    bpf_object* object_ = nullptr;
};

// Drops all frames, like the bare one.
class FlowProgram final : public TestRun {
 public:
    static Result<std::unique_ptr<FlowProgram>> make(const ProgramRequest& request);
    [[nodiscard]] int descriptor() const override { return descriptor_; }
    Result<> prepare() override;
    void empty_logs();
    [[nodiscard]] probe::KernelProgram& kernel() { return *program_; }
    [[nodiscard]] const probe::Plan& plan() const { return plan_; }

 private:
    explicit FlowProgram(const FrameShape& shape) : TestRun(shape) {}
    std::unique_ptr<bpf::Catalogue> catalogue_;
    probe::Plan plan_;
    std::unique_ptr<probe::KernelProgram> program_;
    std::uint64_t flows_ = 1;
    int descriptor_ = -1;
};

struct Contender {
    std::string name;
    ProgramRequest request;
    std::optional<Target> target;
};

// Runs all of them and a bare drop in turn, round by round, and reports ns per packet over the drop's best round.
Result<> compare_with_drop(const std::string& bench, const std::vector<Contender>& contenders, unsigned rounds,
                           std::uint32_t repeats, Report& report);

}  // namespace bench
