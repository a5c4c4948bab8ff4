// SPDX-License-Identifier: Apache-2.0
// Filters in clsact, as kernels without TCX need them: this kernel may have TCX, so the class is used directly. They outlive their
// process, and are taken away by the next one.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>

#include "probe/load/clsact.hpp"
#include "tests/support/netns.hpp"
#include "tests/support/process.hpp"

namespace support {
namespace {

using probe::ClsactFilter, probe::Direction;
using testing::HasSubstr;
using testing::Not;

// Lets everything pass.
class PassProgram {
 public:
    explicit PassProgram(const char* name = "xdpflow") {
        const bpf_insn pass[] = {{BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, -1}, {BPF_JMP | BPF_EXIT, 0, 0, 0, 0}};
        descriptor_ = probe::UniqueFd(::bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, name, "GPL", pass, 2, nullptr));
        bpf_prog_info info{};
        __u32 size = sizeof info;
        if (::bpf_obj_get_info_by_fd(descriptor_.get(), &info, &size) != 0) throw std::runtime_error("no program");
        id = info.id;
    }
    [[nodiscard]] int descriptor() const { return descriptor_.get(); }
    std::uint32_t id = 0;

 private:
    probe::UniqueFd descriptor_;
};

class Clsact : public testing::Test {
 protected:
    // What attach() says: nothing, a remark, or an error; the filter stays in `filter`.
    std::string attach(std::optional<ClsactFilter>& filter, Direction direction) {
        std::string said;
        veth.receiver.inside([&] {
            auto attached = ClsactFilter::attach(program.descriptor(), *probe::find_interface("vb0"), direction, said);
            if (attached)
                filter.emplace(std::move(*attached));
            else
                said = attached.error().message;
        });
        return said;
    }
    // Somebody else's filter.
    void add_other(bpf_tc_attach_point side) {
        veth.receiver.inside([&] {
            bpf_tc_hook hook{};
            hook.sz = sizeof hook;
            hook.ifindex = static_cast<int>(veth.receiver.index("vb0"));
            hook.attach_point = side;
            bpf_tc_opts options{};
            options.sz = sizeof options;
            options.prog_fd = other_program.descriptor();
            ASSERT_EQ(::bpf_tc_attach(&hook, &options), 0);
        });
    }
    void remove(std::optional<ClsactFilter>& filter) {
        veth.receiver.inside([&] { filter.reset(); });
    }
    [[nodiscard]] bool has_clsact() const {
        return run({{"tc", "qdisc", "show", "dev", "vb0"}, veth.receiver.descriptor()}).output.find("clsact") !=
               std::string::npos;
    }
    std::string tc(const std::string& words) const {
        Command command{{"tc"}, veth.receiver.descriptor()};
        std::istringstream all(words);
        for (std::string word; all >> word;) command.arguments.push_back(word);
        return run(command).output;
    }

    VethPair veth;
    PassProgram program, other_program{"stranger"};
    std::optional<ClsactFilter> in, out;
};

// A process that attaches and waits to be killed: nobody takes away what it has attached.
class Attacher {
 public:
    Attacher(const VethPair& veth, const PassProgram& program, Direction direction) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            std::string remark;
            ::setns(veth.receiver.descriptor(), CLONE_NEWNET);
            const auto filter = ClsactFilter::attach(program.descriptor(), *probe::find_interface("vb0"), direction, remark);
            if (::write(ends[1], filter ? "y" : "n", 1) == 1) ::pause();
            ::_exit(1);
        }
        char answer = 'n';
        const bool attached = ::read(ends[0], &answer, 1) == 1 && answer == 'y';
        ::close(ends[0]), ::close(ends[1]);
        if (!attached) throw std::runtime_error("the other process cannot attach");
    }
    Attacher(const Attacher&) = delete;
    Attacher& operator=(const Attacher&) = delete;
    ~Attacher() { kill(); }
    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }

 private:
    pid_t pid_ = -1;
};

TEST_F(Clsact, TakesAFilterAndLeavesNothing) {
    EXPECT_EQ(attach(in, Direction::in), "");
    EXPECT_EQ(attach(out, Direction::out), "");
    EXPECT_EQ(veth.receiver.tc_programs("vb0"), 2U);
    EXPECT_THAT(tc("filter show dev vb0 egress"), HasSubstr("xdpflow:[" + std::to_string(program.id) + "]"));

    remove(in);
    EXPECT_EQ(veth.receiver.tc_programs("vb0"), 1U);
    EXPECT_TRUE(has_clsact());
    remove(out);
    EXPECT_EQ(veth.receiver.tc_programs("vb0"), 0U);
    EXPECT_FALSE(has_clsact());
}

TEST_F(Clsact, StaysIfItWasThereBefore) {
    tc("qdisc add dev vb0 clsact");

    EXPECT_EQ(attach(in, Direction::in), "");
    remove(in);

    EXPECT_TRUE(has_clsact());
}

TEST_F(Clsact, StaysIfOthersHaveAFilterInIt) {
    EXPECT_EQ(attach(in, Direction::in), "");
    add_other(BPF_TC_EGRESS);
    remove(in);

    EXPECT_TRUE(has_clsact());
    EXPECT_THAT(tc("filter show dev vb0 egress"), HasSubstr("stranger:["));
}

TEST_F(Clsact, LeavesFiltersOfOthersAlone) {
    tc("qdisc add dev vb0 clsact");
    add_other(BPF_TC_INGRESS);

    EXPECT_EQ(attach(in, Direction::in), "");
    remove(in);

    EXPECT_THAT(tc("filter show dev vb0 ingress"), HasSubstr("stranger:["));
}

TEST_F(Clsact, IsRefusedWhileAnotherProcessIsThere) {
    const Attacher other(veth, program, Direction::out);

    EXPECT_EQ(attach(out, Direction::out), "vb0: another xdpflow meters what leaves it already: program id " +
                                               std::to_string(program.id) + "; stop that process first");
    EXPECT_EQ(attach(in, Direction::in), "");  // the other side is free
    remove(in);

    EXPECT_EQ(veth.receiver.tc_programs("vb0"), 1U);
}

TEST_F(Clsact, LosesWhatAProcessThatWasKilledHasLeft) {
    for (const Direction left : {Direction::in, Direction::out}) {
        Attacher other(veth, program, left);
        other.kill();
        ASSERT_EQ(veth.receiver.tc_programs("vb0"), 1U);

        EXPECT_EQ(attach(out, Direction::out),
                  "vb0: removed what an xdpflow that is gone had left in clsact: program id " + std::to_string(program.id));
        EXPECT_EQ(veth.receiver.tc_programs("vb0"), 1U);
        remove(out);

        EXPECT_EQ(veth.receiver.tc_programs("vb0"), 0U);
        EXPECT_FALSE(has_clsact());
    }
}

TEST_F(Clsact, SaysWhyItCannotBeMade) {
    std::string said;
    veth.receiver.inside([&] {
        const auto attached = ClsactFilter::attach(program.descriptor(), {"gone0", 4711, 1500, true}, Direction::in, said);
        ASSERT_FALSE(attached);
        said = attached.error().message;
    });

    EXPECT_EQ(said, "gone0: cannot make the queueing discipline clsact: No such device");
}

}  // namespace
}  // namespace support
