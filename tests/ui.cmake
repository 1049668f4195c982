# The window as a person uses it: real key presses on a virtual display.
pkg_check_modules(X11 REQUIRED IMPORTED_TARGET x11)
add_executable(press_close press_close.c)
target_link_libraries(press_close PRIVATE ct_flags PkgConfig::X11)

add_test(NAME e2e
  COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/e2e.sh $<TARGET_FILE:circletake>
          $<TARGET_FILE:press_close> ${PROJECT_SOURCE_DIR}/samples/rushes)
set_tests_properties(e2e PROPERTIES LABELS ui TIMEOUT 300 RUN_SERIAL TRUE)
