// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/composed_program.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::meter(data, size, 0);
    return 0;
}
