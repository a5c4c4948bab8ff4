// SPDX-License-Identifier: Apache-2.0
#include "probe/load/kernel_program.hpp"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <sys/mman.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "probe/compose/source_text.hpp"
#include "probe/load/refusal.hpp"

#ifndef BPF_F_XDP_HAS_FRAGS
#define BPF_F_XDP_HAS_FRAGS (1U << 5)
#endif

namespace probe {

namespace {

// By libbpf, since the last load of this thread began; libbpf knows no context for its printer.
thread_local std::string said;

int listen(libbpf_print_level level, const char* format, va_list values) {
    if (level == LIBBPF_DEBUG) return 0;
    char line[1024];
    const int length = std::vsnprintf(line, sizeof line, format, values);
    if (length > 0 && said.size() < 65536) said += line;
    return length;
}

std::uint32_t elements_of(const ProgramMemory& memory, const std::string& map, const Plan& plan, const TableSize& size) {
    if (map == "evictions" || map == "forgotten" || map == "fragment_counts") return memory.cpus;
    if (map == "first_fragments") return memory.cpus << bpf::shared::FIRST_FRAGMENT_BITS;
    for (std::size_t i = 0; i < plan.layouts.tables.size(); i++) {
        const bpf::Family family = plan.layouts.tables[i].family;
        if (map == flows_map(family)) return set_elements(size, memory.cpus);
        if (map == log_map(family)) return log_elements(size, memory.cpus);
        if (map == states_map(family)) return memory.cpus << size.state_bits;
    }
    return 0;
}

bool is_constants(const bpf_map* map) { return std::string_view(bpf_map__name(map)).ends_with(".rodata"); }
bool is_state_settings(const bpf_map* map) { return std::string_view(bpf_map__name(map)) == ".rodata.states"; }
bool is_control(const bpf_map* map) { return std::string_view(bpf_map__name(map)).ends_with(".bss"); }

}  // namespace

std::string last_words_of_libbpf() { return last_words(said); }

void listen_to_libbpf() {
    libbpf_set_print(listen);
    said.clear();
}

Result<std::unique_ptr<KernelProgram>> KernelProgram::load(const LoadRequest& request) {
    listen_to_libbpf();
    std::unique_ptr<KernelProgram> program(new KernelProgram(request));
    ProgramMemory& memory = program->memory_;
    const int cpus = libbpf_num_possible_cpus();
    if (cpus < 1) return fail("cannot find out how many CPUs this machine may have (/sys/devices/system/cpu/possible)");
    memory.cpus = static_cast<std::uint32_t>(cpus);
    if (memory.cpus > bpf::shared::MOST_AREAS)
        return fail(std::to_string(memory.cpus) + " CPUs are more than the " + std::to_string(bpf::shared::MOST_AREAS) +
                    " that this version has counters for");
    if (::getrandom(&program->seed_, sizeof program->seed_, 0) != sizeof program->seed_) return fail("no random numbers");
    program->set_point(request.port, request.point);
    if (auto first = program->load_copy(request.port, request.multi_buffer, request.place, {}); !first)
        return tl::unexpected(first.error());
    if (auto mapped = program->map_memory(); !mapped) return tl::unexpected(mapped.error());
    program->count_port(request.port);
    return program;
}

KernelProgram::~KernelProgram() {
    if (memory_.control) stop_clock();
    ring_buffer__free(wake_ups_);
    for (const Mapping& mapping : mappings_) ::munmap(mapping.at, mapping.octets);
    copies_.clear();
    bpf_object__close(first_);
}

Result<> KernelProgram::set_settings(bpf_object* object, std::uint32_t port, bool multi_buffer) {
    bpf::shared::settings settings{};
    settings.seed = seed_;
    settings.first_area = port * memory_.cpus;
    settings.point = port < points_.size() ? points_[port] : 0;
    settings.multi_buffer = multi_buffer;
    tell(plan_.sampling, settings);
    for (int i = 0; i < 2; i++) {
        settings.set_bits[i] = size_.set_bits;
        settings.log_records[i] = size_.log_records;
    }
    const bpf::shared::state_settings states{idle_ns_, {size_.state_bits, size_.state_bits}};
    const bool has_states = !plan_.layouts.states.empty();
    bpf_map* map = nullptr;
    int set = 0;
    bpf_object__for_each_map(map, object) {
        if (is_constants(map) && bpf_map__set_initial_value(map, &settings, sizeof settings) == 0) set++;
        if (is_state_settings(map) && bpf_map__set_initial_value(map, &states, sizeof states) == 0) set++;
    }
    return set == 1 + has_states ? Result<>() : fail("the object has no settings; it was not made by xdpflow");
}

Result<const std::string*> KernelProgram::object_for(Place place) {
    if (const auto known = objects_.find(place); known != objects_.end()) return &known->second;
    if (!object_of_) return fail("the program was made for another kind of interface");
    auto object = object_of_(place);
    if (!object) return tl::unexpected(object.error());
    return &(objects_[place] = std::move(*object));
}

Result<bpf_object*> KernelProgram::open(std::uint32_t port, bool multi_buffer, Place place) {
    const auto octets = object_for(place);
    if (!octets) return tl::unexpected(octets.error());
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    options.object_name = "xdpflow";
    bpf_object* object = bpf_object__open_mem((*octets)->data(), (*octets)->size(), &options);
    if (!object) return fail("the object cannot be read: " + last_words(said));
    if (auto set = set_settings(object, port, multi_buffer); !set) {
        bpf_object__close(object);
        return tl::unexpected(set.error());
    }
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object) {
        if (const std::uint32_t elements = elements_of(memory_, bpf_map__name(map), plan_, size_))
            bpf_map__set_max_entries(map, elements);
        const TableMaps::Map* made = tables_ ? tables_->find(bpf_map__name(map)) : nullptr;
        if (!first_ && made && made->value_octets == bpf_map__value_size(map)) bpf_map__reuse_fd(map, made->descriptor.get());
        if (!first_ || is_constants(map) || is_state_settings(map)) continue;
        const bpf_map* shared = is_control(map) ? nullptr : bpf_object__find_map_by_name(first_, bpf_map__name(map));
        if (is_control(map)) {
            bpf_map* other = nullptr;
            bpf_object__for_each_map(other, first_) if (is_control(other)) shared = other;
        }
        if (shared) bpf_map__reuse_fd(map, bpf_map__fd(shared));
    }
    bpf_program* program = bpf_object__find_program_by_name(object, "xdpflow");
    if (program && multi_buffer) bpf_program__set_flags(program, BPF_F_XDP_HAS_FRAGS);
    return object;
}

Result<bpf_object*> KernelProgram::load_object(std::uint32_t port, bool multi_buffer, Place place) {
    said.clear();
    auto object = open(port, multi_buffer, place);
    if (!object) return object;
    const int error = -bpf_object__load(*object);
    if (error == 0) return object;
    bpf_object__close(*object);

    // Once more with a log: keeping one from the start costs every start its time. Before Linux 6.4 a log that is full has no end.
    std::string log(UINT32_MAX >> 8, '\0');
    const InstructionLines lines;
    object = open(port, multi_buffer, place);
    if (!object) return object;
    if (bpf_program* program = bpf_object__find_program_by_name(*object, "xdpflow"))
        bpf_program__set_log_buf(program, log.data(), log.size());
    if (bpf_object__load(*object) == 0) return object;
    bpf_object__close(*object);
    const std::string text = compose(plan_, source_, place);
    return tl::unexpected(
        explain_refusal(error, log.c_str(), said, lines, [&](int line) { return origin_of(plan_, text, line); }));
}

Result<> KernelProgram::load_copy(std::uint32_t port, bool multi_buffer, Place place, const Tail& tail) {
    const auto object = load_object(port, multi_buffer, place);
    if (!object) return tl::unexpected(object.error());
    // A descriptor of the program is all that a copy needs; an object holds one of every map, too.
    const bpf_program* loaded = bpf_object__find_program_by_name(*object, "xdpflow");
    UniqueFd descriptor(::fcntl(bpf_program__fd(loaded), F_DUPFD_CLOEXEC, 0));
    const int why = errno;
    auto chained = tail.map < 0 ? Result<UniqueFd>() : load_with_tail(loaded, place.hook, multi_buffer, tail);
    if (!first_)
        first_ = *object;
    else
        bpf_object__close(*object);
    if (!descriptor.is_open()) return fail(std::string("no descriptor for the program: ") + std::strerror(why));
    if (!chained) return tl::unexpected(chained.error());
    if (tail.map >= 0) descriptor = std::move(*chained);
    copies_.push_back({std::move(descriptor), port, multi_buffer, place, tail, quick_.contains(place)});
    return {};
}

Result<int> KernelProgram::program(std::uint32_t port, bool multi_buffer, Place place, const Tail& tail) {
    if (port >= most_ports())
        return fail("one process meters at most " + std::to_string(most_ports()) + " interfaces on " +
                    std::to_string(memory_.cpus) + " CPUs: start another process for the others");
    for (const Copy& copy : copies_)
        if (copy.port == port && copy.multi_buffer == multi_buffer && copy.place == place && copy.tail == tail)
            return copy.program.get();
    if (auto loaded = load_copy(port, multi_buffer, place, tail); !loaded) return tl::unexpected(loaded.error());
    count_port(port);
    return copies_.back().program.get();
}

void KernelProgram::set_point(std::uint32_t port, std::uint16_t point) {
    if (points_.size() <= port) points_.resize(port + 1);
    if (points_[port] != point) release(port);
    points_[port] = point;
}

void KernelProgram::release(std::uint32_t port) {
    std::erase_if(copies_, [&](const Copy& copy) { return copy.port == port; });
}

void KernelProgram::use_objects(const std::map<Place, std::string>& better) {
    for (const auto& [place, object] : better) {
        objects_[place] = object;
        quick_.erase(place);
    }
}

bool KernelProgram::is_quick(std::uint32_t port) const {
    return std::any_of(copies_.begin(), copies_.end(), [&](const Copy& copy) { return copy.port == port && copy.is_quick; });
}

Result<bool> KernelProgram::refine(std::uint32_t port, const std::function<Result<bool>()>& attach) {
    const auto quick = std::stable_partition(copies_.begin(), copies_.end(),
                                             [&](const Copy& copy) { return copy.port != port || !copy.is_quick; });
    std::vector<Copy> before(std::make_move_iterator(quick), std::make_move_iterator(copies_.end()));
    copies_.erase(quick, copies_.end());
    auto attached = attach();
    if (!attached) copies_.insert(copies_.end(), std::make_move_iterator(before.begin()), std::make_move_iterator(before.end()));
    return attached;
}

void KernelProgram::count_port(std::uint32_t port) {
    memory_.ports = std::max(memory_.ports, port + 1);
    if (is_single(plan_)) memory_.tables.front() = arrange_single(plan_.layouts.tables.front(), memory_);
}

void* KernelProgram::map_table(const std::string& name) {
    return map_into_memory(bpf_object__find_map_by_name(first_, name.c_str()));
}

void* KernelProgram::map_into_memory(const bpf_map* map) {
    if (!map) return nullptr;
    if (const TableMaps::Map* made = tables_ ? tables_->find(bpf_map__name(map)) : nullptr;
        made && made->value_octets == bpf_map__value_size(map)) {
        table_octets_ += made->octets;
        return made->at;
    }
    const std::size_t page = 4096;
    const std::size_t octets = (std::size_t{bpf_map__value_size(map)} * bpf_map__max_entries(map) + page - 1) / page * page;
    void* at = ::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_SHARED, bpf_map__fd(map), 0);
    if (at == MAP_FAILED) return nullptr;
    mappings_.push_back({at, octets});
    table_octets_ += octets;
    return at;
}

Result<> KernelProgram::map_tables() {
    bool all = true;
    for (const bpf::Layout& layout : plan_.layouts.tables) {
        auto* sets = static_cast<std::byte*>(map_table(flows_map(layout.family)));
        auto* log = static_cast<std::byte*>(map_table(log_map(layout.family)));
        all = all && sets && log;
        if (layout.state_octets) {
            const std::size_t octets = (std::size_t{memory_.cpus} << size_.state_bits) * kRecordsOfSet * layout.state_octets;
            auto* states = static_cast<std::byte*>(map_table(states_map(layout.family)));
            all = all && states;
            memory_.states.emplace_back(states, states ? octets : 0);
        }
        memory_.tables.push_back(arrange_table(layout, size_, memory_.cpus, sets, log));
    }
    memory_.evictions = static_cast<bpf::shared::evictions*>(map_table("evictions"));
    if (!memory_.states.empty()) {
        memory_.forgotten = static_cast<bpf::shared::forgotten*>(map_table("forgotten"));
        all = all && memory_.forgotten;
    }
    if (plan_.fragments) {
        auto* first = static_cast<std::byte*>(map_table("first_fragments"));
        memory_.fragments = static_cast<bpf::shared::fragment_counts*>(map_table("fragment_counts"));
        if (first) memory_.first_fragments = {first, memory_.cpus * kFirstFragmentOctets};
        all = all && first && memory_.fragments;
    }
    return all && memory_.evictions ? Result<>() : fail(std::string("cannot map the flow tables: ") + std::strerror(errno));
}

Result<> KernelProgram::map_memory() {
    bpf_object* object = first_;
    memory_.area_octets = area_octets(plan_);
    memory_.areas = static_cast<std::byte*>(map_table(".bss.areas"));
    bpf_map* map = nullptr;
    // Not bpf_map__initial_value(): before libbpf 1.6 that is a copy of what was loaded, which the program never sees again.
    bpf_object__for_each_map(map, object) if (is_control(map)) memory_.control =
        static_cast<bpf::shared::control*>(map_into_memory(map));
    if (!memory_.areas || !memory_.control) return fail(std::string("cannot map the counters: ") + std::strerror(errno));
    if (is_single(plan_))
        memory_.tables.push_back(arrange_single(plan_.layouts.tables.front(), memory_));
    else if (auto mapped = map_tables(); !mapped)
        return mapped;
    if (const bpf_map* wakeups = bpf_object__find_map_by_name(object, "wakeups"))
        wake_ups_ = ring_buffer__new(
            bpf_map__fd(wakeups), [](void*, void*, std::size_t) { return 0; }, nullptr, nullptr);
    return {};
}

int KernelProgram::wake_up_fd() const { return wake_ups_ ? ring_buffer__epoll_fd(wake_ups_) : -1; }

void KernelProgram::take_wake_ups() {
    if (wake_ups_) ring_buffer__consume(wake_ups_);
}

void KernelProgram::begin_anew() {
    take_wake_ups();
    stop_clock();
    memory_.control->uncounted = 0;
    std::memset(memory_.areas, 0, std::size_t{memory_.ports} * memory_.cpus * memory_.area_octets);
    if (memory_.forgotten) std::fill_n(memory_.forgotten, memory_.cpus, bpf::shared::forgotten{});
    if (memory_.fragments) std::fill_n(memory_.fragments, memory_.cpus, bpf::shared::fragment_counts{});
    clear_states(memory_, plan_.layouts);
}

bool KernelProgram::start_clock(std::uint64_t period_ns) {
    const bpf_program* starter = bpf_object__find_program_by_name(first_, "start_clock");
    if (!starter || bpf_program__fd(starter) < 0) return false;
    memory_.control->clock_period = period_ns;
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    return bpf_prog_test_run_opts(bpf_program__fd(starter), &options) == 0 && options.retval == 0;
}

void KernelProgram::stop_clock() {
    // The timer's own next tick sets now to 0, so that no older time can follow.
    reinterpret_cast<volatile __u64&>(memory_.control->clock_period) = 0;
}

}  // namespace probe
