# Builds the key files into the program: writes key_files.c from src/session/keys/*.keys.
function(ct_key_files out)
  set(bodies "")
  set(rows "")
  foreach(name default avid premiere resolve fcp rv mpv)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/keys/${name}.keys)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND bodies "static const unsigned char ${name}_keys[] = {${bytes}};\n")
    string(APPEND rows "    {\"${name}\", ${name}_keys, sizeof ${name}_keys},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${out} CONTENT [=[
/* Made from src/session/keys. */
#include "key_files.h"

@bodies@
const struct ct_key_file ct_key_files[] = {
@rows@};
const size_t ct_key_file_count = sizeof ct_key_files / sizeof ct_key_files[0];
]=] @ONLY)
endfunction()
