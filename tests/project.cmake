# What holds for the whole tree rather than for one module, however it is built.
add_test(NAME layers COMMAND sh ${PROJECT_SOURCE_DIR}/tests/check_layers)
set_tests_properties(layers PROPERTIES LABELS tree TIMEOUT 120)
add_test(NAME readme_keys COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/check_readme $<TARGET_FILE:circletake>)
set_tests_properties(readme_keys PROPERTIES LABELS tree)
