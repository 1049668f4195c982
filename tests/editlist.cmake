# Edit lists: goldens, the second opinion of edl_grammar.c, dialects, random projects.
ct_test(test_editlist SOURCES edit_fixture.c edl_grammar.c LABELS unit golden LINKS ct_editlist)
ct_test(test_preflight SOURCES edit_fixture.c LABELS unit LINKS ct_editlist)
ct_test(test_compare LABELS unit LINKS ct_editlist)
ct_test(test_cmx3600 SOURCES edit_fixture.c edl_grammar.c LABELS unit LINKS ct_editlist)
ct_test(test_edl_sides LABELS unit LINKS ct_editlist)
ct_test(test_edl_tail SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_edl_remarks SOURCES edit_fixture.c edl_grammar.c LABELS unit LINKS ct_editlist)
ct_test(test_exchange SOURCES edit_fixture.c fcpxml_check.c otio_schema.c LABELS unit golden LINKS ct_editlist)
ct_test(test_lists_out SOURCES edit_fixture.c LABELS unit golden LINKS ct_editlist)
ct_test(test_stories SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_dialects SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_standing SOURCES edit_fixture.c read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_within SOURCES edit_fixture.c read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_variants SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_otio_in SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_fcpxml_in SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_fcpxml_out SOURCES edit_fixture.c fcpxml_check.c LABELS unit LINKS ct_editlist)
ct_test(test_xmeml_in SOURCES read_kit.c LABELS unit LINKS ct_editlist)
ct_test(test_hostile SOURCES read_kit.c LABELS unit LINKS ct_editlist TIMEOUT 60)
ct_test(test_lists_in SOURCES edit_fixture.c LABELS unit LINKS ct_editlist)
ct_test(test_foreign SOURCES edit_fixture.c LABELS unit LINKS ct_editlist)
ct_test(test_tables SOURCES edit_fixture.c LABELS unit golden LINKS ct_editlist)
ct_test(test_layout SOURCES edit_fixture.c edl_grammar.c fcpxml_check.c otio_schema.c
        LABELS unit golden LINKS ct_editlist)
ct_test(test_linked_sound SOURCES edl_grammar.c fcpxml_check.c otio_schema.c LABELS unit
        LINKS ct_editlist PkgConfig::XML2)
ct_test(test_roundtrip SOURCES edit_fixture.c edl_grammar.c fcpxml_check.c otio_schema.c
        LABELS unit LINKS ct_editlist TIMEOUT 300)
ct_test(test_cut_out SOURCES edit_fixture.c edl_grammar.c fcpxml_check.c otio_schema.c
        LABELS unit golden LINKS ct_editlist)
ct_test(test_loss SOURCES edit_fixture.c LABELS unit LINKS ct_editlist)

# Any bytes as a list: fuzz_reader_NAME, one for each reader; fuzz_import, the way in with what it recognises
# and what it takes of a damaged file; fuzz_edl writes again what it understood. tests/fuzz/run builds and
# runs them all.
if(CT_FUZZ AND CMAKE_C_COMPILER_ID MATCHES "Clang")
  function(ct_fuzz target source)
    add_executable(${target} fuzz/${source}.c)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${target} PRIVATE ct_flags ct_editlist)
  endfunction()
  ct_fuzz(fuzz_edl fuzz_edl)
  ct_fuzz(fuzz_import fuzz_import)
  foreach(reader edl fcp7xml fcpxml otio ale csv llc chapters ffmetadata resolve-markers avid-markers)
    ct_fuzz(fuzz_reader_${reader} fuzz_reader)
    target_compile_definitions(fuzz_reader_${reader} PRIVATE CT_READER="${reader}")
  endforeach()
endif()

# What writing lists costs: see bench/README.md.
add_executable(lists_out bench/lists_out.c bench/rushes.c)
target_link_libraries(lists_out PRIVATE ct_flags ct_editlist)
