// SPDX-License-Identifier: Apache-2.0
// libfixbuf as RAII and Results: one stream of IPFIX messages that are made in memory. Internal to the IPFIX encoder.
//
// Records are given as octets in network order, one opaque field each: libfixbuf then copies a record in one piece (24 ns)
// instead of field by field (150 ns for 15 fields, measured with 2.4.1). Templates with their real fields come from a stream of
// their own, see TemplateStream.
#pragma once

#include <fixbuf/public.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "bpf/result.hpp"
#include "exporter/wire.hpp"

namespace exporter {

struct FreeModel {
    void operator()(fbInfoModel_t* model) const { fbInfoModelFree(model); }
};
using FixbufModel = std::unique_ptr<fbInfoModel_t, FreeModel>;

// A session, its buffer and the memory that messages end up in.
class FixbufStream {
 public:
    // The model must outlive the stream. max_octets: of a message, 64 to 65535. domain: observation domain id.
    FixbufStream(fbInfoModel_t* model, std::size_t max_octets, std::uint32_t domain);
    FixbufStream(const FixbufStream&) = delete;
    FixbufStream& operator=(const FixbufStream&) = delete;

    // Ends the message. Valid until the next call; empty if nothing was appended. The export time is not set.
    [[nodiscard]] Result<std::span<std::byte>> emit();

 protected:
    struct FreeBuffer {
        void operator()(fBuf_t* buffer) const { fBufFree(buffer); }
    };

    std::vector<std::byte> message_;
    fbExporter_t* exporter_;  // owned by buffer_
    fbSession_t* session_;    // owned by buffer_
    std::unique_ptr<fBuf_t, FreeBuffer> buffer_;
};

// Messages of data records. Sets, headers and sequence numbers are libfixbuf's.
class DataStream : public FixbufStream {
 public:
    using FixbufStream::FixbufStream;

    // Records of this template have this many octets. No message may be under way.
    [[nodiscard]] Result<> add_table(std::uint16_t id, std::size_t octets);

    // One record of a table; the caller has made sure that it fits into the message.
    [[nodiscard]] Result<> append(std::uint16_t id, std::span<const std::byte> record);

 private:
    std::map<std::uint16_t, std::size_t> tables_;
    std::uint16_t current_ = 0;
    bool after_templates_ = false;
};

// Messages of template records.
class TemplateStream : public FixbufStream {
 public:
    // The model learns elements that it does not know.
    TemplateStream(fbInfoModel_t* model, std::size_t max_octets, std::uint32_t domain)
        : FixbufStream(model, max_octets, domain),
          model_(model) {}

    // Appends a template record; the caller has made sure that it fits. Fails if a field is wider than its element.
    [[nodiscard]] Result<> append(std::uint16_t id, const std::vector<WireField>& fields);

    // Appends a template record without fields (RFC 7011 section 8.1) for one that was emitted before.
    [[nodiscard]] Result<> withdraw(std::uint16_t id);

 private:
    fbInfoModel_t* model_;
};

// Octets of a template record (RFC 7011 section 3.4.1), its header included.
[[nodiscard]] std::size_t template_octets(const std::vector<WireField>& fields);

}  // namespace exporter
