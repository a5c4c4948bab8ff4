// SPDX-License-Identifier: Apache-2.0
// All fields and droppers that can be asked for: the built-in fragments and a user's own, read by one reader when the program
// starts. A fragment is a C text whose second comment holds its facts in TOML; README.md shows one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bpf/feature.hpp"
#include "bpf/result.hpp"

namespace bpf {

// Reads one fragment. `origin` is its file name: its stem becomes the symbol, and messages name it with line and column.
[[nodiscard]] Result<std::variant<Feature, Dropper>> read_fragment(std::string_view text, const std::string& origin);

class Catalogue {
 public:
    // The built-in fragments and every *.h in `user_folder`, which need not exist. The folder and its files must be writable
    // by root or this user alone, because what they say is run.
    static Result<Catalogue> load(const std::filesystem::path& user_folder);

    // By NetFlow v9 name, IANA name or alias, in any case, with or without a leading '%'; nullptr if there is none. Where a
    // name of one field is the IANA name of another (tcpControlBits), the name wins.
    [[nodiscard]] const Feature* find(std::string_view name) const;
    [[nodiscard]] const Dropper* find_dropper(std::string_view name) const;

    // The field for `name`, or an error with the most similar name.
    [[nodiscard]] Result<const Feature*> require(std::string_view name) const;
    [[nodiscard]] Result<const Dropper*> require_dropper(std::string_view name) const;

    // What others need and nobody can ask for; find() finds them, require() does not.
    [[nodiscard]] const std::vector<Feature>& internals() const { return internals_; }
    // Ordered by enterprise, id and name. Pointers into it stay valid as long as the catalogue, also when it is moved.
    [[nodiscard]] const std::vector<Feature>& features() const { return features_; }
    [[nodiscard]] const std::vector<Dropper>& droppers() const { return droppers_; }

 private:
    static Result<Catalogue> built_in();
    Result<> add(std::string_view text, const std::string& origin);
    Result<> complete();

    std::vector<Feature> features_, internals_;
    std::vector<Dropper> droppers_;
};

}  // namespace bpf
