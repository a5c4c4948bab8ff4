// SPDX-License-Identifier: Apache-2.0
// libfixbuf's loose ends as objects. Internal to the IPFIX encoder.
#pragma once

#include <fixbuf/public.h>

#include <cstdint>
#include <memory>
#include <string>

#include "bpf/result.hpp"

namespace exporter {

struct FreeTemplate {
    void operator()(fbTemplate_t* unused) const { fbTemplateFreeUnused(unused); }
};
using FixbufTemplate = std::unique_ptr<fbTemplate_t, FreeTemplate>;  // until a session has it

class GlibError {
 public:
    GlibError() = default;
    GlibError(const GlibError&) = delete;
    GlibError& operator=(const GlibError&) = delete;
    ~GlibError() { g_clear_error(&error_); }

    [[nodiscard]] GError** out() { return &error_; }
    [[nodiscard]] tl::unexpected<Error> as_failure(const std::string& tried) const {
        return fail(tried + ": " + (error_ != nullptr ? error_->message : "libfixbuf does not say why"));
    }

 private:
    GError* error_ = nullptr;
};

// While it lives, libfixbuf may begin a message itself. It insists on doing so at the first template and at the first record behind
// templates; all else would write one message over the other.
class AutomaticMode {
 public:
    explicit AutomaticMode(fBuf_t* buffer) : buffer_(buffer) { fBufSetAutomaticMode(buffer_, TRUE); }
    AutomaticMode(const AutomaticMode&) = delete;
    AutomaticMode& operator=(const AutomaticMode&) = delete;
    ~AutomaticMode() { fBufSetAutomaticMode(buffer_, FALSE); }

 private:
    fBuf_t* buffer_;
};

// Gives a template to a session; internal: it says how records lie in memory, else on the wire. A session with a buffer appends what it
// is given to the message.
[[nodiscard]] Result<> give(fbSession_t* session, bool internal, std::uint16_t id, FixbufTemplate made);

}  // namespace exporter
