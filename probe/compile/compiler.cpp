// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/compiler.hpp"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <regex>
#include <sstream>
#include <vector>

#include "probe/compile/child.hpp"
#include "probe/compile/confinement.hpp"

#if defined(__x86_64__)
#define XDPFLOW_MULTIARCH_HEADERS "/usr/include/x86_64-linux-gnu"
#elif defined(__aarch64__)
#define XDPFLOW_MULTIARCH_HEADERS "/usr/include/aarch64-linux-gnu"
#else
#define XDPFLOW_MULTIARCH_HEADERS "/usr/include"
#endif

namespace probe {

namespace {

constexpr const char* kProgram = "the composed program";

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

// -enable-module-inliner: all is inlined first and optimized once; else each function of a text is optimized, then again in its caller,
// which takes twice as long and gives a program that keeps more in registers.
const std::vector<std::string>& quick_options() {
    static const std::vector<std::string> kQuick = [] {
        std::vector<std::string> all = options(Machine::bpf);
        for (const char* one : {"-mllvm", "-enable-module-inliner", "-DCOMPILED_QUICKLY"}) all.emplace_back(one);
        return all;
    }();
    return kQuick;
}

// "<stdin>:3:1: error: ..." or, of a header, "/usr/include/x.h:3:1: ...": then the place is not the text's.
tl::unexpected<Error> explain(const std::string& complaints, const std::string& name) {
    static const std::regex kFirstError("(?:^|\n)([^\n:]+):([0-9]+):([0-9]+): (?:fatal )?error: ([^\n]*)");
    static const std::regex kAnyError("(?:^|\n)[^\n]*error: ([^\n]*)", std::regex::icase);
    std::smatch found;
    if (std::regex_search(complaints, found, kFirstError)) {
        const std::string file = found[1] == "<stdin>" ? name : found[1].str();
        return tl::unexpected<Error>(Error{found[4], file, std::stoi(found[2]), std::stoi(found[3])});
    }
    if (std::regex_search(complaints, found, kAnyError)) return fail("clang failed: " + found[1].str());
    return fail("clang failed: " + complaints.substr(0, complaints.find('\n')));
}

// What clang itself is made of, and the headers that a text may include.
std::vector<std::filesystem::path> readable_for(const std::filesystem::path& clang) {
    std::vector<std::filesystem::path> all = {"/usr/lib", "/usr/lib64",      "/lib", "/lib64", "/usr/include",
                                              "/usr/bin", "/etc/ld.so.cache"};
    all.push_back(clang.parent_path().parent_path() / "lib");
    all.push_back(clang);
    return all;
}

}  // namespace

// A clang that has begun, and what it writes to.
struct Compiler::Process {
    ScratchFolder scratch;
    Child child;
    std::string identity;  // of the compiler at its start

    [[nodiscard]] std::filesystem::path output() const { return scratch.path() / "object"; }
    // Not if somebody cleans up in /tmp.
    [[nodiscard]] bool can_still_work() const {
        std::error_code error;
        return child.is_running() && std::filesystem::is_directory(scratch.path(), error);
    }
};

struct Compiler::Ready {
    std::mutex mutex;
    std::unique_ptr<Process> process;
    std::unique_ptr<Process> leaving;  // its object is there, but it has not ended yet
    bool is_wanted = false;
};

Compiler::Compiler(std::filesystem::path clang) : clang_(std::move(clang)), ready_(std::make_shared<Ready>()) {}

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

std::string Compiler::file_identity() const {
    struct stat facts {};
    ::stat(clang_.c_str(), &facts);
    return clang_.string() + " " + std::to_string(facts.st_size) + " " + std::to_string(facts.st_mtim.tv_sec);
}

std::string Compiler::identity(Machine machine) const {
    std::string identity = file_identity();
    for (const std::string& option : options(machine)) identity += " " + option;
    return identity;
}

Result<std::string> Compiler::compile(const std::string& text, Machine machine) const {
    auto process = start(options(machine), false);
    return process ? finish(**process, text, kProgram) : tl::unexpected(process.error());
}

Result<std::string> Compiler::compile_quickly(const std::string& text) const {
    std::unique_ptr<Process> waiting;
    {
        const std::lock_guard lock(ready_->mutex);
        waiting = std::move(ready_->process);
        ready_->is_wanted = true;
    }
    if (waiting && (waiting->identity != file_identity() || !waiting->can_still_work())) waiting.reset();
    auto process = waiting ? Result<std::unique_ptr<Process>>(std::move(waiting)) : start(quick_options(), false);
    if (!process) return tl::unexpected(process.error());
    auto object = finish(**process, text, kProgram);
    leave(std::move(*process));
    return object;
}

// A process takes 5 ms to give its memory back, which nobody has to wait for.
void Compiler::leave(std::unique_ptr<Process> process) const {
    const std::lock_guard lock(ready_->mutex);
    std::swap(ready_->leaving, process);
}

void Compiler::make_ready() const {
    leave(nullptr);
    {
        const std::lock_guard lock(ready_->mutex);
        if (!std::exchange(ready_->is_wanted, false) || ready_->process) return;
    }
    auto process = start(quick_options(), false);
    if (!process) return;
    (*process)->identity = file_identity();
    const std::lock_guard lock(ready_->mutex);
    ready_->process = std::move(*process);
}

Result<std::string> Compiler::compile_for_user(const std::string& text, const std::string& name) const {
    static const std::vector<std::string> kUsers = {"-target",
                                                    "bpf",
                                                    "-mcpu=v3",
                                                    "-O2",
                                                    "-g",
                                                    "-w",
                                                    "-c",
                                                    "-fdebug-compilation-dir=.",
                                                    "-fno-caret-diagnostics",
                                                    "-ferror-limit=1",
                                                    "-idirafter" XDPFLOW_MULTIARCH_HEADERS};
    auto process = start(kUsers, true);
    return process ? finish(**process, text, name) : tl::unexpected(process.error());
}

Result<std::unique_ptr<Compiler::Process>> Compiler::start(const Options& options, bool is_users) const {
    auto scratch = ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    const auto confinement = Confinement::make(readable_for(clang_), scratch->path());
    if (!confinement) return tl::unexpected(confinement.error());
    if (is_users && !confinement->holds_files())
        return fail(
            "this kernel cannot keep a compiler from files (Landlock is off); name an object that was compiled elsewhere");
    const std::string output = scratch->path() / "object";
    ChildRequest request;
    request.command = {clang_.string()};
    request.command.insert(request.command.end(), options.begin(), options.end());
    for (const char* word : {"-x", "c", "-", "-o", output.c_str()}) request.command.emplace_back(word);
    request.folder = scratch->path();
    request.confinement = &*confinement;
    // All fields at once take clang some seconds, and twice as long where something else wants the CPU.
    request.time_limit = std::chrono::seconds(is_users ? 10 : 60);
#ifdef XDPFLOW_SANITIZE
    request.memory_limit = ~std::size_t{0};  // the limit is inherited arithmetic only; sanitizers reserve terabytes
#endif
    auto child = Child::start(request);
    if (!child) return fail("cannot compile the program: " + child.error().message);
    return std::unique_ptr<Process>(new Process{std::move(*scratch), std::move(*child), {}});
}

Result<std::string> Compiler::finish(Process& process, const std::string& text, const std::string& name) {
    // Clang gives the object its name when it is whole.
    const auto result = process.child.finish(text, process.output().filename());
    if (!result) return fail("cannot compile the program: " + result.error().message);
    if (result->exit_code != 0) return explain(result->complaints, name);
    std::ifstream file(process.output(), std::ios::binary);
    std::string object(std::istreambuf_iterator<char>(file), {});
    if (object.empty()) return fail("cannot compile the program: clang wrote no object");
    return object;
}

}  // namespace probe
