// SPDX-License-Identifier: Apache-2.0
// A composed program in the kernel with its tables. One object for each kind of place is loaded once per port (an attachment); all
// copies share tables, log, generation and clock, and differ only in the constants that say which port they count for.
#pragma once

#include <bpf/libbpf.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bpf/result.hpp"
#include "probe/compose/plan.hpp"
#include "probe/compose/source_text.hpp"
#include "probe/load/table_maps.hpp"
#include "probe/load/table_memory.hpp"
#include "probe/load/tail.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

struct LoadRequest {
    const std::string* object = nullptr;  // what the compiler gave for Machine::bpf and this place
    const Plan* plan = nullptr;           // must outlive the program
    TableSize table_size;
    Place place{};
    // Gives the objects of the same plan for other places, each asked for once, when it is needed; none: there are none.
    std::function<Result<std::string>(Place)> object_of{};
    std::chrono::nanoseconds idle{0};  // without packets for so long, a flow and its state are over; zero: never
    Source source = Source::live;      // of the text that was compiled
    // The copy that is loaded first: see program() and set_point().
    std::uint32_t port = 0;
    std::uint16_t point = 0;
    bool multi_buffer = false;
    std::shared_ptr<const TableMaps> tables{};  // of the same plan and size; null: they are made with the program
    std::set<Place> quick{};                    // places whose objects were compiled quickly: see KernelProgram::refine()
};

class KernelProgram {
 public:
    // Loads the first copy and makes the tables. Programs may be loaded on several threads at once, each on one. The error of a
    // refused program says why, and where in which fragment.
    static Result<std::unique_ptr<KernelProgram>> load(const LoadRequest& request);

    KernelProgram(const KernelProgram&) = delete;
    KernelProgram& operator=(const KernelProgram&) = delete;
    ~KernelProgram();

    // The descriptor of the copy for this port; `multi_buffer`: for frames of more than one buffer (xdp.frags, kernel 5.18), only
    // in XDP; `tail`: where it goes on, if it is one of several at its place. Loaded when first asked for; memory().ports then counts
    // this port, too. Owned by this object.
    [[nodiscard]] Result<int> program(std::uint32_t port, bool multi_buffer, Place place = {}, const Tail& tail = {});
    // What the copies for this port write into records (exporter/points.hpp); 0 as long as nothing is said.
    void set_point(std::uint32_t port, std::uint16_t point);
    // Gives the copies for this port back to the kernel, which keeps one as long as it is attached. Counters and records stay.
    void release(std::uint32_t port);
    // Places whose objects were compiled quickly, as long as there are none better.
    [[nodiscard]] const std::set<Place>& quick_places() const { return quick_; }
    // Better ones of the same texts: copies are loaded from them from now on.
    void use_objects(const std::map<Place, std::string>& better);
    // Whether a copy for this port came from an object that was compiled quickly.
    [[nodiscard]] bool is_quick(std::uint32_t port) const;
    // Forgets such copies while `attach` asks for them once more and puts what it gets in their place. If that fails, they are back.
    // All copies work on the same tables, so that packets may be in either.
    Result<bool> refine(std::uint32_t port, const std::function<Result<bool>()>& attach);

    // Ports are 0 to this number, exclusive: the array of counters has a fixed size (bpf/shared.h).
    [[nodiscard]] std::uint32_t most_ports() const { return bpf::shared::MOST_AREAS / memory_.cpus; }

    // Descriptors of the copies for this port that are loaded.
    [[nodiscard]] std::vector<int> copies_of(std::uint32_t port) const {
        std::vector<int> descriptors;
        for (const Copy& copy : copies_)
            if (copy.port == port) descriptors.push_back(copy.program.get());
        return descriptors;
    }

    [[nodiscard]] ProgramMemory& memory() { return memory_; }

    // Descriptor that is readable when a log has passed half; -1 in programs for captures. wake_ups() empties it.
    [[nodiscard]] int wake_up_fd() const;
    void take_wake_ups();

    // The clock for high rates (bpf/clock.h). False: this program reads no clock, or the kernel has no bpf_timer (before 5.15).
    bool start_clock(std::uint64_t period_ns);
    void stop_clock();

    // As just loaded: without records, states and counts of flows and packets. Nothing may run any of the copies, which stay loaded.
    void begin_anew();

    // Octets of memory that the tables take.
    [[nodiscard]] std::size_t table_octets() const { return table_octets_; }

 private:
    struct Mapping {
        void* at;
        std::size_t octets;
    };
    struct Copy {
        UniqueFd program;
        std::uint32_t port = 0;
        bool multi_buffer = false;
        Place place{};
        Tail tail{};
        bool is_quick = false;
    };

    explicit KernelProgram(const LoadRequest& request)
        : plan_(*request.plan),
          quick_(request.quick),
          object_of_(request.object_of),
          size_(request.table_size),
          idle_ns_(static_cast<std::uint64_t>(std::max<std::int64_t>(request.idle.count(), 0))),
          source_(request.source),
          tables_(request.tables) {
        objects_[request.place] = *request.object;
    }
    Result<const std::string*> object_for(Place place);
    Result<bpf_object*> open(std::uint32_t port, bool multi_buffer, Place place);
    Result<> set_settings(bpf_object* object, std::uint32_t port, bool multi_buffer);
    Result<> map_memory();
    Result<> map_tables();
    [[nodiscard]] void* map_table(const std::string& name);
    [[nodiscard]] void* map_into_memory(const bpf_map* map);  // shared with the program; null: impossible
    Result<bpf_object*> load_object(std::uint32_t port, bool multi_buffer, Place place);
    Result<> load_copy(std::uint32_t port, bool multi_buffer, Place place, const Tail& tail);
    void count_port(std::uint32_t port);

    const Plan& plan_;
    std::map<Place, std::string> objects_;
    std::set<Place> quick_;
    const std::function<Result<std::string>(Place)> object_of_;
    const TableSize size_;
    const std::uint64_t idle_ns_;
    const Source source_;
    const std::shared_ptr<const TableMaps> tables_;  // or null
    std::uint64_t seed_ = 0;
    ProgramMemory memory_;
    bpf_object* first_ = nullptr;  // owns the maps that all copies share
    std::vector<Copy> copies_;
    std::vector<std::uint16_t> points_;  // by port
    std::vector<Mapping> mappings_;
    ring_buffer* wake_ups_ = nullptr;
    std::size_t table_octets_ = 0;
};

// From now on libbpf's messages on this thread are kept for last_words_of_libbpf(), those before are forgotten.
void listen_to_libbpf();
// What libbpf and the verifier said last, for messages; filled by every load of a KernelProgram on this thread, too.
[[nodiscard]] std::string last_words_of_libbpf();

}  // namespace probe
