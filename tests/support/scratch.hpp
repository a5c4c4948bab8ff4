// SPDX-License-Identifier: Apache-2.0
// A folder for one test, readable and writable by this user alone, gone when the test is over.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace support {

class Scratch {
 public:
    Scratch() {
        std::string path = testing::TempDir() + "xdpflow-test-XXXXXX";
        if (!::mkdtemp(path.data())) ADD_FAILURE() << "no folder like " << path;
        path_ = path;
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

    // A file that this user alone may write to.
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        std::filesystem::permissions(path_ / name, std::filesystem::perms(0644));
        return path_ / name;
    }

 private:
    std::filesystem::path path_;
};

}  // namespace support
