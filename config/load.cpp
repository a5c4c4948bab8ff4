// SPDX-License-Identifier: Apache-2.0
#include "config/load.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "bpf/one_line.hpp"

namespace config {

namespace {

Result<std::string> text_of_file(const std::string& path) {
    const auto complain = [&](const std::string& message) { return tl::unexpected<Error>(Error{message, path, 0, 0}); };
    if (path.empty()) return fail("the name of the configuration file is empty; name one");
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) return complain(std::string("cannot be read: ") + std::strerror(errno));
    if (S_ISDIR(facts.st_mode)) return complain("is a folder; name a file in it");
    if (!S_ISREG(facts.st_mode)) return complain("is not a regular file");  // opening a pipe might wait for ever
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), std::fclose);
    if (!file) return complain(std::string("cannot be read: ") + std::strerror(errno));
    std::string text(kLargestConfiguration + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file.get()));
    if (std::ferror(file.get()) != 0) return complain(std::string("cannot be read: ") + std::strerror(errno));
    if (text.size() > kLargestConfiguration) return complain("is larger than 1 MiB, hence not a configuration");
    return text;
}

// A mistake within a fragment has a place of its own; one of the folder belongs to the line that names it.
void add_mistake_of_folder(Reading& reading, Error error, const std::string& path, bool is_named_in_file) {
    for (const Given& given : reading.given)
        if (is_named_in_file && error.file.empty() && given.setting->name == "features")
            error.file = path, error.line = given.place.line, error.column = given.place.column;
    reading.mistakes.push_back(std::move(error));
}

}  // namespace

namespace {

void check_names_of(const Reading& part, Reading& reading, const bpf::Catalogue& catalogue, const std::string& path) {
    for (const Given& given : part.given) {
        const auto* kind = std::get_if<Names>(&given.setting->kind);
        if (!kind) continue;
        const std::vector<std::string>& texts = part.settings.*kind->into;
        const auto check = [&](const std::vector<std::string>& names, const Place& place) {
            if (auto checked = kind->check(names, catalogue); !checked)
                reading.mistakes.push_back({bpf::one_line(checked.error().message), path, place.line, place.column});
        };
        const std::size_t before = reading.mistakes.size();
        for (std::size_t i = 0; i < texts.size(); i++)
            for (const std::string& name : split_names(texts[i])) check({name}, given.items[i]);
        if (given.is_sound && reading.mistakes.size() == before) check(split_names(texts), given.place);
    }
}

// Names of what is shed become those of the catalogue. A rule whose number is not there could not begin; if its own fields take the number
// away, it could not end.
void check_policies(Reading& reading, const bpf::Catalogue& catalogue, const std::string& path) {
    for (std::size_t i = 0; i < reading.settings.policies.size(); i++) {
        Policy& policy = reading.settings.policies[i];
        if (policy.budget)
            if (const auto chosen = choose_fields(policy.budget->shed, catalogue)) {
                policy.budget->shed.clear();
                for (const bpf::Feature* field : *chosen) policy.budget->shed.push_back(field->name);
            }
        const bool sets_fields =
            std::any_of(policy.sets.begin(), policy.sets.end(), [](const Setting* one) { return one->name == "fields"; });
        for (const Condition& condition : policy.when) {
            const auto check = [&](const std::vector<std::string>& fields, const char* whose) {
                const std::string lacking = lacking_for(condition.metric, fields, catalogue);
                if (lacking.empty()) return;
                const Place place = reading.policy_places[i];
                reading.mistakes.push_back({fmt::format("policy {}: {} needs {} among the fields, which {} have not", policy.name,
                                                        facts_of(condition.metric).name, lacking, whose),
                                            path, place.line, place.column});
            };
            check(reading.settings.fields, "those of the file");
            if (sets_fields && policy.is_ended_by(condition)) check(policy.values->fields, "those that the policy sets");
        }
    }
}

}  // namespace

void check_names(Reading& reading, const bpf::Catalogue& catalogue, const std::string& path) {
    const std::size_t before = reading.mistakes.size();
    check_names_of(reading, reading, catalogue, path);
    for (const Reading& part : reading.parts) check_names_of(part, reading, catalogue, path);
    if (reading.mistakes.size() == before) check_policies(reading, catalogue, path);
}

Reading load_configuration(const std::string& path, const std::optional<std::string>& features_folder) {
    const auto text = text_of_file(path);
    if (!text) return {{}, {}, {text.error()}};
    Reading reading = read_configuration(*text, path);
    const auto catalogue = bpf::Catalogue::load(features_folder.value_or(reading.settings.features_folder));
    if (catalogue)
        check_names(reading, *catalogue, path);
    else
        add_mistake_of_folder(reading, catalogue.error(), path, !features_folder);
    reading.sort_mistakes();
    return reading;
}

}  // namespace config
