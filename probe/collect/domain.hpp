// SPDX-License-Identifier: Apache-2.0
// One observation domain of one exporter: its templates, and the records that they describe, as libfixbuf reads them.
#pragma once

#include <fixbuf/public.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "probe/collect/record.hpp"

namespace probe::collect {

class Domain {
 public:
    // Bounds what one exporter can make us keep: 1 MB. Templates of 20 to 30 fields are usual.
    static constexpr std::size_t kMostFields = 4096;
    // libfixbuf takes time that grows with the square of it.
    static constexpr std::size_t kMostFieldsOfTemplate = 512;

    // The elements must outlive this.
    explicit Domain(Elements& elements) : elements_(elements) {}

    // Takes a template, or withdraws it. Fails, and knows no template of that number then, if its records could have no octets or
    // too many, or if there are too many fields.
    [[nodiscard]] Result<> take(const TemplateRecord& record);

    [[nodiscard]] bool has_template(std::uint16_t id) const { return templates_.contains(id); }

    struct Decoded {
        std::uint32_t records = 0;
        std::optional<std::string> fault;  // why the rest of the set could not be read
    };
    // Gives the records of a set, whose template is known, to the sink.
    Decoded decode(const DataSet& set, const LearntElements& learnt, RecordSink& sink);

 private:
    struct FreeBuffer {
        void operator()(fBuf_t* buffer) const { fBufFree(buffer); }
    };
    struct Known {
        TemplateRecord record;
        RecordTemplate described;
        std::size_t decoded_octets = 0;   // of a record in libfixbuf's form
        std::uint64_t learnt_serial = 0;  // of what was known when the columns got their names
    };

    void forget(std::uint16_t id);
    void forget_all(bool options);
    [[nodiscard]] Result<> give_to_libfixbuf(const TemplateRecord& record);
    void name_columns(Known& known, const LearntElements& learnt) const;
    bool begin_message(const DataSet& set);
    void split(const Known& known);

    Elements& elements_;
    std::map<std::uint16_t, Known> templates_;
    std::size_t fields_ = 0;                      // of all templates
    std::unique_ptr<fBuf_t, FreeBuffer> buffer_;  // made for the first template: it is large
    fbSession_t* session_ = nullptr;              // owned by buffer_
    std::uint32_t sequence_ = 0;                  // of the messages that libfixbuf is given
    std::vector<std::uint8_t> message_;           // scratch, as all below
    std::vector<std::uint8_t> record_;
    std::vector<Value> values_;
};

}  // namespace probe::collect
