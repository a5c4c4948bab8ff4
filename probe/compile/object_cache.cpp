// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/object_cache.hpp"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

#include "bpf/trusted.hpp"
#include "probe/unique_fd.hpp"

namespace probe {

namespace {

// An object file is TEXT-COMPILER.bpf.o or TEXT-COMPILER.native.so (two hashes in hex); beside it, TEXT.c is its text.
std::string hash_of(const std::string& text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    static constexpr const char* kDigits = "0123456789abcdef";
    std::string hex;
    for (std::size_t i = 0; i < 20; i++) {
        hex += kDigits[digest[i] >> 4];
        hex += kDigits[digest[i] & 15];
    }
    return hex;
}

const char* ending(Machine machine) { return machine == Machine::bpf ? ".bpf.o" : ".native.so"; }

Result<std::string> read_trusted(const std::filesystem::path& path) {
    if (auto trusted = bpf::require_trusted(path); !trusted) return tl::unexpected(trusted.error());
    std::ifstream file(path, std::ios::binary);
    std::string content(std::istreambuf_iterator<char>(file), {});
    if (!file || content.empty()) return fail(path.string() + " cannot be read");
    return content;
}

// Written under another name first: a reader never sees half an object.
void keep(const std::filesystem::path& path, const std::string& content) {
    const std::string temporary = path.string() + "." + std::to_string(::getpid());
    {
        const UniqueFd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
        if (!file.is_open()) return;
        ::fchmod(file.get(), 0644);
        if (::write(file.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
            ::unlink(temporary.c_str());
            return;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) ::unlink(temporary.c_str());
}

std::vector<std::filesystem::path> entries(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> paths;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        paths.push_back(entry->path());
    std::sort(paths.begin(), paths.end());
    return paths;
}

}  // namespace

std::vector<std::filesystem::path> default_object_folders() {
    std::vector<std::filesystem::path> folders = {"/usr/lib/xdpflow/objects"};
    const char* service = std::getenv("CACHE_DIRECTORY");  // as systemd says it
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (service && *service == '/')
        folders.emplace_back(service);
    else if (::geteuid() == 0)
        folders.emplace_back("/var/cache/xdpflow");
    else if (cache && *cache == '/')
        folders.emplace_back(std::filesystem::path(cache) / "xdpflow");
    else if (home && *home == '/')
        folders.emplace_back(std::filesystem::path(home) / ".cache" / "xdpflow");
    return folders;
}

ObjectCache::ObjectCache(std::vector<std::filesystem::path> folders) : ObjectCache(std::move(folders), Compiler::find()) {}

ObjectCache::ObjectCache(std::vector<std::filesystem::path> folders, std::optional<Compiler> compiler)
    : folders_(std::move(folders)),
      compiler_(std::move(compiler)) {}

ObjectCache::Name ObjectCache::name_of(const std::string& text, Machine machine) const {
    const std::string hash = hash_of(text);
    return {hash, hash + "-" + (compiler_ ? hash_of(compiler_->identity(machine)).substr(0, 16) : "")};
}

std::string ObjectCache::find(const Name& name, Machine machine, Error& distrust) const {
    for (const auto& folder : folders_)
        for (const auto& path : entries(folder)) {
            const std::string file = path.filename().string();
            if (!file.starts_with(name.object) || !file.ends_with(ending(machine))) continue;
            auto object = read_trusted(path);
            if (object) return *object;
            distrust = object.error();
        }
    return {};
}

Result<ObjectCache::QuickObject> ObjectCache::quick_object(const std::string& text) const {
    Error distrust;
    std::string found = compiler_ ? find(name_of(text, Machine::bpf), Machine::bpf, distrust) : "";
    if (!found.empty() || !compiler_) {
        auto object = found.empty() ? this->object(text, Machine::bpf) : Result<std::string>(std::move(found));
        return object ? Result<QuickObject>(QuickObject{std::move(*object)}) : tl::unexpected(object.error());
    }
    auto object = compiler_->compile_quickly(text);
    return object ? Result<QuickObject>(QuickObject{std::move(*object), true}) : tl::unexpected(object.error());
}

Result<std::string> ObjectCache::object(const std::string& text, Machine machine) const {
    const Name name = name_of(text, machine);
    Error distrust;
    if (std::string found = find(name, machine, distrust); !found.empty()) return found;
    if (!compiler_) {
        std::string message = "clang is needed to compile these fields: apt-get install clang";
        if (!distrust.message.empty()) message += " (" + distrust.message + ")";
        const auto sets = known(machine);
        for (const std::string& set : sets) message += (&set == &sets.front() ? "; these work without it: " : " or ") + set;
        return fail(message);
    }
    auto object = compiler_->compile(text, machine);
    if (!object || folders_.empty()) return object;
    std::error_code error;
    const auto folder = folders_.back();
    std::filesystem::create_directories(folder, error);
    if (!error && bpf::require_trusted(folder)) {
        keep(folder / (name.object + ending(machine)), *object);
        keep(folder / (name.text + ".c"), text);
    }
    return object;
}

std::vector<std::string> ObjectCache::known(Machine machine) const {
    std::set<std::string> lines;
    for (const auto& folder : folders_)
        for (const auto& path : entries(folder)) {
            const std::string file = path.filename().string();
            if (!file.ends_with(ending(machine))) continue;
            std::ifstream text(folder / (file.substr(0, file.find('-')) + ".c"));
            std::string line;
            constexpr std::string_view kOpening = "/* xdpflow: ";
            if (std::getline(text, line) && line.starts_with(kOpening) && line.size() > kOpening.size() + 3)
                lines.insert(line.substr(kOpening.size(), line.size() - kOpening.size() - 3));
        }
    return {lines.begin(), lines.end()};
}

}  // namespace probe
