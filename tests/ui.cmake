# The window as a person uses it: real key presses on a virtual display.
pkg_check_modules(X11 REQUIRED IMPORTED_TARGET x11)
# tests/bench/compare takes this one.
add_executable(first_picture bench/first_picture.c)
target_link_libraries(first_picture PRIVATE ct_flags PkgConfig::X11)

add_executable(press_close press_close.c)
target_link_libraries(press_close PRIVATE ct_flags PkgConfig::X11)

# Lists dropped onto it: the interface without a window.
ct_test(test_drop SOURCES stage.c LABELS session LINKS ct_ui ct_session PkgConfig::SDL2 TIMEOUT 300)
target_include_directories(test_drop PRIVATE ${PROJECT_SOURCE_DIR}/src)

# Closed at the worst moment, by itself: needs no display.
ct_test(test_leave SOURCES stage.c ${PROJECT_SOURCE_DIR}/src/app/app.c ${PROJECT_SOURCE_DIR}/src/app/app_open.c
        ${PROJECT_SOURCE_DIR}/src/app/app_close.c ${PROJECT_SOURCE_DIR}/src/app/script.c
        ${PROJECT_SOURCE_DIR}/src/app/still.c LABELS session LINKS ct_ui ct_session PkgConfig::SDL2 TIMEOUT 300)
target_include_directories(test_leave PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(test_leave PRIVATE _GNU_SOURCE)

# On a display of its own, where no window of another test takes its keys; the first to start, because a
# person's pace makes it long. It mostly waits: others run beside it and stand back (equal_priority.c).
add_test(NAME e2e
  COMMAND xvfb-run -a -s "-screen 0 1600x1000x24 -nolisten tcp"
          sh ${CMAKE_CURRENT_SOURCE_DIR}/e2e.sh $<TARGET_FILE:circletake>
          $<TARGET_FILE:press_close> ${PROJECT_SOURCE_DIR}/samples/rushes)
set_tests_properties(e2e PROPERTIES LABELS ui TIMEOUT 300 COST 1000)
