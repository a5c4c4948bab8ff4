// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstring>
#include <memory>

#include "probe/command/options.hpp"
#include "probe/session/object_folder.hpp"
#include "probe/session/program_source.hpp"

namespace probe {

namespace {

struct ComposeOptions {
    std::string features_folder = kFeaturesFolder;
    std::vector<std::string> names;
    std::vector<std::string> droppers;
    std::string object;
    std::string folder;
    Place place;
    bool own_export = false;
    std::uint64_t tunnels = 0;
    bool fragments = false;
};

int write_object(const std::string& path, const std::string& object) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return complain("cannot write " + path + ": " + std::strerror(errno));
    const bool written = std::fwrite(object.data(), 1, object.size(), file) == object.size();
    if (std::fclose(file) == 0 && written) return kDone;
    const std::string why = std::strerror(errno);
    std::remove(path.c_str());
    return complain("cannot write " + path + ": " + why);
}

int show_program(const ComposeOptions& options) {
    const auto catalogue = bpf::Catalogue::load(options.features_folder);
    if (!catalogue) return complain(catalogue.error(), kRefused);
    PlanRequest request;
    for (const std::string& part : options.names)
        for (std::string& name : split_names(part)) request.fields.push_back(std::move(name));
    request.droppers = options.droppers;
    request.own_export = options.own_export;
    request.tunnels = static_cast<std::uint32_t>(options.tunnels);
    request.fragments = options.fragments;
    const auto plan = make_plan(request, *catalogue);
    if (!plan) return complain(plan.error(), kRefused);
    if (!options.folder.empty()) {
        const auto filled = fill_object_folder(*plan, options.folder);
        return filled ? kDone : complain(filled.error());
    }
    if (options.object.empty()) {
        const std::string text = compose(*plan, Source::live, options.place);
        return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0
                   ? kDone
                   : complain(std::string("cannot write to standard output: ") + std::strerror(errno));
    }
    const auto object = object_of(*plan, Source::live, Machine::bpf, ObjectCache(), options.place);
    if (!object) return complain(object.error());
    return write_object(options.object, *object);
}

}  // namespace

void add_compose_command(CLI::App& app, int& exit_code) {
    const auto options = std::make_shared<ComposeOptions>();
    CLI::App* command = app.add_subcommand("compose", "Print the program that meters these fields, as the kernel gets it");
    command->add_option("field", options->names, "Fields")->required()->type_name("FIELD…");
    command->add_option("--droppers", options->droppers, "Chain of droppers")->type_name("NAME…");
    CLI::Option* object =
        command->add_option("--object", options->object, "Compile it and write the object to this file instead");
    object->type_name("OUT");
    command
        ->add_option("--into", options->folder,
                     "Compile it for run and read, and keep the objects in this folder: in /var/cache/xdpflow of another host "
                     "they serve without clang")
        ->excludes(object)
        ->type_name("FOLDER");
    command->add_flag("--own-export", options->own_export,
                      "As `run` gets it where there are collectors: what is sent to them is left out");
    add_levels(*command, "-5,--tunnel", options->tunnels, {nullptr, config::kUsualTunnels, config::kMostTunnels},
               "As with --tunnel of run and read: tunnels are looked into");
    command->add_flag("--fragments", options->fragments,
                      "As with --fragments of run and read: later fragments get the ports of their datagram");
    command
        ->add_option_function<std::string>(
            "--hook", [options](const std::string& word) { options->place.hook = word == "tc" ? Hook::tc : Hook::xdp; },
            "Where the program is to be attached")
        ->check(CLI::IsMember({"xdp", "tc"}).description(""))
        ->default_str("xdp")
        ->type_name("xdp|tc");
    command->add_flag_callback(
        "--no-ethernet", [options] { options->place.ethernet = false; }, "For interfaces whose frames begin with the IP header");
    command->add_option("--features", options->features_folder, "Folder of your own fields")
        ->capture_default_str()
        ->type_name("FOLDER");
    command->callback([options, &exit_code] { exit_code = show_program(*options); });
}

void add_version_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand("version", "Print the version");
    command->callback([&exit_code] {
        std::printf("xdpflow %s\n", XDPFLOW_VERSION);
        exit_code = kDone;
    });
}

}  // namespace probe
