# What holds for the whole tree rather than for one module.
add_test(NAME layers COMMAND sh ${PROJECT_SOURCE_DIR}/tests/check_layers)
set_tests_properties(layers PROPERTIES LABELS unit TIMEOUT 120)
