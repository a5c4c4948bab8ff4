// SPDX-License-Identifier: Apache-2.0
#include "bpf/catalogue.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <tuple>

#include "bpf/embedded.hpp"
#include "bpf/similar.hpp"
#include "bpf/trusted.hpp"

namespace bpf {

namespace {

constexpr std::uintmax_t kLargestFragment = 65536;

tl::unexpected<Error> complain(const std::string& message, const std::string& origin) {
    return tl::unexpected<Error>(Error{message, origin, 0, 0});
}

// Two fields may share a number only if they are two views of one element (TCP_FLAGS and tcpControlBits).
Result<> require_distinct(const Feature& added, const std::vector<Feature>& present) {
    for (const Feature& other : present) {
        if (other.symbol == added.symbol)
            return complain("a field of this file name exists already: " + other.origin, added.origin);
        if (lower(other.name) == lower(added.name))
            return complain("the name " + added.name + " is taken by " + other.origin, added.origin);
        for (const StateMember& mine : added.state)
            for (const StateMember& its : other.state)
                if (mine.name == its.name && mine.type != its.type)
                    return complain("its state has \"" + mine.name + "\" in another type than that of " + other.origin,
                                    added.origin);
        if (added.id != 0 && other.pen == added.pen && other.id == added.id && other.element != added.element)
            return complain("the element number " + std::to_string(added.id) + " (enterprise " + std::to_string(added.pen) +
                                ") is taken by " + other.name + " in " + other.origin,
                            added.origin);
    }
    return {};
}

Result<std::string> read_text(const std::filesystem::path& path) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return fail(path.string() + ": " + error.message());
    if (size > kLargestFragment) return fail(path.string() + ": larger than 64 KiB, hence not a fragment");
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file) return fail(path.string() + ": cannot be read");
    return text;
}

Result<std::vector<std::filesystem::path>> fragments_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    std::error_code error;
    if (folder.empty() || !std::filesystem::exists(folder, error)) return paths;
    if (auto trusted = require_trusted(folder); !trusted) return tl::unexpected(trusted.error());
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".h") paths.push_back(entry.path());
    if (error) return fail(folder.string() + ": " + error.message());
    std::sort(paths.begin(), paths.end());
    return paths;
}

// What a field of the other direction has of the field that it shows.
Result<> follow(Feature& reverse, std::vector<Feature>& features) {
    const auto forward = std::find_if(features.begin(), features.end(),
                                      [&](const Feature& feature) { return feature.name == reverse.reverse_of; });
    if (forward == features.end())
        return complain("it is the reverse of " + reverse.reverse_of + ", which does not exist", reverse.origin);
    if (forward->bidirectional || !forward->source.empty() || (forward->role == Role::computed && forward->needs.empty()))
        return complain("it cannot be the reverse of " + forward->name + ", which is no measure of one direction",
                        reverse.origin);
    forward->has_reverse = true;
    reverse.type = forward->type;
    reverse.layer = forward->layer;
    reverse.unit = forward->unit;
    reverse.reverse_role = forward->role;
    if (forward->pen == 0) reverse.reverse_id = forward->id;
    reverse.needs = forward->role == Role::computed ? forward->needs
                    : forward->held_as.empty()      ? std::vector{forward->name}
                                                    : std::vector{forward->held_as};
    return {};
}

std::string_view without_percent(std::string_view name) { return !name.empty() && name.front() == '%' ? name.substr(1) : name; }

}  // namespace

Result<> Catalogue::add(std::string_view text, const std::string& origin) {
    auto fragment = read_fragment(text, origin);
    if (!fragment) return tl::unexpected(fragment.error());
    if (auto* feature = std::get_if<Feature>(&*fragment)) {
        for (const std::vector<Feature>* present : {&features_, &internals_})
            if (auto distinct = require_distinct(*feature, *present); !distinct) return distinct;
        (feature->internal ? internals_ : features_).push_back(std::move(*feature));
        return {};
    }
    auto& dropper = std::get<Dropper>(*fragment);
    for (const Dropper& other : droppers_)
        if (other.symbol == dropper.symbol || lower(other.name) == lower(dropper.name))
            return complain("a dropper of this name exists already: " + other.origin, origin);
    droppers_.push_back(std::move(dropper));
    return {};
}

Result<Catalogue> Catalogue::built_in() {
    Catalogue catalogue;
    for (const EmbeddedText& embedded : embedded_texts()) {
        if (!embedded.path.starts_with("features/") && !embedded.path.starts_with("droppers/")) continue;
        if (auto added = catalogue.add(embedded.text, "bpf/" + std::string(embedded.path)); !added)
            return tl::unexpected(added.error());
    }
    return catalogue;
}

// What is built in is read once a process: a probe that is given other fields while it runs asks again and again.
Result<Catalogue> Catalogue::load(const std::filesystem::path& user_folder) {
    static const Result<Catalogue> first = built_in();
    Result<Catalogue> catalogue = first;
    if (!catalogue) return catalogue;
    const auto paths = fragments_in(user_folder);
    if (!paths) return tl::unexpected(paths.error());
    for (const auto& path : *paths) {
        if (auto trusted = require_trusted(path); !trusted) return tl::unexpected(trusted.error());
        const auto text = read_text(path);
        if (!text) return tl::unexpected(text.error());
        if (auto added = catalogue->add(*text, path.string()); !added) return tl::unexpected(added.error());
    }
    if (auto completed = catalogue->complete(); !completed) return tl::unexpected(completed.error());
    return catalogue;
}

// What fields have from others, once all are there.
Result<> Catalogue::complete() {
    std::sort(features_.begin(), features_.end(),
              [](const Feature& a, const Feature& b) { return std::tie(a.pen, a.id, a.name) < std::tie(b.pen, b.id, b.name); });
    for (Feature& feature : features_)
        if (!feature.reverse_of.empty())
            if (auto followed = follow(feature, features_); !followed) return followed;
    for (const Feature& feature : features_) {
        std::vector<std::string> others = feature.needs;
        for (const std::string& other : {feature.sibling, feature.held_as})
            if (!other.empty()) others.push_back(other);
        for (const std::string& other : others)
            if (!find(other)) return complain("it refers to the field " + other + ", which does not exist", feature.origin);
        for (const std::string& other : feature.needs)
            if (find(other)->role == Role::computed)
                return complain("it needs the field " + other + ", which is computed itself", feature.origin);
    }
    return {};
}

const Feature* Catalogue::find(std::string_view name) const {
    const std::string wanted = lower(without_percent(name));
    for (const std::vector<Feature>* features : {&features_, &internals_})
        for (const Feature& feature : *features)
            if (lower(feature.name) == wanted) return &feature;
    for (const Feature& feature : features_) {
        if (lower(feature.element) == wanted) return &feature;
        for (const std::string& alias : feature.aliases)
            if (lower(alias) == wanted) return &feature;
    }
    return nullptr;
}

const Dropper* Catalogue::find_dropper(std::string_view name) const {
    for (const Dropper& dropper : droppers_)
        if (lower(dropper.name) == lower(name)) return &dropper;
    return nullptr;
}

Result<const Feature*> Catalogue::require(std::string_view name) const {
    if (const Feature* feature = find(name); feature && !feature->internal) return feature;
    std::vector<std::string> names;
    for (const Feature& feature : features_) {
        if (feature.internal) continue;
        names.push_back(feature.name);
        names.push_back(feature.element);
        names.insert(names.end(), feature.aliases.begin(), feature.aliases.end());
    }
    const std::string similar = most_similar(without_percent(name), names);
    return fail("unknown field \"" + std::string(name) + "\"; " +
                (similar.empty() ? "`xdpflow fields` lists them" : "did you mean " + similar + "?"));
}

Result<const Dropper*> Catalogue::require_dropper(std::string_view name) const {
    if (const Dropper* dropper = find_dropper(name)) return dropper;
    std::string names;
    for (const Dropper& dropper : droppers_) names += " " + dropper.name;
    return fail("unknown dropper \"" + std::string(name) + "\"; there are:" + names);
}

}  // namespace bpf
