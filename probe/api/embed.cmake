# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C++ file that holds the text INPUT, for probe/api/endpoints.hpp.
file(READ ${INPUT} content)
file(WRITE ${OUTPUT}
  "// Generated from openapi.json.\n#include \"probe/api/endpoints.hpp\"\n\nnamespace probe::api {\n\n"
  "std::string_view openapi_text() { return R\"~text~(${content})~text~\"; }\n\n}  // namespace probe::api\n")
