// SPDX-License-Identifier: Apache-2.0
// F3: time to read and clear a hash map by its entries: in batches, with one call of look-up and deletion an element behind either the
// next key or always the first one, and with a walk that looks up everything and deletes it afterwards.
#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <vector>

#include "probe/unique_fd.hpp"
#include "tests/bench/map_clearing.hpp"
#include "tests/bench/paper.hpp"

namespace bench {

namespace {

constexpr const char* kPanel = "time to read and clear";
constexpr std::uint32_t kKeyOctets = 16, kValueOctets = 40;

struct Kind {
    const char* name;
    Clearing how;
    double target;  // that a batch is faster by, at the most entries; 0: none
};
// "Next key first" is xdpflow's own way where the kernel has no batches: it never walks over what is empty by now, so that batches gain
// less over it, and no target is set for that. "First key each time" does, at a cost that grows with the square of the entries: of
// larger maps only the first kMostFromFirst are cleared, and their time, scaled to all entries, is a lower bound.
constexpr std::array kKinds = {Kind{"batch", Clearing::batch, 0}, Kind{"look-up and delete, next key first", Clearing::single, 0},
                               Kind{"look-up and delete, first key each time", Clearing::first, 20},
                               Kind{"walk, then delete", Clearing::walk, 5}};

// CPU time of this thread, which does all that is to be done.
double thread_ms() {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

// A hash map with room for as many entries, which are scattered over it.
class FilledMap {
 public:
    explicit FilledMap(std::uint32_t entries)
        : entries_(entries),
          map_(bpf_map_create(BPF_MAP_TYPE_HASH, "paper_clear", kKeyOctets, kValueOctets, entries, nullptr)),
          keys_(std::size_t{entries} * kKeyOctets),
          values_(std::size_t{entries} * kValueOctets, std::byte{1}) {
        for (std::uint64_t i = 0; i < entries; i++) {
            const std::uint64_t scattered = i * 0x9e3779b97f4a7c15;
            std::memcpy(keys_.data() + i * kKeyOctets, &scattered, sizeof scattered);
        }
    }
    Result<> fill() {
        if (!map_.is_open()) return fail(fmt::format("no map of {} entries: {}", entries_, std::strerror(errno)));
        bpf_map_batch_opts options{};
        options.sz = sizeof options;
        __u32 count = entries_;
        if (bpf_map_update_batch(map_.get(), keys_.data(), values_.data(), &count, &options) != 0 || count != entries_)
            return fail(fmt::format("the map cannot be filled: {}", std::strerror(errno)));
        return {};
    }
    // In ms for all entries, mean of so many times.
    Result<double> clear(Clearing how, unsigned repeats) {
        const std::uint32_t most = how == Clearing::first ? std::min(entries_, kMostFromFirst) : entries_;
        double spent = 0;
        for (unsigned i = 0; i < repeats; i++) {
            if (auto filled = fill(); !filled) return tl::unexpected(filled.error());
            const double begin = thread_ms();
            const auto cleared = clear_map({map_.get(), kKeyOctets, kValueOctets, entries_}, how);
            spent += thread_ms() - begin;
            if (!cleared) return tl::unexpected(cleared.error());
            if (*cleared != most) return fail(fmt::format("{} of {} entries were read", *cleared, most));
        }
        return spent / repeats * entries_ / most;
    }

 private:
    std::uint32_t entries_;
    probe::UniqueFd map_;
    std::vector<std::byte> keys_, values_;
};

void judge(const Kind& kind, std::uint32_t entries, Figure& figure) {
    const auto x = static_cast<double>(entries);
    const std::vector<double> gain = ratios(figure.rounds(kPanel, kind.name, x), figure.rounds(kPanel, kKinds.front().name, x));
    const bool is_bound = kind.how == Clearing::first && entries > kMostFromFirst;
    figure.judge({fmt::format("{} entries: batch at least {:g} times as fast as {}", entries, kind.target, kind.name),
                  times(gain) + (is_bound ? ", a lower bound" : ""), median_interval(gain).median >= kind.target});
}

}  // namespace

Result<Figure> figure_of_clearing(const Options& options) {
    Figure figure("f3_clear", "Time to read and clear a hash map", "entries");
    figure.remark(fmt::format(
        "as monitors of users are read, but for \"first key each time\"; keys of {}, values of {} octets, the map full; CPU time, of small maps the mean of many times",
        kKeyOctets, kValueOctets));
    figure.remark(fmt::format(
        "first key each time: of more than {} entries the first {} are cleared and their time is scaled to all of them; a lower bound, because each further entry takes longer, behind more empty buckets",
        kMostFromFirst, kMostFromFirst));
    figure.remark(
        "next key first: what xdpflow does where the kernel has no batches; it asks for the next key before it deletes one, hence walks "
        "over no empty buckets, and a batch gains less over it than over the first key each time");
    const std::vector<std::uint32_t> sizes = options.quick
                                                 ? std::vector<std::uint32_t>{1, 1'000, 100'000}
                                                 : std::vector<std::uint32_t>{1, 10, 100, 1'000, 10'000, 100'000, 1'000'000};
    const auto done =
        interleave(options.quick ? 2 : options.rounds, sizes.size() * kKinds.size(), [&](std::size_t number) -> Result<> {
            const std::uint32_t entries = sizes[number / kKinds.size()];
            const Kind& kind = kKinds[number % kKinds.size()];
            const auto ms = FilledMap(entries).clear(kind.how, std::clamp(10'000 / entries, 1U, 300U));
            if (!ms) return tl::unexpected(ms.error());
            figure.add({kPanel, kind.name, static_cast<double>(entries), "ms"}, *ms);
            return {};
        });
    if (!done) return tl::unexpected(done.error());
    for (const Kind& kind : kKinds)
        if (kind.target > 0) judge(kind, sizes.back(), figure);
    return figure;
}

}  // namespace bench
