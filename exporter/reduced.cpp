// SPDX-License-Identifier: Apache-2.0
#include "exporter/reduced.hpp"

#include <utility>

namespace exporter {
namespace {

bool is_counter(const WireField& field) {
    const bpf::Feature& feature = *field.feature;
    const bpf::Role role = feature.reverse_of.empty() ? feature.role : feature.reverse_role;
    return field.form == WireForm::swap && field.length == 8 && role == bpf::Role::sum;
}

}  // namespace

FitsReduced::FitsReduced(const std::vector<WireField>& fields) {
    for (const WireField& field : fields)
        if (is_counter(field)) counters_.push_back(field.offset);
}

std::optional<std::vector<WireField>> reduced_fields(const std::vector<WireField>& fields) {
    std::vector<WireField> reduced = fields;
    bool any = false;
    for (WireField& field : reduced) {
        if (!is_counter(field)) continue;
        field.length = 4;
        any = true;
    }
    if (!any) return std::nullopt;
    return reduced;
}

std::vector<TemplateFields> templates_of(std::vector<std::vector<WireField>> fields, bool reduced) {
    std::vector<TemplateFields> templates;
    for (std::size_t table = 0; table < fields.size(); ++table) {
        if (auto shorter = reduced ? reduced_fields(fields[table]) : std::nullopt)
            templates.push_back({table, std::move(*shorter), FitsReduced(fields[table])});
        templates.push_back({table, std::move(fields[table]), std::nullopt});
    }
    return templates;
}

std::vector<std::vector<WireField>> fields_of(const std::vector<TemplateFields>& templates) {
    std::vector<std::vector<WireField>> fields;
    fields.reserve(templates.size());
    for (const TemplateFields& one : templates) fields.push_back(one.fields);
    return fields;
}

}  // namespace exporter
