# The session: actions, keys, footage, the review itself; then the program as a command line.
ct_test(test_ingest LABELS session LINKS ct_session)
target_include_directories(test_ingest PRIVATE ${PROJECT_SOURCE_DIR}/src/session)
