// SPDX-License-Identifier: Apache-2.0
#include "probe/compile/user_source.hpp"

#include "probe/compile/compiler.hpp"

namespace probe {

Result<std::string> compile_user_source(const std::string& text, const std::string& name) {
    const auto compiler = Compiler::find();
    if (!compiler)
        return fail(
            "compiling it needs clang (Debian package clang), which is not on PATH; name an object that was compiled elsewhere");
    return compiler->compile_for_user(text, name);
}

}  // namespace probe
