# What the sanitizers are told, for every test: as CI runs them and by hand alike.
set(said_of_windows)
if(CT_SANITIZE MATCHES address)
  # These keep what they have until the program ends.
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/kept "leak:libdbus\nleak:libfontconfig\nleak:libpango\nleak:libglib\n")
  # SDL 2.26 reads on past an accented letter when its key is let go (SDL issue 6728).
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/known "interceptor_via_lib:libSDL2\n")
  set(said "ASAN_OPTIONS=detect_stack_use_after_return=1:detect_leaks=1"
      "LSAN_OPTIONS=suppressions=${CMAKE_CURRENT_BINARY_DIR}/kept:print_suppressions=0"
      "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1")
  # Mesa unloads its drivers before the leak check looks, so windows are not checked for leaks.
  set(said_of_windows
      "ASAN_OPTIONS=detect_stack_use_after_return=1:detect_leaks=0:suppressions=${CMAKE_CURRENT_BINARY_DIR}/known"
      "UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1")
elseif(CT_SANITIZE MATCHES thread)
  # FFmpeg and Mesa are not instrumented: without the first option their locks look like races.
  set(said "TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1:second_deadlock_stack=1")
endif()

get_property(tests DIRECTORY PROPERTY TESTS)
foreach(test ${tests})
  get_test_property(${test} LABELS labels)
  if(said_of_windows AND "ui" IN_LIST labels)
    set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT ${said_of_windows})
  elseif(said)
    set_property(TEST ${test} APPEND PROPERTY ENVIRONMENT ${said})
  endif()
endforeach()
