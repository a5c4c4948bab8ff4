// SPDX-License-Identifier: Apache-2.0
#include "probe/monitor/metric_text.hpp"

namespace probe::monitor {

namespace {

using Kind = ShapeNode::Kind;

Json json_of(const Shape& shape, const ShapeNode& node, const Copies& copies, Spot spot);

void add_members(const Shape& shape, const ShapeNode& node, const Copies& copies, Json& object) {
    for (const ShapeNode::Member& member : node.members) {
        const Copies part = copies.behind(member.bit_offset / 8);
        if (member.is_part_of_it)
            add_members(shape, shape.at(member.node), part, object);
        else
            object[member.name] = json_of(shape, shape.at(member.node), part, {member.bit_offset % 8, member.bits});
    }
}

Json json_of(const Shape& shape, const ShapeNode& node, const Copies& copies, Spot spot) {
    if (node.kind == Kind::object) {
        Json object = Json::object();
        add_members(shape, node, copies, object);
        return object;
    }
    std::string text;
    if (node.kind == Kind::text && is_text(node, copies, text)) return text;
    if (node.kind == Kind::list || node.kind == Kind::text) {
        Json list = Json::array();
        const ShapeNode& element = shape.at(node.element);
        for (std::uint32_t i = 0; i < node.count; i++)
            list.push_back(json_of(shape, element, copies.behind(std::size_t{i} * element.octets), {}));
        return list;
    }
    return std::visit([](const auto& value) { return Json(value); }, leaf_of(node, copies, spot).shown);
}

Json json_of(const Shape& shape, const Copies& copies) { return json_of(shape, shape.top(), copies, {}); }

}  // namespace

Json to_json(const Reading& reading) {
    Json elements = Json::array();
    for (std::size_t i = 0; i < reading.contents.count; i++) {
        Json element = Json::object();
        if (reading.key) element["key"] = json_of(*reading.key, Copies{reading.contents.key(i)});
        const Copies all{reading.contents.value(i), reading.map.stride(), reading.map.copies,
                         reading.aggregate.value_or(Aggregate::sum)};
        if (reading.map.is_per_cpu() && !reading.aggregate) {
            for (std::uint32_t copy = 0; copy < all.count; copy++)
                element["values"].push_back(json_of(reading.value, all.only(copy)));
        } else {
            element["value"] = json_of(reading.value, all);
        }
        elements.push_back(std::move(element));
    }
    return elements;
}

}  // namespace probe::monitor
