#include "csimdjson.h"

#include <new>
#include <simdjson.h>

using namespace simdjson;

const size_t CSJ_PADDING = SIMDJSON_PADDING;

struct csj_parser {
    dom::parser parser;
    size_t depth_max;
};

csj_parser *csj_parser_new(size_t depth_max) {
    return new (std::nothrow) csj_parser{dom::parser{}, depth_max};
}

void csj_parser_free(csj_parser *parser) {
    delete parser;
}

csj_document csj_parse(csj_parser *p, const uint8_t *bytes, size_t length) {
    csj_document out{};
    if (p->parser.capacity() < length || p->parser.max_depth() != p->depth_max) {
        // Grown in powers of two: the lengths of documents wander, and each growth clears the old buffers.
        size_t capacity = 4096;
        while (capacity < length) { capacity *= 2; }
        out.error = p->parser.allocate(capacity, p->depth_max);
        if (out.error) { return out; }
    }
    dom::element root;
    out.error = p->parser.parse(bytes, length, false).get(root);
    if (out.error) { return out; }
    out.tape = p->parser.doc.tape.get();
    out.strings = p->parser.doc.string_buf.get();
    // The first word is the root; its payload is the index behind the last word.
    out.tape_words = static_cast<size_t>(out.tape[0] & internal::JSON_VALUE_MASK);
    return out;
}

bool csj_is_utf8(const uint8_t *bytes, size_t length) {
    return validate_utf8(reinterpret_cast<const char *>(bytes), length);
}

const char *csj_error_message(int error) {
    return error_message(static_cast<error_code>(error));
}
