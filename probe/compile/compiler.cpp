// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/compiler.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <vector>

#include "probe/compile/child.hpp"

namespace probe {

namespace {

// -fno-builtin: loops over words must stay loops to be unrolled, not become calls of memcpy and memset.
// -fdebug-compilation-dir: else the name of the scratch folder is in the object, and no two objects of a text are the same.
const std::vector<std::string>& options(Machine machine) {
    static const std::vector<std::string> kBpf = {"-target",      "bpf", "-mcpu=v3",  "-O2", "-g",
                                                  "-fno-builtin", "-w",  "-nostdinc", "-c",  "-fdebug-compilation-dir=."};
    static const std::vector<std::string> kNative = {
#ifdef XDPFLOW_SANITIZE
        "-O1",
        "-gline-tables-only",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
#else
        "-O2",
#endif
        "-fno-builtin",
        "-w",
        "-nostdinc",
        "-shared",
        "-fPIC",
        "-Wl,-Bsymbolic",
        "-nostdlib"};
    return machine == Machine::bpf ? kBpf : kNative;
}

tl::unexpected<Error> explain(const std::string& complaints) {
    static const std::regex kFirstError("<stdin>:([0-9]+):([0-9]+): (?:fatal )?error: ([^\n]*)");
    std::smatch found;
    if (!std::regex_search(complaints, found, kFirstError))
        return fail("clang failed: " + complaints.substr(0, complaints.find('\n')));
    return tl::unexpected<Error>(Error{found[3], "the composed program", std::stoi(found[1]), std::stoi(found[2])});
}

}  // namespace

std::optional<Compiler> Compiler::find() {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::error_code error;
        if (folder.empty() || folder.front() != '/') continue;
        const auto clang = std::filesystem::canonical(std::filesystem::path(folder) / "clang", error);
        if (!error) return Compiler(clang);
    }
    return std::nullopt;
}

std::string Compiler::identity(Machine machine) const {
    struct stat facts {};
    ::stat(clang_.c_str(), &facts);
    std::string identity = clang_.string() + " " + std::to_string(facts.st_size) + " " + std::to_string(facts.st_mtim.tv_sec);
    for (const std::string& option : options(machine)) identity += " " + option;
    return identity;
}

Result<std::string> Compiler::compile(const std::string& text, Machine machine) const {
    const auto scratch = ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const auto output = scratch->path() / "object";
    ChildRequest request;
    request.command = {clang_.string()};
    request.command.insert(request.command.end(), options(machine).begin(), options(machine).end());
    for (const char* word : {"-x", "c", "-", "-o", output.c_str()}) request.command.emplace_back(word);
    request.input = text;
    request.folder = scratch->path();
#ifdef XDPFLOW_SANITIZE
    request.memory_limit = ~std::size_t{0};  // the limit is inherited arithmetic only; sanitizers reserve terabytes
#endif
    const auto result = run_child(request);
    if (!result) return fail("cannot compile the program: " + result.error().message);
    if (result->exit_code != 0) return explain(result->complaints);
    std::ifstream file(output, std::ios::binary);
    std::string object(std::istreambuf_iterator<char>(file), {});
    if (object.empty()) return fail("cannot compile the program: clang wrote no object");
    return object;
}

}  // namespace probe
