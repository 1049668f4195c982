# The session: actions, keys, footage, the review itself; then the program as a command line.
ct_test(test_ingest LABELS session LINKS ct_session)
target_include_directories(test_ingest PRIVATE ${PROJECT_SOURCE_DIR}/src/session)
ct_test(test_action LABELS session LINKS ct_session)
target_include_directories(test_action PRIVATE ${PROJECT_SOURCE_DIR}/src/session)
ct_test(test_keymap LABELS session LINKS ct_session)
ct_test(test_cli LABELS session LINKS ct_base PkgConfig::CJSON TIMEOUT 300)
target_compile_definitions(test_cli PRIVATE CT_CLI="$<TARGET_FILE:circletake>")
add_dependencies(test_cli circletake)
