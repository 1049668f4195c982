# Edit lists: goldens, the second opinion of edl_grammar.c, dialects, random projects.
ct_test(test_editlist SOURCES edit_fixture.c edl_grammar.c LABELS unit golden LINKS ct_editlist)
ct_test(test_cmx3600 SOURCES edit_fixture.c edl_grammar.c LABELS unit LINKS ct_editlist)
ct_test(test_tables SOURCES edit_fixture.c LABELS unit golden LINKS ct_editlist)
