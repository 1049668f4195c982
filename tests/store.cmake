# Tests of the store. Some look inside it: foreign files are made with SQLite itself.
ct_test(test_store SOURCES store_kit.c LABELS store LINKS ct_store PkgConfig::SQLITE TIMEOUT 240)
ct_test(test_cut SOURCES store_kit.c LABELS store LINKS ct_store)
ct_test(test_search SOURCES store_kit.c LABELS store LINKS ct_store)
ct_test(test_change SOURCES store_kit.c LABELS store threads LINKS ct_store)
ct_test(test_sql LABELS store LINKS ct_store)
ct_test(test_migrate SOURCES store_kit.c LABELS store LINKS ct_store)
ct_test(kill_test LABELS store LINKS ct_store)
ct_test(power_cut_test LABELS store LINKS ct_store PkgConfig::SQLITE)

# A project of any size, for measuring.
add_executable(many_clips bench/many_clips.c)
target_link_libraries(many_clips PRIVATE ct_flags ct_store)
