# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C++ file that holds the texts TEXTS of FOLDER, for bpf/embedded.hpp.
set(body "")
foreach(text IN LISTS TEXTS)
  file(READ ${FOLDER}/${text} content)
  string(APPEND body "    {\"${text}\", R\"~text~(${content})~text~\"},\n")
endforeach()
file(WRITE ${OUTPUT}
  "// Generated from the texts in bpf/.\n#include \"bpf/embedded.hpp\"\n\nnamespace bpf {\n\n"
  "static constexpr EmbeddedText kTexts[] = {\n${body}};\n\n"
  "std::span<const EmbeddedText> embedded_texts() { return kTexts; }\n\n}  // namespace bpf\n")
