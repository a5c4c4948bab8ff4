// SPDX-License-Identifier: Apache-2.0
#include "probe/offline/native_engine.hpp"

#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/random.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "probe/compose/source_text.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

namespace {

// As in bpf/vocabulary.h, for the host.
struct NativeContext {
    std::uint64_t data, data_end, data_meta;
    std::uint32_t ingress_ifindex;
};
struct NativeTable {
    std::byte* memory;
    std::uint64_t elements, octets;
};

constexpr std::uint32_t kSmallestBits = 9, kLargestBits = 17, kLogRecords = 16'384;
constexpr std::uint32_t kStateBits = 17;  // from the start: a state's place follows from the size

// Memory that costs nothing until it is touched.
struct Mapping {
    explicit Mapping(std::size_t octets)
        : size(octets),
          at(::mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
    Mapping(Mapping&& other) noexcept : size(other.size), at(std::exchange(other.at, MAP_FAILED)) {}
    Mapping& operator=(Mapping&&) = delete;
    ~Mapping() {
        if (at != MAP_FAILED) ::munmap(at, size);
    }
    std::size_t size;
    void* at;
};

class NativeEngine final : public Engine {
 public:
    ~NativeEngine() override {
        if (handle_) ::dlclose(handle_);
    }

    Result<> load(const std::string& object, const Plan& plan, std::chrono::nanoseconds idle) {
        file_ = UniqueFd(::memfd_create("xdpflow-native", MFD_CLOEXEC));
        if (!file_.is_open() || ::write(file_.get(), object.data(), object.size()) != static_cast<ssize_t>(object.size()))
            return fail(std::string("cannot hold the native program in memory: ") + std::strerror(errno));
        handle_ = ::dlopen(("/proc/self/fd/" + std::to_string(file_.get())).c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!handle_) return fail(std::string("cannot load the native program: ") + ::dlerror());
        program_ = reinterpret_cast<int (*)(NativeContext*)>(symbol("xdpflow"));
        settings_ = static_cast<bpf::shared::settings*>(symbol("settings"));
        memory_.control = static_cast<bpf::shared::control*>(symbol("control"));
        memory_.areas = static_cast<std::byte*>(symbol("areas"));
        if (!program_ || !settings_ || !memory_.control || !memory_.areas)
            return fail("the native program lacks a symbol; it was not made by xdpflow");
        if (::getrandom(&settings_->seed, sizeof settings_->seed, 0) != sizeof settings_->seed) return fail("no random numbers");
        tell(plan.sampling, *settings_);
        memory_.area_octets = area_octets(plan);
        if (!plan.layouts.states.empty()) {
            auto* states = static_cast<bpf::shared::state_settings*>(symbol("state_settings"));
            if (!states) return fail("the native program lacks its state settings; it was not made by xdpflow");
            *states = {static_cast<std::uint64_t>(std::max<std::int64_t>(idle.count(), 0)), {kStateBits, kStateBits}};
        }
        if (is_single(plan)) {
            memory_.tables.push_back(arrange_single(plan.layouts.tables.front(), memory_));
        } else {
            memory_.evictions = static_cast<bpf::shared::evictions*>(map("evictions", 1, sizeof(bpf::shared::evictions)));
            for (const bpf::Layout& layout : plan.layouts.tables) add_table(layout);
            if (!memory_.states.empty())
                memory_.forgotten = static_cast<bpf::shared::forgotten*>(map("forgotten", 1, sizeof(bpf::shared::forgotten)));
        }
        if (plan.fragments) add_first_fragments();
        if (missing_) return fail("not enough memory for the flow tables");
        return {};
    }

    bool meter(const Frame& frame, std::uint16_t point) override {
        struct {
            bpf::shared::capture_frame facts;
        } meta{{frame.time_ns, frame.wire_octets, point}};
        // The program finds the facts through data_meta alone; they need not lie in front of the frame as they do in the kernel.
        static constexpr std::byte kNothing{};
        const std::byte* data = frame.octets.empty() ? &kNothing : frame.octets.data();
        NativeContext context{};
        context.data = reinterpret_cast<std::uint64_t>(data);
        context.data_end = context.data + std::min(frame.octets.size(), kOctetsSeen);
        context.data_meta = reinterpret_cast<std::uint64_t>(&meta);
        program_(&context);
        return true;
    }
    const Error& error() const override { return error_; }
    ProgramMemory& memory() override { return memory_; }

    bool grow() override {
        if (set_bits_ >= kLargestBits || !memory_.tables.front().log) return false;
        set_bits_++;
        for (std::size_t i = 0; i < memory_.tables.size(); i++) arrange(i, memory_.tables[i]);
        return true;
    }

 private:
    void* symbol(const std::string& name) { return ::dlsym(handle_, name.c_str()); }

    void* map(const std::string& name, std::uint64_t elements, std::size_t octets) {
        auto* table = static_cast<NativeTable*>(symbol(name));
        mappings_.emplace_back(elements * octets);
        if (!table || mappings_.back().at == MAP_FAILED || table->octets != octets) {
            missing_ = true;
            return nullptr;
        }
        *table = {static_cast<std::byte*>(mappings_.back().at), elements, octets};
        return mappings_.back().at;
    }

    void add_table(const bpf::Layout& layout) {
        const std::size_t number = memory_.tables.size();
        TableMemory table;
        table.layout = &layout;
        table.records = static_cast<std::byte*>(
            map(flows_map(layout.family), std::uint64_t{2} << kLargestBits, kRecordsOfSet * layout.slot_octets));
        table.log = static_cast<std::byte*>(map(log_map(layout.family), std::uint64_t{2} * kLogRecords, layout.slot_octets));
        memory_.tables.push_back(table);
        arrange(number, memory_.tables.back());
        if (!layout.state_octets) return;
        const std::size_t octets = kRecordsOfSet * layout.state_octets;
        auto* states = static_cast<std::byte*>(map(states_map(layout.family), std::uint64_t{1} << kStateBits, octets));
        memory_.states.emplace_back(states, octets << kStateBits);
    }

    void add_first_fragments() {
        constexpr std::size_t kSets = std::size_t{1} << bpf::shared::FIRST_FRAGMENT_BITS;
        auto* first = static_cast<std::byte*>(map("first_fragments", kSets, kFirstFragmentOctets / kSets));
        memory_.first_fragments = {first, first ? kFirstFragmentOctets : 0};
        memory_.fragments =
            static_cast<bpf::shared::fragment_counts*>(map("fragment_counts", 1, sizeof(bpf::shared::fragment_counts)));
    }

    // Small tables stay in the CPU's caches: they begin small and grow with the traffic.
    void arrange(std::size_t number, TableMemory& table) {
        table = arrange_table(*table.layout, {set_bits_, kLogRecords}, 1, table.records, table.log);
        settings_->set_bits[number] = set_bits_;
        settings_->log_records[number] = kLogRecords;
    }

    UniqueFd file_;  // open as long as the object is loaded: its number is the name under which dlopen() knows the object
    void* handle_ = nullptr;
    int (*program_)(NativeContext*) = nullptr;
    bpf::shared::settings* settings_ = nullptr;
    ProgramMemory memory_;
    std::uint32_t set_bits_ = kSmallestBits;
    std::vector<Mapping> mappings_;
    bool missing_ = false;
    Error error_;
};

}  // namespace

Result<std::unique_ptr<Engine>> make_native_engine(const std::string& object, const Plan& plan, std::chrono::nanoseconds idle) {
    auto engine = std::make_unique<NativeEngine>();
    if (auto loaded = engine->load(object, plan, idle); !loaded) return tl::unexpected(loaded.error());
    return engine;
}

}  // namespace probe
