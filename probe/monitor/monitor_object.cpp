// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/monitor_object.hpp"

#include <bpf/libbpf.h>
#include <linux/bpf.h>

#include <fstream>
#include <iterator>

#include "bpf/trusted.hpp"
#include "probe/compile/user_source.hpp"
#include "probe/load/kernel_program.hpp"

namespace probe::monitor {

namespace {

constexpr std::size_t kMostOctets = 16U << 20;  // of a source or an object

tl::unexpected<Error> wrong(const config::Monitor& monitor, const std::string& why) {
    return fail("monitor \"" + monitor.name + "\": " + why);
}

// The one there is; of several the one that is called as the monitor.
Result<const bpf_program*> program_of(const config::Monitor& monitor, const bpf_object* object) {
    const bpf_program *one = nullptr, *named = nullptr;
    bpf_program* all = nullptr;
    int count = 0;
    bpf_object__for_each_program(all, object) {
        count++, one = all;
        if (monitor.name == bpf_program__name(all)) named = all;
    }
    if (count == 0) return wrong(monitor, "its object has no program: put one into SEC(\"xdp\") or SEC(\"tc\")");
    if (count > 1 && !named)
        return wrong(monitor, "its object has " + std::to_string(count) + " programs: call the one to be attached \"" +
                                  monitor.name + "\", as the monitor");
    return count > 1 ? named : one;
}

Result<MetricShape> shape_of_metric(const config::Monitor& monitor, const config::MonitorMetric& metric,
                                    const bpf_object* object) {
    const bpf_map* map = bpf_object__find_map_by_name(object, metric.map.c_str());
    if (!map)
        return wrong(monitor, "metric \"" + metric.name + "\" is of a map \"" + metric.map + "\", which its object has not");
    const std::string what = "monitor \"" + monitor.name + "\": map \"" + metric.map + "\", ";
    MetricShape shape;
    auto value = shape_of(bpf_object__btf(object), bpf_map__btf_value_type_id(map), bpf_map__value_size(map), what + "value");
    if (!value) return tl::unexpected(value.error());
    shape.value = std::move(*value);
    if (bpf_map__key_size(map) == 0) return shape;
    auto key = shape_of(bpf_object__btf(object), bpf_map__btf_key_type_id(map), bpf_map__key_size(map), what + "key");
    if (!key) return tl::unexpected(key.error());
    shape.key = std::move(*key);
    return shape;
}

Result<std::string> read_file(const config::Monitor& monitor, const std::string& path) {
    if (auto trusted = bpf::require_trusted(path); !trusted) return wrong(monitor, trusted.error().text());
    std::ifstream file(path, std::ios::binary);
    std::string content;
    content.resize(kMostOctets + 1);
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (content.empty()) return wrong(monitor, path + " cannot be read, or is empty");
    if (content.size() > kMostOctets) return wrong(monitor, path + " is larger than 16 MiB");
    return content;
}

}  // namespace

void CloseObject::operator()(bpf_object* object) const { bpf_object__close(object); }

Result<ObjectHandle> open_object(const config::Monitor& monitor, const std::string& octets) {
    listen_to_libbpf();
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    options.object_name = monitor.name.c_str();
    ObjectHandle object(bpf_object__open_mem(octets.data(), octets.size(), &options));
    if (!object) return wrong(monitor, "its object cannot be read: " + last_words_of_libbpf());
    return object;
}

Result<MonitorObject> MonitorObject::read(const config::Monitor& monitor, std::string octets) {
    MonitorObject result;
    const auto object = open_object(monitor, octets);
    if (!object) return tl::unexpected(object.error());
    const auto program = program_of(monitor, object->get());
    if (!program) return tl::unexpected(program.error());
    result.program = bpf_program__name(*program);
    const bpf_prog_type type = bpf_program__type(*program);
    if (type != BPF_PROG_TYPE_XDP && type != BPF_PROG_TYPE_SCHED_CLS)
        return wrong(monitor, "its program is for another place than XDP or TC: put it into SEC(\"xdp\") or SEC(\"tc\")");
    result.hook = type == BPF_PROG_TYPE_XDP ? Hook::xdp : Hook::tc;
    if (result.hook == Hook::xdp && monitor.direction == "out")
        return wrong(monitor, "what leaves an interface is seen by TC alone: put the program into SEC(\"tc\")");
    result.several_buffers = std::string_view(bpf_program__section_name(*program)).starts_with("xdp.frags");
    bpf_map* map = nullptr;
    bpf_object__for_each_map(map, object->get()) {
        if (bpf_map__pin_path(map))
            return wrong(monitor, std::string("map \"") + bpf_map__name(map) +
                                      "\" would be pinned; maps of monitors live as long as they do");
    }
    for (const config::MonitorMetric& metric : monitor.metrics) {
        auto shape = shape_of_metric(monitor, metric, object->get());
        if (!shape) return tl::unexpected(shape.error());
        result.metrics.push_back(std::move(*shape));
    }
    result.octets = std::move(octets);
    return result;
}

Result<std::string> object_octets(const config::Monitor& monitor) {
    if (!monitor.object.empty()) return read_file(monitor, monitor.object);
    std::string code = monitor.code;
    if (code.empty()) {
        auto text = read_file(monitor, monitor.source);
        if (!text) return text;
        code = std::move(*text);
    }
    auto object =
        compile_user_source(code, monitor.source.empty() ? "the source of monitor \"" + monitor.name + "\"" : monitor.source);
    if (!object && object.error().file.empty()) return wrong(monitor, object.error().message);
    return object;
}

}  // namespace probe::monitor
