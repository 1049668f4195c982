# Edit lists: goldens, the second opinion of edl_grammar.c, dialects, random projects.
ct_test(test_editlist SOURCES edit_fixture.c edl_grammar.c LABELS unit golden LINKS ct_editlist)
ct_test(test_compare LABELS unit LINKS ct_editlist)
ct_test(test_cmx3600 SOURCES edit_fixture.c edl_grammar.c LABELS unit LINKS ct_editlist)
ct_test(test_exchange SOURCES edit_fixture.c fcpxml_check.c otio_schema.c LABELS unit golden LINKS ct_editlist)
ct_test(test_lists_out SOURCES edit_fixture.c LABELS unit golden LINKS ct_editlist)
ct_test(test_lists_in SOURCES edit_fixture.c LABELS unit LINKS ct_editlist)
ct_test(test_tables SOURCES edit_fixture.c LABELS unit golden LINKS ct_editlist)
ct_test(test_layout SOURCES edit_fixture.c edl_grammar.c fcpxml_check.c otio_schema.c
        LABELS unit golden LINKS ct_editlist)
ct_test(test_loss SOURCES edit_fixture.c LABELS unit LINKS ct_editlist)

# fuzz_edl CORPUS_FOLDER: any bytes as an edit list; fuzz_exchange the same for XML and OpenTimelineIO.
if(CT_FUZZ AND CMAKE_C_COMPILER_ID MATCHES "Clang")
  foreach(target fuzz_edl fuzz_exchange)
    add_executable(${target} fuzz/${target}.c)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${target} PRIVATE ct_editlist)
  endforeach()
endif()
