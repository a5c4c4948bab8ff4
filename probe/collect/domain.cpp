// SPDX-License-Identifier: Apache-2.0
#include "probe/collect/domain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "exporter/record.hpp"

namespace probe::collect {
namespace {

constexpr std::size_t kMostRecordOctets = kMostMessageOctets - kHeaderOctets - kSetHeaderOctets;

class GlibError {
 public:
    GlibError() = default;
    GlibError(const GlibError&) = delete;
    GlibError& operator=(const GlibError&) = delete;
    ~GlibError() { g_clear_error(&error_); }

    [[nodiscard]] GError** out() { return &error_; }
    [[nodiscard]] bool is_end() const { return g_error_matches(error_, FB_ERROR_DOMAIN, FB_ERROR_EOM); }
    [[nodiscard]] std::string text() const { return error_ != nullptr ? error_->message : "libfixbuf does not say why"; }

 private:
    GError* error_ = nullptr;
};

// libfixbuf would write to standard error what it thinks of sequence numbers and of lengths of fields.
void silence_libfixbuf() {
    g_log_set_default_handler([](const char*, GLogLevelFlags, const char*, void*) {}, nullptr);
}

Result<> check_sizes(const TemplateRecord& record) {
    std::size_t shortest = 0;
    for (const FieldSpecifier& field : record.fields) shortest += field.octets == kVariableLength ? 1 : field.octets;
    if (shortest == 0) return fail(fmt::format("template {} describes records without an octet", record.id));
    if (shortest > kMostRecordOctets)
        return fail(fmt::format("template {} describes records of {} octets, more than a message holds", record.id, shortest));
    if (record.fields.size() > Domain::kMostFieldsOfTemplate)
        return fail(fmt::format("template {} has {} fields, more than {}", record.id, record.fields.size(),
                                Domain::kMostFieldsOfTemplate));
    return {};
}

}  // namespace

Result<> Domain::take(const TemplateRecord& record) {
    if (record.fields.empty()) {
        const bool is_single = record.id >= FB_TID_MIN_DATA;
        if (is_single)
            forget(record.id);
        else
            forget_all(record.id == FB_TID_OTS);
        return {};
    }
    if (const auto found = templates_.find(record.id); found != templates_.end() && found->second.record == record) return {};
    forget(record.id);  // its records would be read wrongly, whatever becomes of the new one
    if (auto checked = check_sizes(record); !checked) return checked;
    if (fields_ + record.fields.size() > kMostFields)
        return fail(fmt::format("template {} is one too many: no more than {} fields are kept", record.id, kMostFields));
    if (auto given = give_to_libfixbuf(record); !given) return given;
    Known& known = templates_[record.id];
    known.record = record;
    known.described.is_options = record.scope_fields > 0;
    for (const FieldSpecifier& field : record.fields)
        known.decoded_octets += field.octets == kVariableLength ? sizeof(fbVarfield_t) : field.octets;
    fields_ += record.fields.size();
    return {};
}

void Domain::forget(std::uint16_t id) {
    const auto found = templates_.find(id);
    if (found == templates_.end()) return;
    for (const bool internal : {false, true}) {
        GlibError error;
        fbSessionRemoveTemplate(session_, internal, id, error.out());
    }
    fields_ -= found->second.record.fields.size();
    templates_.erase(found);
}

void Domain::forget_all(bool options) {
    std::vector<std::uint16_t> ids;
    for (const auto& [id, known] : templates_)
        if (known.described.is_options == options) ids.push_back(id);
    for (const std::uint16_t id : ids) forget(id);
}

// The same template is that of the message and that of the memory: fields stay as they came, one behind the other.
Result<> Domain::give_to_libfixbuf(const TemplateRecord& record) {
    if (!buffer_) {
        silence_libfixbuf();
        session_ = fbSessionAlloc(elements_.model());
        buffer_.reset(fBufAllocForCollection(session_, nullptr));
        fBufSetAutomaticMode(buffer_.get(), FALSE);
    }
    const auto free_unused = [](fbTemplate_t* unused) { fbTemplateFreeUnused(unused); };
    std::unique_ptr<fbTemplate_t, decltype(free_unused)> made(fbTemplateAlloc(elements_.model()), free_unused);
    GlibError error;
    for (const FieldSpecifier& field : record.fields) {
        if (!elements_.may_use(field))
            return fail(fmt::format("template {} has an unknown element, {}/{}, and there are {} of such already", record.id,
                                    field.pen, field.id, Elements::kMostUnknown));
        fbInfoElement_t element{};
        element.ent = field.pen;
        element.num = field.id;
        element.len = field.octets;
        if (!fbTemplateAppend(made.get(), &element, error.out()))
            return fail(fmt::format("template {}: {}", record.id, error.text()));
        // Octets are to stay in network order, and lists in one piece: libfixbuf 2.4.1 believes what lengths inside of a list
        // say.
        fbInfoElement_t* appended = fbTemplateGetIndexedIE(made.get(), fbTemplateCountElements(made.get()) - 1);
        appended->flags &= ~static_cast<std::uint32_t>(FB_IE_F_ENDIAN);
        appended->type = FB_OCTET_ARRAY;
    }
    // From the first session table on it is the session's; there are two, and it counts.
    fbTemplate_t* kept = made.release();
    for (const bool internal : {false, true})
        if (fbSessionAddTemplate(session_, internal, record.id, kept, error.out()) == 0)
            return fail(fmt::format("template {}: {}", record.id, error.text()));
    return {};
}

void Domain::name_columns(Known& known, const LearntElements& learnt) const {
    RecordTemplate& described = known.described;
    described.columns.clear();
    described.shape = described.is_options ? "options" : "";
    std::map<std::string, unsigned> times{{"options", 1}};  // the printers' own name
    for (const FieldSpecifier& field : known.record.fields) {
        Column column{field, {}, described.columns.size() < known.record.scope_fields};
        if (const auto of_iana = elements_.known(field))
            column.meaning = *of_iana;
        else if (const Meaning* told = learnt.find(field))
            column.meaning = *told;
        else
            column.meaning.name = fmt::format("{}/{}", field.pen, field.id);
        const unsigned time = ++times[column.meaning.name];
        if (time > 1) column.meaning.name += fmt::format("#{}", time);
        described.shape += fmt::format(" {}:{}:{}", column.meaning.name, static_cast<int>(column.meaning.type), field.octets);
        described.columns.push_back(std::move(column));
    }
    known.learnt_serial = learnt.serial();
}

// A message with this set alone.
bool Domain::begin_message(const DataSet& set) {
    const std::size_t octets = kHeaderOctets + set.octets.size();
    message_.assign(octets, 0);
    message_[1] = 10;
    message_[2] = static_cast<std::uint8_t>(octets >> 8);
    message_[3] = static_cast<std::uint8_t>(octets & 0xff);
    exporter::store_big_endian(std::as_writable_bytes(std::span(message_)).data() + 8, sequence_);
    std::memcpy(message_.data() + kHeaderOctets, set.octets.data(), set.octets.size());
    fBufSetBuffer(buffer_.get(), message_.data(), message_.size());
    GlibError error;
    return fBufNextMessage(buffer_.get(), error.out());
}

Domain::Decoded Domain::decode(const DataSet& set, const LearntElements& learnt, RecordSink& sink) {
    Known& known = templates_.at(set.template_id);
    if (known.learnt_serial != learnt.serial()) name_columns(known, learnt);
    record_.resize(known.decoded_octets);
    Decoded decoded;
    GlibError error;
    if (!begin_message(set)) decoded.fault = "libfixbuf refuses it";
    while (!decoded.fault && fBufNextCollectionTemplate(buffer_.get(), nullptr, error.out()) != nullptr) {
        std::size_t octets = record_.size();
        if (!fBufSetInternalTemplate(buffer_.get(), set.template_id, error.out()) ||
            !fBufNext(buffer_.get(), record_.data(), &octets, error.out())) {
            decoded.fault = fmt::format("a record of template {} does not end in its set", set.template_id);
            break;
        }
        ++decoded.records;
        split(known);
        sink.on_record(known.described, values_);
    }
    if (!decoded.fault && !error.is_end()) decoded.fault = error.text();
    sequence_ += decoded.records;
    return decoded;
}

void Domain::split(const Known& known) {
    values_.clear();
    const std::uint8_t* at = record_.data();
    for (const FieldSpecifier& field : known.record.fields) {
        if (field.octets == kVariableLength) {
            fbVarfield_t variable;
            std::memcpy(&variable, at, sizeof variable);
            values_.push_back(std::as_bytes(std::span(variable.buf, variable.len)));
            at += sizeof variable;
        } else {
            values_.push_back(std::as_bytes(std::span(at, field.octets)));
            at += field.octets;
        }
    }
}

}  // namespace probe::collect
