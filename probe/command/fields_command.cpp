// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "probe/command/options.hpp"
#include "probe/session/field_list.hpp"

namespace probe {

namespace {

struct FieldsOptions {
    std::string features_folder = kFeaturesFolder;
    std::vector<std::string> names;
    std::string format = "table";
};

void print_table(const std::vector<const bpf::Feature*>& features) {
    fmt::print("{:<24} {:<26} {:>9}  {:<8} {:<9} {}\n", "NAME", "ELEMENT", "ID", "TYPE", "ROLE", "MEANING");
    for (const bpf::Feature* f : features) {
        const std::string id = f->pen ? fmt::format("{}.{}", f->pen, f->id) : std::to_string(f->id);
        fmt::print("{:<24} {:<26} {:>9}  {:<8} {:<9} {}\n", f->name, f->element, id, text_of(f->type), text_of(f->role),
                   f->description);
    }
}

int show_fields(const FieldsOptions& options) {
    const auto catalogue = bpf::Catalogue::load(options.features_folder);
    if (!catalogue) return complain(catalogue.error(), kRefused);
    std::vector<const bpf::Feature*> features;
    for (const std::string& part : options.names)
        for (const std::string& name : split_names(part)) {
            const auto feature = catalogue->require(name);
            if (!feature) return complain(feature.error(), kRefused);
            features.push_back(*feature);
        }
    if (features.empty())
        for (const bpf::Feature& feature : catalogue->features())
            if (!feature.internal) features.push_back(&feature);
    if (options.format == "json")
        fmt::print("{}\n", field_list(features).dump(2));
    else
        print_table(features);
    return kDone;
}

}  // namespace

void add_fields_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<FieldsOptions>();
    CLI::App* command = app.add_subcommand("fields", "List the fields that can be asked for");
    command->add_option("name", options->names, "Only these fields")->type_name("NAME…");
    command->add_option("--format", options->format, "table or json")
        ->check(CLI::IsMember({"table", "json"}).description(""))
        ->capture_default_str()
        ->type_name("table|json");
    command->add_option("--features", options->features_folder, "Folder of your own fields")
        ->capture_default_str()
        ->type_name("FOLDER");
    command->callback([options, &exit_code] { exit_code = show_fields(*options); });
}

}  // namespace probe
